import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LiveEvent } from '../../../../src/plugin/live/events.ts';
import { openShowLog } from '../../../../src/plugin/live/report/show/writer.ts';
import { liveDecisions, type LiveDecisions } from '../../../../src/streams/live.ts';
import { fromSeconds, ZERO } from '../../../../src/streams/time.ts';
import { rejects, within } from '../../../support/within.ts';
import { eventsOf, read, record } from './record-file.ts';
import { BEGAN, DECISIONS, talk } from './talk.ts';

const test = suite<{ folder: string }>('record of the show');
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'momentfx-show-'));
});
test.after.each(async ({ folder }) => rm(folder, { recursive: true }));

/** What the record keeps of an event: walls in whole ms, nine digits, of runners-up four, no embeddings. */
function kept(event: LiveEvent): unknown {
  return JSON.parse(
    JSON.stringify(event, (key, value: unknown) => {
      if (key === 'embedding') return undefined;
      if (key === 'tookMs' || key === 'wall')
        return Number((value as number).toFixed(key === 'wall' ? 0 : 1));
      if (key === 'alternatives')
        return (value as { score: number }[])
          .map((each) => ({ ...each, score: Math.round(each.score * 1e4) / 1e4 }))
          .filter(({ score }) => score > 0);
      if (key === 'probability') return Number((value as number).toFixed(9));
      return value;
    }),
  );
}

/** Cues and rejections when the recorded windows are decided again. */
function decided(events: readonly LiveEvent[], decisions: LiveDecisions): string[] {
  const run = liveDecisions(decisions);
  const said: string[] = [];
  run.events$.subscribe((event) => {
    if (event.type === 'cue')
      said.push(`${event.cue.id} ${event.cue.at} ${event.cue.sfx} ${event.cue.score.toFixed(6)}`);
  });
  for (const event of events) {
    if (event.type !== 'window') continue;
    const { moments, horizon, heard, arrived } = event.window;
    if (arrived !== undefined) run.tick(arrived);
    run.arrive({ moments, horizon, ...(heard === undefined ? {} : { heard }) });
  }
  run.tick(events.at(-1)?.playhead ?? ZERO);
  run.end();
  return said;
}

test('what was written is read: every event, in order', async ({ folder }) => {
  const file = join(folder, 'show.jsonl');
  const events = talk({ seconds: 120 }).filter(({ type }) => type !== 'upcoming' && type !== 'withdrawn');
  await record(file, events);
  const items = await read(file);
  assert.equal(items[0], { type: 'show', index: 1, line: 1, began: BEGAN });
  const back = eventsOf(items);
  assert.is(back.length, events.length);
  back.forEach((event, i) => assert.equal(kept(event), kept(events[i] as LiveEvent), `event ${i}`));
});

