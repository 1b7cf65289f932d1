/** Arbitrary values of the streams, for property tests. Coarse on purpose, so that ties and exact overlaps occur. */
import fc from 'fast-check';
import type { PlacedMoment } from '../../src/streams/values.ts';
import { sighting } from './values.ts';

export const anySighting = fc
  .record({
    start: fc.integer({ min: 0, max: 80 }),
    length: fc.integer({ min: 1, max: 12 }),
    probability: fc.integer({ min: 1, max: 10 }),
    tag: fc.constantFrom('prompt', 'humor', 'action'),
  })
  .map(({ start, length, probability, tag }) =>
    sighting(start / 2, (start + length) / 2, probability / 10, { tag }),
  );

export const anySightings: fc.Arbitrary<PlacedMoment[]> = fc.array(anySighting, { maxLength: 40 });

/** Some of them of a sentence, whatever their spans: it may have been revised, or be too long to lend them its own. */
export const anyWordedSightings: fc.Arbitrary<PlacedMoment[]> = fc.array(
  fc
    .tuple(anySighting, fc.constantFrom(undefined, 's1', 's2', 's3', 's4'))
    .map(([moment, id]) => (id === undefined ? moment : { ...moment, subtitle: id, subtitleId: id })),
  { maxLength: 40 },
);

/** The same values in the same order, cut into pieces. */
export const anyPieces = <T>(values: readonly T[]): fc.Arbitrary<T[][]> =>
  fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: values.length }).map((sizes) => {
    const pieces: T[][] = [];
    let at = 0;
    for (const size of sizes) {
      pieces.push(values.slice(at, at + size));
      at += size;
    }
    return [...pieces, values.slice(at)];
  });
