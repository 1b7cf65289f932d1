import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  laterHorizon,
  NO_LANDMARKS,
  place,
  type Landmarks,
  type PlaceOptions,
} from '../../src/streams/place.ts';
import { toSeconds } from '../../src/streams/time.ts';
import type { Subtitle } from '../../src/streams/values.ts';
import { at, moment, subtitle, windowOf } from './values.ts';

/** Where a moment lands in the window 0–12 s, as `start-end text`. */
function landing(
  start: number,
  end: number,
  sentences: readonly Subtitle[] = [],
  landmarks: Landmarks = NO_LANDMARKS,
  options: PlaceOptions = {},
): string {
  const placed = place(moment(start, end), windowOf(0, 12, sentences), landmarks, options);
  return `${toSeconds(placed.start)}-${toSeconds(placed.end)}${placed.subtitle ? ` ${placed.subtitle}` : ''}`;
}
const marks = (cuts: number[], onsets: number[] = []): Landmarks => ({
  cuts: cuts.map(at),
  onsets: onsets.map(at),
});

test('a moment that mostly covers a sentence takes its span and its text', () => {
  assert.is(landing(3, 6, [subtitle('a', 0.2, 2.9), subtitle('b', 3.4, 6.3)]), '3.4-6.3 b');
});

test('the id is that of the sentence that it is of, not of one that the start merely lies in', () => {
  const ids = (start: number, end: number) => {
    const sentences = [subtitle('a', 3.4, 6.3), subtitle('long', 14, 30)];
    const { subtitle: text, subtitleId: id } = place(moment(start, end), windowOf(0, 20, sentences));
    return { text, id };
  };
  assert.equal(ids(3, 6), { text: 'a', id: 'a' });
  assert.equal(ids(16, 17), { text: 'long', id: 'long' });
  assert.equal(ids(5, 9), { text: 'a', id: 'a' }, 'it starts in the middle of it');
  assert.equal(ids(6, 9), { text: 'a', id: undefined }, 'it starts at its end');
});

test('the sentence with the largest overlap wins, of equal ones the earlier', () => {
  assert.is(landing(2, 8, [subtitle('a', 1, 5), subtitle('b', 5, 8)]), '5-8 b');
  assert.is(landing(2, 8, [subtitle('a', 2, 5), subtitle('b', 5, 8)]), '2-5 a');
});

test('a sentence is measured by what the window shows, and taken whole', () => {
  assert.is(landing(11, 12, [subtitle('cut', 11.2, 15)]), '11.2-15 cut');
  const window = windowOf(4, 12, [subtitle('cut', 0.5, 5)]);
  const placed = place(moment(4, 5), window);
  assert.equal([placed.start, placed.end], [at(0.5), at(5)]);
});

test('sightings of one sentence from different windows coincide', () => {
  const sentence = subtitle('s', 5.3, 8.1);
  const sightings = [
    place(moment(5, 7), windowOf(0, 7, [sentence])),
    place(moment(5, 8), windowOf(0, 12, [sentence])),
    place(moment(6, 9), windowOf(6, 12, [sentence])),
  ];
  for (const { start, end } of sightings) assert.equal([start, end], [sentence.start, sentence.end]);
});

test('what lies mostly inside a sentence is of that sentence, whatever its share', () => {
  const sentence = [subtitle('s', 2, 12)];
  assert.is(landing(4, 6.9, sentence), '2-12 s');
  assert.is(landing(9, 9.5, sentence), '2-12 s');
  assert.is(landing(1.1, 3, sentence), '2-12 s', 'more than half');
  assert.is(landing(1, 3, sentence), '1-3', 'half is not enough');
});

test('else the least overlap itself is enough; below it the onset rule holds', () => {
  const sentence = [subtitle('s', 4, 7)];
  assert.is(landing(0, 10, sentence), '4-7 s');
  assert.is(landing(0, 10, sentence, NO_LANDMARKS, { sentenceOverlap: 0.31 }), '0-10');
});

test('a sentence that is too long lends its name, not its span; its start is an onset', () => {
  const monologue = [subtitle('s', 1, 14)];
  assert.is(landing(1.4, 12, monologue), '1-12 s');
  assert.is(landing(3, 12, monologue), '3-12 s');
  assert.is(place(moment(3, 12), windowOf(0, 12, monologue)).subtitleId, 's');
});

test('onsets: a sentence start first, then a cut, then a sound, however near the others are', () => {
  const short = [subtitle('s', 4.5, 4.7)];
  assert.is(landing(4, 8, short, marks([4.1], [4.05])), '4.5-8 s');
  assert.is(landing(4, 8, [], marks([4.4], [4.05])), '4.4-8');
  assert.is(landing(4, 8, [], marks([], [3.9])), '3.9-8');
  assert.is(landing(4, 8, [], marks([], [])), '4-8');
});

test('the nearest onset within 0.6 s wins, of equally near ones the earlier; farther ones do not count', () => {
  assert.is(landing(4, 8, [], marks([3.5, 4.4])), '4.4-8');
  assert.is(landing(4, 8, [], marks([3.75, 4.25])), '3.75-8');
  assert.is(landing(4, 8, [], marks([4.25, 3.75])), '3.75-8');
  assert.is(landing(4, 8, [], marks([3.4])), '3.4-8');
  assert.is(landing(4, 8, [], marks([3.399999, 4.600001])), '4-8');
});

test('an end that the start would pass moves along', () => {
  assert.is(landing(4, 4.3, [], marks([4.5])), '4.5-4.8');
});

test('nothing starts before media time 0', () => {
  const early = place({ ...moment(0, 2), start: at(-0.5) }, windowOf(0, 3));
  assert.equal([early.start, early.end], [at(0), at(2)]);
});

test('the text is that of the sentence that the start lies in', () => {
  assert.is(landing(4, 12, [subtitle('a', 0, 3), subtitle('b', 3, 6)]), '4-12 b');
});

test('no later window can see a moment that starts before the horizon', () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 30 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      spans,
      fc.integer({ min: 0, max: 28 }),
      fc.integer({ min: 1, max: 12 }),
      (raw, first, length) => {
        const sentences = raw.map(([start, size], i) => subtitle(`s${i}`, start / 2, (start + size) / 2));
        const holds = (start: number) =>
          windowOf(
            start,
            12,
            sentences.filter((s) => s.start < at(start + 12) && s.end > at(start)),
          );
        const seen = Math.min(first, 20) / 2;
        const begin = Math.floor(seen);
        const horizon = laterHorizon(holds(begin), 12);
        for (let next = begin + 1; next < begin + 12; next++) {
          const found = moment(next, Math.min(next + length, next + 12));
          assert.ok(place(found, holds(next)).start >= horizon);
        }
      },
    ),
  );
});

test('the horizon is the next window start less the reach, or a sentence that runs into it', () => {
  assert.is(laterHorizon(windowOf(20, 12), 12), at(20.4));
  assert.is(laterHorizon(windowOf(20, 12, [subtitle('s', 18, 22)]), 12), at(18));
  assert.is(laterHorizon(windowOf(20, 12, [subtitle('long', 5, 22)]), 12), at(20.4));
  assert.is(laterHorizon(windowOf(0, 5), 12), at(0));
});

test.run();