test('rare events come back whole', async ({ folder }) => {
  const file = join(folder, 'show.jsonl');
  const at = { wall: BEGAN + 5, playhead: fromSeconds(3) };
  const moment = talk({ seconds: 3 }).flatMap((e) => (e.type === 'window' ? e.window.moments : []))[0];
  if (moment === undefined) return assert.unreachable();
  const time = fromSeconds(4.5);
  const events: LiveEvent[] = [
    { type: 'input-open', leg: 1, at: time, summary: 'h264 1920×1080' },
    { type: 'input-changed', leg: 2, at: time, summary: 'h264 1080×1920' },
    { type: 'input-lost', reason: 'end of file', at: time, retryInMs: 0 },
    { type: 'input-lost', reason: 'refused for good', at: time },
    { type: 'input-ended', at: time },
    { type: 'input-retry', attempt: 2, reason: 'refused', retryInMs: 1000 },
    { type: 'input-jump', kind: 'wrap', by: -95_443_717_688, at: time },
    { type: 'input-gap', at: time, length: fromSeconds(0.2) },
    { type: 'input-damaged', packets: 3, at: time },
    { type: 'output-connecting', output: 'rtmp://h/live/…', attempt: 1 },
    { type: 'output-open', output: 'rtmp://h/live/…', afterMs: 41.5 },
    { type: 'output-open', output: 'show.mkv', afterMs: 3, file: 'show-2.mkv' },
    { type: 'output-lost', output: 'rtmp://h/live/…', reason: 'reset', message: 'gone', retryInMs: 500 },
    { type: 'output-lost', output: 'rtmp://h/live/…', reason: 'rejected', message: 'gone' },
    { type: 'output-dropped', output: 'rtmp://h/live/…', packets: 7, reason: 'slow' },
    { type: 'output-closed', output: 'rtmp://h/live/…' },
    { type: 'analysis-up', pid: 7, device: 'cpu', tookMs: 1200 },
    { type: 'analysis-down', code: 'DIED', message: 'killed', retryInMs: 500 },
    { type: 'speech-skipped', start: ZERO, end: time },
    { type: 'retracted', id: 's1' },
    { type: 'window-dropped', reason: 'detector-busy', index: 9 },
    { type: 'ignored', reason: 'unknown-moment', command: { type: 'nudge', id: 'm1', by: time } },
    { type: 'ignored', reason: 'unknown-moment', command: { type: 'policy', change: { quiet: true } } },
    { type: 'not-played', id: 'm1', reason: 'late' },
    { type: 'delay-changed', from: fromSeconds(2), to: fromSeconds(8), cut: fromSeconds(-6) },
    {
      ...{ type: 'delay-changed', from: fromSeconds(2), to: fromSeconds(8), cut: fromSeconds(-6) },
      ...{ policy: { doubt: 0, windows: { onWords: false } }, arrived: time },
    },
    { type: 'hold', on: true, at: time },
    { type: 'command', command: { type: 'swap', id: 'm1', sfx: 'ding', tag: 'prompt' }, moment },
    { type: 'command', command: { type: 'policy', change: { threshold: 0.8 } } },
    // Its window is not in the record.
    { type: 'rejected', moment: { ...moment, window: 900 }, reason: 'vetoed' },
    // A person chose another effect and place.
    {
      type: 'cue',
      moment,
      margin: fromSeconds(-0.1),
      cue: {
        id: 'm1',
        at: time,
        end: fromSeconds(6),
        sfx: 'chosen',
        tag: 'humor',
        score: 0.123456789,
        alternatives: moment.alternatives,
        ...(moment.subtitle === undefined ? {} : { subtitle: moment.subtitle }),
        ...(moment.subtitleId === undefined ? {} : { subtitleId: moment.subtitleId }),
      },
    },
  ].map((fact) => ({ ...fact, ...at }) as LiveEvent);
  await record(file, events);
  const back = eventsOf(await read(file));
  assert.is(back.length, events.length);
  back.forEach((event, i) => assert.equal(kept(event), kept(events[i] as LiveEvent), `event ${i}`));
});

test('decided again with the same settings, a talk gives the same cues, at under 4 MB an hour', async ({
  folder,
}) => {
  const file = join(folder, 'show.jsonl');
  const events = talk({ seconds: 1200, seed: 7 });
  await record(file, events);
  const { size } = await stat(file);
  assert.ok(size * 3 < 4e6, `${size} bytes for 20 minutes`);
  const back = eventsOf(await read(file));
  const before = events.flatMap((event) =>
    event.type === 'cue'
      ? [`${event.cue.id} ${event.cue.at} ${event.cue.sfx} ${event.cue.score.toFixed(6)}`]
      : [],
  );
  assert.ok(before.length > 20, `only ${before.length} cues`);
  assert.equal(decided(back, DECISIONS), before);
});

test('a key in a message of another program does not get in', async ({ folder }) => {
  const file = join(folder, 'show.jsonl');
  await record(file, [
    {
      type: 'output-lost',
      output: 'rtmp://h/live/…',
      reason: 'failed',
      message: 'rtmp://me:canary-1@h/live/canary-2: cannot open "srt://h:9?passphrase=canary-3"',
      wall: BEGAN,
      playhead: ZERO,
    },
  ]);
  const text = await readFile(file, 'utf8');
  assert.not.match(text, 'canary');
  assert.match(text, 'rtmp://h/live/…');
});

