/** What the table of events has told to those who listen to a recording's session. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SessionEvent } from '../../../src/plugin/decorate/events.ts';
import { reportsTo } from '../../../src/plugin/decorate/reports.ts';
import { FOREVER, fromSeconds } from '../../../src/streams/time.ts';

/** The lines and the progress that these events give; the input is 2 s long and read to 1.5 s. */
function told(events: readonly SessionEvent[], watched = true): unknown[] {
  const all: unknown[] = [];
  const reports = reportsTo({
    onProgress: (done, total) => all.push([done, total]),
    onWarning: (line) => all.push(line),
  });
  if (watched) reports.watch({ position: fromSeconds(1.5), info: { duration: fromSeconds(2) } });
  for (const event of events) reports.event(event);
  return all;
}

const lost = { type: 'analysis-down', code: 'analysis-died', message: 'It died.' } as const;

test('each event gives its line, and none where there is nothing to say', () => {
  assert.equal(
    told([
      { type: 'caption-broken', message: 'a.srt: line 3. It is left out.' },
      { type: 'left-out', message: 'Left out: 1 chapter.' },
      { ...lost, retryInMs: 250 },
      { type: 'analysis-up', pid: 1, device: 'cpu', tookMs: 900 },
      // What ends the work is told by its error.
      lost,
      { type: 'language', language: 'en', known: true },
      { type: 'language', language: 'de', known: false, note: 'No effects.' },
      { type: 'withdrawn', id: 'm1' },
    ]),
    [
      'a.srt: line 3. It is left out.',
      'Left out: 1 chapter.',
      'analysis down, again in 0.25 s: It died.',
      'analysis ready',
      'No effects.',
    ],
  );
});

test('decisions are told as progress, no further than the input is read, once it is open', () => {
  const at = [fromSeconds(1), FOREVER] as const;
  const moves = at.map((each): SessionEvent => ({ type: 'playhead', at: each }));
  assert.equal(told(moves), [
    [fromSeconds(1), fromSeconds(2)],
    [fromSeconds(1.5), fromSeconds(2)],
  ]);
  assert.equal(told(moves, false), []);
});

test('every event goes to whoever hears all, before what is made of it', () => {
  const heard: unknown[] = [];
  const reports = reportsTo({
    onEvent: ({ type }) => heard.push(type),
    onWarning: (line) => heard.push(line),
  });
  reports.event({ type: 'left-out', message: 'Left out: 1 chapter.' });
  reports.event({ type: 'withdrawn', id: 'm1' });
  assert.equal(heard, ['left-out', 'Left out: 1 chapter.', 'withdrawn']);
});

test.run();
