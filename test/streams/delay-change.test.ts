/** Another delay while the show runs: all that depends on it follows, and nothing is lost or doubled. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sameMoment } from '../../src/streams/identity.ts';
import { liveOptionsFor } from '../../src/streams/live-options.ts';
import { toSeconds } from '../../src/streams/time.ts';
import type { LiveEvent, RecordedEvent } from '../../src/streams/pipeline.ts';
import { cueFacts } from './live-run.ts';
import { anyLongTalk, programme } from './long-talk.ts';
import { at } from './values.ts';
import { anyChanges, anyDelay, liveWith, recordedOf } from './virtual-live.ts';

/** With gaps and density a cue depends on those before it, and so on what was decided before the change. */
const FREE = { policy: { threshold: 0.4, leastGap: at(0), density: 1000 } };

/** Where the first window begins that lies wholly after a change: at the next picture, of which there is one a second. */
const firstWhole = (change: number): number => Math.ceil(change);

/** The cues of moments that begin at a time or later, in seconds. */
const cuesFrom = (events: readonly (LiveEvent | RecordedEvent)[], from: number): string[] =>
  events
    .flatMap((event) => (event.type === 'cue' && event.moment.start >= at(from) ? [cueFacts(event.cue)] : []))
    .sort();

/** The windows that begin at a time or later, with their words and what was seen, but for their numbers. */
const windowsFrom = (events: readonly (LiveEvent | RecordedEvent)[], from: number): string[] =>
  events.flatMap((event) => {
    if (event.type !== 'moments' || event.window.start < at(from)) return [];
    const { start, end, subtitles } = event.window;
    const { horizon, moments } = event.sightings;
    const words = subtitles.map(({ subtitle: { text }, firstFrame, lastFrame }) => [
      text,
      firstFrame,
      lastFrame,
    ]);
    const seen = moments.map(({ window: _, ...moment }) => moment);
    return [JSON.stringify({ start, end, words, horizon, seen })];
  });

test('from 5 s to 45 s: from the first window wholly after the change all is as with recorded input', () => {
  const recorded = recordedOf(programme, FREE);
  for (const change of [20, 43.3, 60.5]) {
    const live = liveWith(programme, 5, [{ at: change, delay: 45 }], FREE);
    assert.equal(windowsFrom(live, change), windowsFrom(recorded, change), `windows after ${change} s`);
    const cues = cuesFrom(recorded, firstWhole(change));
    assert.ok(cues.length > 8, `${cues.length} cues after ${change} s`);
    assert.equal(cuesFrom(live, firstWhole(change)), cues, `cues after ${change} s`);
  }
});

test('without the change the windows of 5 s stay hurried: the test could tell', () => {
  const recorded = recordedOf(programme, FREE);
  const live = liveWith(programme, 5, [], FREE);
  assert.not.equal(windowsFrom(live, 43.3), windowsFrom(recorded, 43.3));
  assert.not.equal(cuesFrom(live, 44), cuesFrom(recorded, 44.3));
});

test("with a show's usual gaps and density a minute after the change the cues are equal again, too", () => {
  const recorded = recordedOf(programme);
  const live = liveWith(programme, 5, [{ at: 20, delay: 45 }]);
  assert.ok(cuesFrom(recorded, 80).length > 3);
  assert.equal(cuesFrom(live, 80), cuesFrom(recorded, 80));
});

test('whatever the delay was before, and up or down: with a long one at last, live equals recorded', () => {
  let compared = 0;
  const last = fc.record({
    after: fc.integer({ min: 0, max: 200 }),
    delay: fc.integer({ min: 42, max: 60 }),
  });
  fc.assert(
    fc.property(anyLongTalk, anyDelay, anyChanges, last, (talk, first, changes, { after, delay }) => {
      const change = (changes.at(-1)?.at ?? 0) + after / 10 + 0.01;
      const live = liveWith(talk, first, [...changes, { at: change, delay }], FREE);
      const recorded = recordedOf(talk, FREE);
      assert.equal(windowsFrom(live, change), windowsFrom(recorded, change));
      assert.equal(cuesFrom(live, firstWhole(change)), cuesFrom(recorded, firstWhole(change)));
      compared += cuesFrom(recorded, firstWhole(change)).length;
    }),
    { numRuns: 40 },
  );
  assert.ok(compared > 100, `${compared} cues were compared`);
});

test('at no change is a window lost or seen twice, a cue taken back, or a moment decorated twice', () => {
  fc.assert(
    fc.property(anyLongTalk, anyDelay, anyChanges, (talk, first, changes) => {
      const events = liveWith(talk, first, changes, FREE);
      const spans = events.flatMap((event) =>
        event.type === 'moments' ? [toSeconds(event.window.end)] : [],
      );
      assert.equal(
        [...new Set(spans)].sort((a, b) => a - b),
        talk.frames.map((next) => toSeconds(next.at) + 1),
        'every window is seen',
      );
      const numbers = events.flatMap((event) => (event.type === 'moments' ? [event.window.index] : []));
      assert.equal(numbers, [...numbers.keys()], 'once each, in order');
      const kept = events.flatMap((event) => (event.type === 'cue' ? [event.moment] : []));
      for (const [i, one] of kept.entries()) {
        for (const other of kept.slice(i + 1)) assert.not(sameMoment(one, other, 0.3));
        assert.not(events.some((event) => event.type === 'rejected' && event.moment === one));
      }
    }),
    { numRuns: 30 },
  );
});

test('with no windows for new words, each stretch of frames is shown exactly once', () => {
  fc.assert(
    fc.property(anyLongTalk, anyDelay, anyChanges, (talk, first, changes) => {
      const calm = (delay: Parameters<typeof liveOptionsFor>[0]) => ({
        ...liveOptionsFor(delay),
        windows: { onWords: false },
      });
      const events = liveWith(talk, first, changes, FREE, calm);
      assert.equal(
        events.flatMap((event) => (event.type === 'moments' ? [toSeconds(event.window.end)] : [])),
        talk.frames.map((next) => toSeconds(next.at) + 1),
      );
    }),
    { numRuns: 30 },
  );
});

test.run();
