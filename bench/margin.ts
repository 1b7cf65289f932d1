/**
 * How much time is left when a decision falls, and what came too late: sessions as real processes, fed by a looping
 * 1080p30 recording of talk, all started before the measuring begins. Writes bench/margin.svg.
 *
 *   node scripts/run.mjs bench/margin.ts [--seconds 60]        each preset, one stream and eight (about 9 minutes)
 *   node scripts/run.mjs bench/margin.ts --streams 16 --asr captions --delay careful [--seconds 120]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DELAY_PRESETS } from '../src/plugin/config/options.ts';
import type { LiveEvent } from '../src/plugin/live/events.ts';
import { subtract, toSeconds } from '../src/streams/time.ts';
import { freePort } from '../test/support/ports.ts';
import { sendCaptions } from './support/caption-sender.ts';
import { histogram } from '../models/util/chart.ts';
import {
  eventsOf,
  heldBy,
  LiveProcess,
  load,
  machine,
  numberOption,
  textOption,
} from './support/live-process.ts';
import { cpuSecondsOf } from './support/process-tree.ts';
import { benchStream } from './support/recording.ts';

/** After the last session is up; models are warm by then. */
const SETTLE_S = 5;
/** Seconds in one bar of the picture. */
const BIN = 0.5;

interface Setting {
  readonly streams: number;
  readonly asr: string;
  readonly delay: string;
}

interface Figures {
  /** Seconds. */
  readonly margins: readonly number[];
  readonly spare: readonly number[];
  readonly windows: number;
  readonly missed: ReadonlyMap<string, number>;
}

const seconds = numberOption('seconds', 60);
const preset = (name: string): number =>
  Object.hasOwn(DELAY_PRESETS, name) ? DELAY_PRESETS[name as keyof typeof DELAY_PRESETS] : Number(name);

const LATE = 'cues too late for the decision';
const UNPLAYED = 'cues too late for the mixer';
const OTHER_MISSES: Partial<Record<LiveEvent['type'], string>> = {
  'speech-skipped': 'stretches of speech skipped',
  'output-dropped': 'times an output dropped packets',
  'analysis-down': 'failures of analysis',
};

/** What a session missed, in words; undefined for what is no miss. */
function missOf(event: LiveEvent): string | undefined {
  if (event.type === 'rejected') return event.reason === 'too-late' ? LATE : undefined;
  if (event.type === 'not-played') return event.reason === 'late' ? UNPLAYED : undefined;
  if (event.type === 'window-dropped') return `windows dropped (${event.reason})`;
  return OTHER_MISSES[event.type];
}

/** What happened from `from` to `until` (ms since 1970). */
function figuresOf(events: readonly LiveEvent[], from: number, until: number): Figures {
  const margins: number[] = [];
  const spare: number[] = [];
  const missed = new Map<string, number>();
  let windows = 0;
  for (const event of events) {
    if (event.wall < from || event.wall > until) continue;
    if (event.type === 'cue' && event.margin !== undefined) margins.push(toSeconds(event.margin));
    if (event.type === 'window') {
      windows += 1;
      const { end, arrived } = event.window;
      // The playhead reaches the window's end at its deadline: what begins there must be known by then.
      if (arrived !== undefined) spare.push(toSeconds(subtract(end, arrived)));
    }
    const miss = missOf(event);
    if (miss !== undefined) missed.set(miss, (missed.get(miss) ?? 0) + 1);
  }
  return { margins, spare, windows, missed };
}

const joined = (parts: readonly Figures[]): Figures => ({
  margins: parts.flatMap(({ margins }) => margins),
  spare: parts.flatMap(({ spare }) => spare),
  windows: parts.reduce((sum, { windows }) => sum + windows, 0),
  missed: parts
    .flatMap(({ missed }) => [...missed])
    .reduce((sum, [what, count]) => sum.set(what, (sum.get(what) ?? 0) + count), new Map<string, number>()),
});

