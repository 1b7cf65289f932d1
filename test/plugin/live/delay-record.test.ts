/**
 * Another delay in a session's decisions, on a test's clock: what follows it, what the record says of it, and that
 * `momentfx replay` decides the same cues as the session did.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom, from, Subject } from 'rxjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { Address } from '../../../src/core/stream-url.ts';
import type { SpeechOptions } from '../../../src/analysis/process/speech-options.ts';
import type { AnalysisClient } from '../../../src/analysis/process/client.ts';
import { paceFor } from '../../../src/media/program/pace.ts';
import { Playhead, type DelayChange } from '../../../src/media/program/playhead.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { policyOf } from '../../../src/plugin/session/policy.ts';
import { AnalysisFeed } from '../../../src/plugin/live/analysis-feed.ts';
import { beginDecisions } from '../../../src/plugin/live/begin-decisions.ts';
import type { LiveEvent, LiveFact } from '../../../src/plugin/live/events.ts';
import { openShowLog } from '../../../src/plugin/live/report/show/writer.ts';
import { replayShow } from '../../../src/plugin/replay/replay.ts';
import { DEFAULT_POLICY } from '../../../src/streams/policy.ts';
import type { Command } from '../../../src/streams/scheduler.ts';
import { add, latest, subtract, toSeconds, ZERO, type Micros } from '../../../src/streams/time.ts';
import type { Cue, Frame, SpeechEvent, Window } from '../../../src/streams/values.ts';
import { cueFacts, type LiveTalk } from '../../streams/live-run.ts';
import { programme } from '../../streams/long-talk.ts';
import { at } from '../../streams/values.ts';
import { rejects } from '../../support/within.ts';
import { atSentences, recordedOf, type Change } from '../../streams/virtual-live.ts';

const test = suite('another delay in the record');
const folder = await mkdtemp(join(tmpdir(), 'momentfx-delay-'));
test.after(() => rm(folder, { recursive: true }));

const TICK_MS = 100;
const SETTINGS = { threshold: 0.4, density: 60 };

/** The events of a session that begins with the first delay, at media times in seconds. */
async function sessionWith(
  { frames, speech }: LiveTalk,
  first: number,
  changes: readonly Change[],
  commands: readonly { readonly at: number; readonly command: Command }[] = [],
) {
  const clock = fakeClock();
  const frames$ = new Subject<Frame>();
  const transcript$ = new Subject<SpeechEvent>();
  const head = new Playhead(at(first));
  const events: LiveEvent[] = [];
  const placed: Cue[] = [];
  const now = (): Micros => at(clock.now() / 1000);
  const client = {
    async detect(windows: readonly Window[]) {
      await clock.sleep(70);
      const answers = await firstValueFrom(from(atSentences(windows)));
      return answers.map((moments) => [...moments]);
    },
  };
  const pacer = {
    get lead() {
      return paceFor(head.delay, false).lead;
    },
  };
  const tell = (fact: LiveFact): void => {
    events.push({ ...fact, wall: clock.epoch(), playhead: latest(ZERO, head.at ?? ZERO) });
  };
  const settings = resolveSettings({ ...SETTINGS, delay: first }, {}, join(folder, 'none.json'));
  const decisions = beginDecisions({
    session: {
      settings,
      input: new Address('rtmp://127.0.0.1/live/show'),
      version: 'test',
    },
    policy: () => ({ ...DEFAULT_POLICY, ...policyOf(settings, DEFAULT_POLICY) }),
    language: { known: ['en'] },
    feed: { frames$, transcript$ },
    client: () => client,
    pacer,
    play: (cue) => placed.push(cue),
    lengths: {},
    outputs: [],
    tell,
    warn: () => undefined,
  });
  const changed = (change: DelayChange | undefined): void => {
    if (change) decisions.changeDelay({ ...change, cut: subtract(change.from, change.to) });
  };
  const end = Math.max(...frames.map((next) => toSeconds(next.at)), ...speech.map((next) => next.at));
  const steps = [
    ...frames.map((next) => ({ at: toSeconds(next.at), run: () => frames$.next(next) })),
    ...speech.map((next) => ({ at: next.at, run: () => transcript$.next(next.event) })),
    ...changes.map((next) => ({ at: next.at, run: () => changed(head.ask(at(next.delay))) })),
    ...commands.map(({ at: time, command }) => ({
      at: time,
      run: () => {
        tell({ type: 'command', command });
        decisions.command(command);
      },
    })),
    { at: end, run: () => [transcript$, frames$].forEach((input$) => input$.complete()) },
  ].sort((a, b) => a.at - b.at);
  while (clock.now() / 1000 < end + 70) {
    for (let step = steps[0]; step !== undefined && step.at <= clock.now() / 1000; step = steps[0]) {
      steps.shift();
      step.run();
    }
    const range = head.cutRange(now());
    if (range !== undefined) {
      head.pushTo(latest(range.after, range.until));
      changed(head.cut());
    }
    const playhead = head.follow(now());
    if (add(playhead, pacer.lead) >= 0) decisions.tick(playhead, pacer.lead);
    await clock.advance(TICK_MS);
  }
  decisions.end();
  tell({ type: 'stopped' });
  return { events, placed };
}

async function recordOf(name: string, events: readonly LiveEvent[]): Promise<string> {
  const file = join(folder, name);
  const log = await openShowLog(file, { now: () => events[0]?.wall ?? 0 });
  for (const event of events) log.write(event);
  await log.close();
  return file;
}

