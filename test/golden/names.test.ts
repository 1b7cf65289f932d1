/**
 * Names that others build on: metrics with their labels, events, their fields in the log and in the record of a show, a
 * cue sheet's fields, what /healthz answers. One example of each event is enough, and the compiler asks for each.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { policyOf } from '../../src/plugin/session/policy.ts';
import { DEFAULT_POLICY } from '../../src/streams/policy.ts';
import { Address } from '../../src/core/stream-url.ts';
import { resolveSettings } from '../../src/plugin/config/options.ts';
import { toCueSheet } from '../../src/plugin/cue-sheet.ts';
import { beginDecisions } from '../../src/plugin/live/begin-decisions.ts';
import type { LiveEvent, LiveFact } from '../../src/plugin/live/events.ts';
import { createLog, logEvent } from '../../src/plugin/live/report/log.ts';
import { openMetrics } from '../../src/plugin/live/report/metrics-server.ts';
import { openShowLog } from '../../src/plugin/live/report/show/writer.ts';
import { fromSeconds, ZERO } from '../../src/streams/time.ts';
import type { Cue, PlacedMoment } from '../../src/streams/values.ts';
import { golden, namesIn } from '../support/golden.ts';
import { BEGAN } from '../plugin/live/report/talk.ts';
import { statusWith } from '../plugin/live/report/status.ts';

const time = fromSeconds(4.5);
const output = 'rtmp://h/live/…';

const moment: PlacedMoment = {
  start: fromSeconds(1),
  end: fromSeconds(2),
  sfx: 'ding',
  tag: 'prompt',
  probability: 0.75,
  alternatives: [{ sfx: 'pop', tag: 'others', score: 0.25 }],
  window: 3,
  subtitle: 'The link is below.',
  subtitleId: 's1',
};

const cue: Cue = {
  id: 'm1',
  at: fromSeconds(1),
  end: fromSeconds(2),
  sfx: 'ding',
  tag: 'prompt',
  score: 0.75,
  alternatives: moment.alternatives,
  subtitle: 'The link is below.',
  subtitleId: 's1',
};

const subtitle = {
  id: 's1',
  start: fromSeconds(1),
  end: fromSeconds(2),
  text: 'The link is below.',
  embedding: new Float32Array(1),
  final: true,
};

/** Each with everything that it can have. */
const EXAMPLES: { readonly [Type in LiveFact['type']]: readonly Extract<LiveFact, { type: Type }>[] } = {
  started: [
    {
      type: 'started',
      version: '0.1.0',
      input: 'rtmp://h/live/…',
      outputs: [output],
      delay: time,
      threshold: 0.5,
      policy: {},
      lengths: { ding: time },
    },
  ],
  'input-open': [{ type: 'input-open', leg: 1, at: time, summary: 'h264 1920×1080' }],
  'input-changed': [{ type: 'input-changed', leg: 2, at: time, summary: 'h264 1080×1920' }],
  'input-lost': [{ type: 'input-lost', reason: 'end of file', at: time, retryInMs: 500 }],
  'input-ended': [{ type: 'input-ended', at: time }],
  'input-retry': [{ type: 'input-retry', attempt: 2, reason: 'refused', retryInMs: 1000 }],
  'input-jump': [{ type: 'input-jump', kind: 'wrap', by: -95_443_717_688, at: time }],
  'input-gap': [{ type: 'input-gap', at: time, length: fromSeconds(0.2) }],
  'input-damaged': [{ type: 'input-damaged', packets: 3, at: time }],
  'output-connecting': [{ type: 'output-connecting', output, attempt: 1 }],
  'output-open': [{ type: 'output-open', output, afterMs: 41.5, file: 'show-2.mkv' }],
  'output-lost': [
    { type: 'output-lost', output, reason: 'reset', message: 'gone', retryInMs: 500 },
    { type: 'output-lost', output, reason: 'rejected', message: 'gone' },
  ],
  'output-dropped': [{ type: 'output-dropped', output, packets: 7, reason: 'slow' }],
  'output-closed': [{ type: 'output-closed', output }],
  'analysis-up': [{ type: 'analysis-up', pid: 7, device: 'cpu', tookMs: 1200 }],
  'analysis-down': [
    { type: 'analysis-down', code: 'DIED', message: 'killed', retryInMs: 500 },
    { type: 'analysis-down', code: 'DIED', message: 'killed' },
  ],
  'speech-skipped': [{ type: 'speech-skipped', start: ZERO, end: time }],
  subtitle: [{ type: 'subtitle', subtitle }],
  retracted: [{ type: 'retracted', id: 's1' }],
  window: [
    {
      type: 'window',
      window: {
        index: 3,
        start: ZERO,
        end: time,
        subtitles: ['s1'],
        moments: [moment],
        horizon: ZERO,
        heard: { start: ZERO, end: time, sentences: [{ id: 's1', text: subtitle.text }] },
        arrived: ZERO,
        tookMs: 40,
      },
    },
    {
      type: 'window',
      window: { index: 4, start: ZERO, end: time, subtitles: [], moments: [], horizon: ZERO, tookMs: 40 },
    },
  ],
  'window-dropped': [{ type: 'window-dropped', reason: 'detector-busy', index: 9 }],
  cue: [{ type: 'cue', cue, moment, margin: fromSeconds(0.5) }],
  upcoming: [{ type: 'upcoming', id: 'm1', moment }],
  withdrawn: [{ type: 'withdrawn', id: 'm1' }],
  rejected: [{ type: 'rejected', moment, reason: 'vetoed' }],
  ignored: [
    { type: 'ignored', reason: 'unknown-moment', command: { type: 'nudge', id: 'm1', by: time } },
    { type: 'ignored', reason: 'unknown-moment', command: { type: 'policy', change: { quiet: true } } },
  ],
  language: [{ type: 'language', language: 'es', known: false }],
  command: [{ type: 'command', command: { type: 'swap', id: 'm1', sfx: 'pop', tag: 'others' }, moment }],
  suppressed: [{ type: 'suppressed', moment, reason: 'overlaps-better' }],
  played: [{ type: 'played', id: 'm1', at: time }],
  'not-played': [{ type: 'not-played', id: 'm1', reason: 'late' }],
  'delay-changed': [
    {
      ...{ type: 'delay-changed', from: fromSeconds(2), to: fromSeconds(8), cut: fromSeconds(-6) },
      ...{ policy: {}, arrived: ZERO },
    },
  ],
  hold: [
    { type: 'hold', on: true, at: time },
    { type: 'hold', on: false, at: time },
  ],
  fault: [{ type: 'fault', part: 'captions', message: 'it is out of range' }],
  stopping: [{ type: 'stopping' }],
  stopped: [{ type: 'stopped' }],
};