async function runSessions({ streams, asr, delay }: Setting, folder: string): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const clip = await benchStream();
  const sessions: LiveProcess[] = [];
  for (let index = 0; index < streams; index += 1) {
    const port = asr === 'captions' ? await freePort() : undefined;
    const session = stack.use(
      new LiveProcess({
        args: [
          ...[clip, '--realtime', '--loop', '--delay', delay],
          ...['--asr', port === undefined ? asr : `ws://127.0.0.1:${port}/captions`],
          ...['--to', join(folder, `${index}.mkv`)],
        ],
        record: join(folder, `${index}.jsonl`),
      }),
    );
    sessions.push(session);
    // One after the other: on two cores a dozen of them at once would only wait for each other.
    await session.saw('input-open');
    const began = performance.now();
    if (port !== undefined) stack.use(await sendCaptions(port, () => (performance.now() - began) / 1000));
  }
  await sleep(1000 * (SETTLE_S + preset(delay)));
  const spentNow = (): number =>
    sessions.reduce(
      (sum, { pid, analysis }) =>
        sum + cpuSecondsOf(`/proc/${pid}/stat`) + cpuSecondsOf(`/proc/${analysis}/stat`),
      0,
    );
  const [from, before] = [Date.now(), spentNow()];
  await sleep(1000 * seconds);
  const [until, after] = [Date.now(), spentNow()];
  const held = sessions.map(({ pid, analysis }) => heldBy(pid).pss + heldBy(analysis).pss);
  console.log(
    `  ${((after - before) / seconds).toFixed(2)} cores in use, ${(held.reduce((a, b) => a + b, 0) / 1e6).toFixed(0)} MB, load ${load()}`,
  );
  await Promise.all(sessions.map((session) => session.stop()));
  const parts: Figures[] = [];
  for (const { record } of sessions) parts.push(figuresOf(await eventsOf(record), from, until));
  return joined(parts);
}

function describe(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  return `least ${at(0)} s, 1 % ${at(0.01)} s, median ${at(0.5)} s`;
}

async function measure(setting: Setting): Promise<Figures> {
  const { streams, asr, delay } = setting;
  console.log(`${streams} × --asr ${asr} --delay ${delay} (${preset(delay)} s), ${seconds} s`);
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-margin-'));
  try {
    const figures = await runSessions(setting, folder);
    const { margins, spare, windows, missed } = figures;
    console.log(`  ${margins.length} decisions, margin: ${describe(margins)}`);
    console.log(`  ${windows} windows answered, playhead before their end by: ${describe(spare)}`);
    const total = [...missed].map(([what, count]) => `${count} ${what}`).join(', ');
    console.log(`  missed: ${total === '' ? 'nothing' : total}`);
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

console.log(`${machine()}, load ${load()}`);
const streams = numberOption('streams', 0);
if (streams > 0) {
  await measure({ streams, asr: textOption('asr') ?? 'moonshine', delay: textOption('delay') ?? 'careful' });
} else {
  const groups: { label: string; values: readonly number[] }[] = [];
  let missed = 0;
  for (const delay of Object.keys(DELAY_PRESETS))
    for (const [count, asr] of [
      [1, 'moonshine'],
      [8, 'captions'],
    ] as const) {
      const figures = await measure({ streams: count, asr, delay });
      const misses = [...figures.missed.values()].reduce((sum, value) => sum + value, 0);
      missed += misses;
      groups.push({
        label: `${delay}, ${count === 1 ? 'one stream' : `${count} streams`} (${asr}): ${misses} missed`,
        values: figures.margins.length > 0 ? figures.margins : figures.spare,
      });
    }
  await writeFile(
    join(import.meta.dirname, 'margin.svg'),
    histogram(
      `Time left at a decision: ${missed} deadlines missed (${machine()})`,
      'seconds from the last useful detection to the deadline',
      groups,
      BIN,
    ),
  );
}