const starts = (cues: readonly Cue[], from: number): string[] =>
  cues
    .filter((cue) => cue.at >= at(from))
    .map(cueFacts)
    .sort();

test('5 s to 45 s: cues become those of recorded input, and replay decides what the session did', async () => {
  const { events, placed } = await sessionWith(programme, 5, [{ at: 30.04, delay: 45 }]);
  const found = recordedOf(programme, { policy: SETTINGS }).flatMap((event) =>
    event.type === 'cue' ? [event.cue] : [],
  );
  assert.ok(starts(found, 60).length > 8);
  assert.equal(starts(placed, 60), starts(found, 60));
  const show = await replayShow(await recordOf('up.jsonl', events), { change: {} });
  assert.ok(placed.length > 15, `${placed.length} cues`);
  assert.equal(
    show.changes.map(({ type }) => type),
    placed.map(() => 'kept'),
  );
});

test('the record tells the change where it was, and all that decisions depend on', async () => {
  const { events } = await sessionWith(programme, 5, [{ at: 30.04, delay: 45 }]);
  const lines = (await readFile(await recordOf('told.jsonl', events), 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"t":"delay-changed"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.is(lines.length, 1);
  const { ms: _, p, ...facts } = lines[0] ?? {};
  const lead = paceFor(at(45), false).lead;
  assert.equal(facts, {
    t: 'delay-changed',
    ...{ from: at(5), to: at(45), cut: at(-40) },
    policy: {
      ...{ patience: at(14), windows: { onWords: false }, waiting: 16, doubt: 0 },
      ...{ maxLateness: at(13.5), maxOverrun: at(1.5), lead },
    },
    arrived: p,
  });
});

test('up, down, to none and back: replay decides what the session did', async () => {
  const cases: readonly (readonly [first: number, changes: readonly Change[]])[] = [
    [45, [{ at: 70.04, delay: 5 }]],
    [0, [{ at: 20.04, delay: 30 }]],
    [20, [{ at: 50.04, delay: 0 }]],
    [
      2,
      [
        { at: 25.04, delay: 40 },
        { at: 90.04, delay: 0 },
        { at: 100.04, delay: 12 },
      ],
    ],
  ];
  for (const [first, changes] of cases) {
    const { events, placed } = await sessionWith(programme, first, changes);
    const name = `${first} to ${changes.map(({ delay }) => delay).join(', ')}`;
    const show = await replayShow(await recordOf(`${name}.jsonl`, events), { change: {} });
    assert.ok(placed.length > 8, `${name}: ${placed.length} cues`);
    assert.is(new Set(placed.map(({ id }) => id)).size, placed.length);
    assert.equal(
      show.changes.map(({ type }) => type),
      placed.map(() => 'kept'),
      name,
    );
  }
});

test("a person's orders after the change are obeyed anew where they came, though a cue is handed over earlier", async () => {
  const cases = [
    [45, 0],
    [0, 45],
  ] as const;
  for (const [first, delay] of cases) {
    const commands = Array.from({ length: 300 }, (_, i) => ({
      at: 31.03 + i * 0.7,
      command: { type: 'policy', change: { quiet: i % 2 === 0 } } as const,
    }));
    const { events, placed } = await sessionWith(programme, first, [{ at: 30.04, delay }], commands);
    const show = await replayShow(await recordOf(`orders-${delay}.jsonl`, events), { change: {} });
    assert.ok(placed.length > 8, `${placed.length} cues`);
    assert.equal(
      show.changes.map(({ type }) => type),
      placed.map(() => 'kept'),
    );
  }
});

test('an older record, whose session kept to its first delay, replays as it did', async () => {
  const { events, placed } = await sessionWith(programme, 5, []);
  const changed: LiveEvent = {
    ...{ type: 'delay-changed', from: at(5), to: at(45), cut: at(-40) },
    ...{ wall: events[40]?.wall ?? 0, playhead: events[40]?.playhead ?? ZERO },
  };
  const older = events.toSpliced(41, 0, changed);
  const file = await recordOf('older.jsonl', older);
  assert.not.match(await readFile(file, 'utf8'), /"t":"delay-changed".*"policy"/);
  const show = await replayShow(file, { change: {} });
  assert.equal(
    show.changes.map(({ type }) => type),
    placed.map(() => 'kept'),
  );
  // And one that this version cannot read is refused as ever.
  await writeFile(file, (await readFile(file, 'utf8')).replace('"cut":', '"out":'));
  await rejects(replayShow(file, {}), /cut/);
});

test('the recogniser may lie further behind with a longer delay, from the change on and after a restart', () => {
  const asked: unknown[] = [];
  const feed = new AnalysisFeed({ listens: true, partials: true, delay: at(5), onEvent: () => undefined });
  const client = {
    openSpeech: ({ maxBehind }: SpeechOptions) => {
      asked.push(maxBehind);
      return {
        ...{ events$: new Subject<SpeechEvent>(), gaps$: new Subject(), behind: ZERO },
        offer: () => true,
        setMaxBehind: (most: Micros) => asked.push(most),
      };
    },
  } as unknown as AnalysisClient;
  const sound = (start: number) => feed.sound({ start: start as never, samples: new Float32Array(160) });
  feed.setDelay(at(8));
  feed.up(client);
  sound(0);
  feed.setDelay(at(45));
  feed.setDelay(at(0));
  feed.setDelay(at(30));
  feed.down();
  feed.up(client);
  sound(160);
  assert.equal(asked, [at(2), at(11.25), at(1.5), at(7.5), at(7.5)]);
});

test.run();
