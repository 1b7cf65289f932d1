/** A review teaches: what was decided about which sentence. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readShowRecords } from '../../../../src/plugin/models/shows/records.ts';
import { changed, itemsOf, UNTOUCHED, withAdded, type Found } from '../../../../src/plugin/review/edits.ts';
import { writeReview } from '../../../../src/plugin/review/kept.ts';
import { untouched } from '../../../../src/plugin/review/model.ts';
import { at, sighting } from '../../../streams/values.ts';
import { scratch } from '../../../support/scratch.ts';
import { rejects } from '../../../support/within.ts';

const folder = scratch('review-feedback');
const sentences = [1, 10, 20, 30, 40].map((start) => ({
  ...{ id: `s${start}`, start: at(start), end: at(start + 3), text: `What is said at ${start}.` },
}));
const found: Found = {
  sightings: [
    {
      moments: [1, 10, 20, 30].map((start) => ({
        ...sighting(start, start + 2, start === 30 ? 0.3 : 0.9, { sfx: `e${start}` }),
        subtitleId: `s${start}`,
      })),
      horizon: at(60),
    },
  ],
  policy: { threshold: 0.5, leastGap: at(0), density: 60 },
  language: { known: ['en'] },
  duration: at(60),
};

test('vetoes, other effects, what was brought back, and effects by hand, each of its sentence', async () => {
  let state = UNTOUCHED;
  const item = (sfx: string) => itemsOf(found, state).find((each) => each.sfx === sfx)!;
  state = changed(state, item('e1'), { type: 'veto' });
  state = changed(state, item('e10'), { type: 'swap', sfx: 'other', tag: 'humor' });
  state = changed(state, item('e20'), { type: 'move', at: at(20.5) });
  state = changed(state, item('e30'), { type: 'restore' });
  state = withAdded(state, at(41), { sfx: 'coin', tag: 'prompt' });
  state = withAdded(state, at(55), { sfx: 'pop', tag: 'prompt' });
  writeReview(
    join(folder, 'talk.fx.review.json'),
    'talk.mp4',
    { ...untouched({ gain: 0, duck: 4 }), state },
    sentences,
  );
  const { files, shows } = await readShowRecords(folder);
  assert.is(files, 1);
  const [review] = shows;
  assert.equal(
    new Set(review!.feedback.map(({ kind, sentence, sfx }) => `${kind} ${sentence} ${sfx}`)),
    new Set(['veto s1 e1', 'swap s10 other', 'pin s30 e30', 'by-hand s40 coin']),
  );
  assert.equal(review!.unused, [{ kind: 'by-hand', reason: 'nothing was spoken there' }]);
  assert.equal(review!.sentences, sentences);
});

test('a file that is no review is told', async () => {
  const other = scratch('review-feedback');
  await writeFile(join(other, 'x.review.json'), '{"version":1}');
  await rejects(readShowRecords(other), /x\.review\.json is no review/);
});

test.run();