/** A window comes before the moments in it; each event has a time and a playhead of its own. */
const events: readonly LiveEvent[] = [
  ...EXAMPLES.started,
  ...EXAMPLES.window,
  ...Object.values(EXAMPLES).flatMap((examples: readonly LiveFact[]) =>
    examples.filter(({ type }) => type !== 'started' && type !== 'window' && type !== 'stopped'),
  ),
  ...EXAMPLES.stopped,
].map((fact, at) => ({ ...fact, wall: BEGAN + 2_000 * at, playhead: fromSeconds(at) }));

/** For each kind of thing, all the names that one of it has. */
function namesByKind(things: readonly (readonly [kind: string, value: unknown])[]): Record<string, string[]> {
  const kinds = Map.groupBy(things, ([kind]) => kind);
  return Object.fromEntries(
    [...kinds.keys()]
      .sort()
      .map((kind) => [kind, [...new Set(kinds.get(kind)?.flatMap(([, value]) => namesIn(value)))].sort()]),
  );
}

test('events', () => {
  golden('names/events', Object.keys(EXAMPLES).sort());
});

test('the log: level and message of each event, and its facts', () => {
  const said = events.map((event): readonly [string, unknown] => {
    const lines: string[] = [];
    const log = createLog({
      level: 'debug',
      format: 'json',
      destination: { write: (line) => lines.push(line) },
    });
    logEvent(log, event);
    assert.is(lines.length, 1, event.type);
    const { level, msg, ...facts } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    return [`${event.type}: ${String(level)} ${String(msg)}`, facts];
  });
  golden('names/log', namesByKind(said));
});

test('what a show is decided with, as its record keeps it', () => {
  const told: LiveFact[] = [];
  const settings = resolveSettings({ muteTag: ['humor'], density: 10, delay: 5 }, {}, '/nowhere.json');
  const decisions = beginDecisions({
    session: { settings, input: new Address('rtmp://h/live/key'), version: '0.1.0' },
    policy: () => ({
      ...DEFAULT_POLICY,
      ...policyOf(settings, { threshold: 0.5, tagThresholds: { humor: 0.1 } }),
    }),
    language: { known: ['en'], initially: 'en' },
    feed: { frames$: NEVER, transcript$: NEVER },
    client: () => undefined,
    pacer: { lead: fromSeconds(0.3) },
    play: () => undefined,
    lengths: { ding: fromSeconds(0.8) },
    outputs: [output],
    tell: (fact) => told.push(fact),
    warn: (line) => assert.unreachable(line),
  });
  decisions.end();
  golden('names/started', told);
});

test('the record of a show, line by line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-names-'));
  try {
    const file = join(folder, 'show.jsonl');
    const log = await openShowLog(file, { now: () => BEGAN });
    for (const event of events) log.write(event);
    await log.close();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as { readonly t?: string });
    golden('names/record', namesByKind(parsed.map((line) => [line.t ?? 'header', line] as const)));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('metrics: names, types, labels', async () => {
  const status = statusWith();
  const server = await openMetrics({ port: 0, status: () => status });
  try {
    for (const event of events) server.observe(event);
    const ask = (path: string): Promise<Response> => fetch(`http://${server.host}:${server.port}${path}`);
    const lines = (await (await ask('/metrics')).text()).split('\n');
    const types = lines.flatMap((line) => {
      const [, name = '', type = ''] = /^# TYPE (momentfx_\S+) (\S+)$/.exec(line) ?? [];
      return name === '' ? [] : [[name, type] as const];
    });
    const labelsOf = (name: string): string[] => {
      const samples = lines.filter(
        (line) => line.startsWith(`${name}{`) || line.startsWith(`${name}_bucket{`),
      );
      const labels = samples.flatMap((line) =>
        [...line.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label),
      );
      return [...new Set(labels)].sort();
    };
    assert.ok(types.length > 35, `${types.length} metrics`);
    golden(
      'names/metrics',
      Object.fromEntries(types.map(([name, type]) => [name, [type, ...labelsOf(name)].join(' ')]).sort()),
    );
    golden('names/health', namesByKind([['health', await (await ask('/healthz')).json()]]));
  } finally {
    await server.close();
  }
});

test('the cue sheet', () => {
  golden('names/cue-sheet', namesByKind([['sheet', toCueSheet('talk.mp4', time, [cue])]]));
});

test.run();
