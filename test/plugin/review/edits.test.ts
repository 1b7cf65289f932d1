/** What a person changes of found moments, as values. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  changed,
  cuesOf,
  itemsOf,
  UNTOUCHED,
  withAdded,
  type Found,
  type Item,
  type ItemChange,
  type ReviewState,
} from '../../../src/plugin/review/edits.ts';
import { decideSightings } from '../../../src/streams/recorded.ts';
import type { PlacedMoment } from '../../../src/streams/values.ts';
import { anySightings } from '../../streams/arbitraries.ts';
import { at, sighting } from '../../streams/values.ts';

const foundOf = (moments: readonly PlacedMoment[], end = 60): Found => ({
  sightings: [{ moments, horizon: at(end) }],
  policy: { threshold: 0.5, leastGap: at(0), density: 60 },
  language: { known: ['en'] },
  duration: at(end),
});

const found = foundOf([
  sighting(1, 3, 0.9, { sfx: 'ding' }),
  sighting(10, 12, 0.3, { sfx: 'boing', tag: 'humor' }),
  sighting(20, 22, 0.8, { sfx: 'gasp', tag: 'surprise' }),
]);

const brief = (items: readonly Item[]): unknown[] =>
  items.map(({ sfx, state, at: time }) => [sfx, state, time / 1e6]);
const itemAt = (state: ReviewState, seconds: number): Item => {
  const item = itemsOf(found, state).find(({ at: time }) => time === at(seconds));
  if (item === undefined) throw new Error(`nothing at ${seconds}`);
  return item;
};
const after = (state: ReviewState, seconds: number, change: ItemChange): ReviewState =>
  changed(state, itemAt(state, seconds), change);

test('what was found, and what the policy leaves out', () => {
  assert.equal(brief(itemsOf(found, UNTOUCHED)), [
    ['ding', 'play', 1],
    ['boing', 'left-out', 10],
    ['gasp', 'play', 20],
  ]);
  assert.is(itemAt(UNTOUCHED, 10).reason, 'below-threshold');
  assert.equal(
    cuesOf(itemsOf(found, UNTOUCHED)).map(({ sfx }) => sfx),
    ['ding', 'gasp'],
  );
});

test('veto, bring back, swap, move: each keeps to its own moment, whatever the policy becomes', () => {
  let state = after(UNTOUCHED, 1, { type: 'veto' });
  state = after(state, 10, { type: 'restore' });
  state = after(state, 20, { type: 'swap', sfx: 'laugh', tag: 'humor' });
  state = after(state, 20, { type: 'move', at: at(19.5) });
  const expected = [
    ['ding', 'vetoed', 1],
    ['boing', 'play', 10],
    ['laugh', 'play', 19.5],
  ];
  assert.equal(brief(itemsOf(found, state)), expected);
  for (const threshold of [0, 0.95])
    assert.equal(brief(itemsOf(found, { ...state, policy: { threshold } })), expected);
  const moved = itemAt(state, 19.5);
  assert.equal(moved.was, { sfx: 'gasp', at: at(20) });
  assert.is(moved.end, at(21.5));
});

test('what is as it was found again has not changed', () => {
  const away = after(UNTOUCHED, 20, { type: 'move', at: at(25) });
  assert.is(itemAt(after(away, 25, { type: 'move', at: at(20) }), 20).was, undefined);
});

test('an effect by hand is there until it is removed', () => {
  const one = withAdded(UNTOUCHED, at(30), { sfx: 'coin', tag: 'prompt' });
  const two = withAdded(one, at(30), { sfx: 'pop', tag: 'others' });
  assert.is(new Set(itemsOf(found, two).map(({ id }) => id)).size, 5);
  const left = changed(two, itemAt(two, 30), { type: 'veto' });
  assert.equal(
    left.edits.map(({ sfx }) => sfx),
    ['pop'],
  );
  assert.is(itemAt(two, 30).was, undefined);
});

test('an effect behind the end of the recording is none', () => {
  const short = { ...found, duration: at(15) };
  assert.equal(
    itemsOf(short, UNTOUCHED).map(({ sfx }) => sfx),
    ['ding', 'boing'],
  );
});

test('untouched, the cues are those of a recording that is decorated; a change touches one of them', () => {
  fc.assert(
    fc.property(anySightings, fc.double({ min: 0, max: 1, noNaN: true }), (moments, threshold) => {
      const all = foundOf(moments);
      const state: ReviewState = { ...UNTOUCHED, policy: { threshold } };
      const options = { policy: { ...all.policy, threshold }, language: all.language };
      const decorated = decideSightings(all.sightings, options).flatMap((event) =>
        event.type === 'cue' ? [[event.cue.at, event.cue.sfx]] : [],
      );
      const items = itemsOf(all, state);
      assert.equal(
        cuesOf(items).map(({ at: time, sfx }) => [time, sfx]),
        decorated.sort(([a], [b]) => Number(a) - Number(b)),
      );
      const [first] = items.filter(({ state: own }) => own === 'play');
      if (first === undefined) return;
      const next = itemsOf(all, changed(state, first, { type: 'veto' }));
      assert.is(next.find(({ id }) => id === first.id)?.state, 'vetoed');
      assert.is(next.filter(({ state: own }) => own === 'vetoed').length, 1);
    }),
  );
});

test.run();