test('a fault is told with its line', async ({ folder }) => {
  const file = join(folder, 'show.jsonl');
  const header = `{"show":"momentfx","version":1,"began":1}`;
  const stopped = '{"t":"stopped","ms":1,"p":0}';
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /no record of a show/],
    ['{"momentfx":1}\n', /Line 1 .* show: is no record of a show/],
    ['{"show":"momentfx","version":2,"began":1}\n', /Line 1 .* version: must be 1/],
    [`${header}\n${stopped}\n{"t":"stop\n${stopped}\n`, /Line 3 .* not JSON/],
    [`${header}\n{"t":"none","ms":1,"p":0}\n`, /Line 2 .* t: /],
    [`${header}\n{"t":"played","ms":1,"p":0.5,"id":"a","at":1}\n`, /Line 2 .* p: must be whole/],
    [
      `${header}\n{"t":"rejected","ms":1,"p":0,"reason":"ended","of":[4,0]}\n`,
      /Line 2 .* moment 0 of window 4/,
    ],
    [`${header}\n{"t":"subtitle","ms":1,"p":0,"words":3,"at":0,"len":1,"final":true}\n`, /Line 2 .* words 3/],
  ];
  for (const [text, pattern] of cases) {
    await writeFile(file, text);
    await rejects(read(file), pattern);
  }
  await writeFile(file, `${header}\n${stopped}\n{"t":"sto`);
  assert.equal((await read(file)).at(-1), { type: 'cut', line: 3 });
  await rejects(read(join(folder, 'none')), /cannot be read \(ENOENT\)/);
  await rejects(read(folder), /cannot be read \(EISDIR\)/);
});

test('a full disk is told once and the show goes on', async () => {
  const faults: string[] = [];
  const log = await openShowLog('/dev/full', { onFault: (what) => faults.push(what) });
  for (const event of talk({ seconds: 30 })) log.write(event);
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const event of talk({ seconds: 30 })) log.write(event);
  await within(log.close(), 4000, 'closing');
  await log.close();
  assert.is(faults.length, 1);
  assert.match(faults[0] ?? '', /\/dev\/full cannot be written \(ENOSPC\); the show goes on/);
});

test('what finds no room is counted, and the buffer stays bounded', async () => {
  const log = await openShowLog('/dev/full');
  const message = 'x'.repeat(100_000);
  for (let i = 0; i < 300; i++) {
    log.write({ type: 'analysis-down', code: 'X', message, wall: BEGAN, playhead: ZERO });
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(log.lost > 200 && log.lost < 300, `${log.lost} lost`);
  await within(log.close(), 4000, 'closing');
});

test('a place that cannot be written is told before the show', async ({ folder }) => {
  await rejects(openShowLog(join(folder, 'no', 'show.jsonl')), /cannot be written \(ENOENT\)/);
  await rejects(openShowLog(folder), /cannot be written \(EISDIR\)/);
});

test('an earlier show in the file stays', async ({ folder }) => {
  const file = join(folder, 'show.jsonl');
  await record(file, talk({ seconds: 5 }));
  await appendFile(file, '');
  await record(file, talk({ seconds: 5, seed: 3 }));
  const shows = (await read(file)).flatMap((item) => (item.type === 'show' ? [item.index] : []));
  assert.equal(shows, [1, 2]);
});

test('times that no show has, dates that do not exist, and a line of 60 MB are refused with the number of the line', async ({
  folder,
}) => {
  const file = join(folder, 'show.jsonl');
  const header = '{"show":"momentfx","version":1,"began":1700000000000}';
  const gap = '{"t":"input-gap","ms":1,"p":0,"at":9007199254740991,"length":1}';
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{"show":"momentfx","version":1,"began":1e300}', /Line 1 .*began/],
    [`${header}\n${gap}\n${gap}`, /Line 2 .*three years/],
    [`${header}\n${'x'.repeat(60_000_000)}\n${gap}`, /Line 2 .*too long/],
  ];
  for (const [text, pattern] of cases) {
    await writeFile(file, text);
    const began = performance.now();
    await rejects(read(file), pattern);
    assert.ok(performance.now() - began < 10_000);
  }
});

test.run();
