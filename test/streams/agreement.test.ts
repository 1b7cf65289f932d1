import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agreement } from '../../src/streams/agreement.ts';
import { ZERO } from '../../src/streams/time.ts';
import type { PlacedMoment } from '../../src/streams/values.ts';
import { at, sighting } from './values.ts';

const seenBy = (window: number, start: number, end: number, probability: number) => ({
  ...sighting(start, end, probability, { sfx: 'a' }),
  window,
});

test('a moment that one window saw is as likely as that window says', () => {
  const moment = seenBy(1, 2, 6, 0.8);
  const agreed = agreement();
  assert.is(agreed.of(moment), 0.8);
  agreed.add({ moments: [moment], horizon: ZERO });
  assert.is(agreed.of(moment), 0.8);
});

test('one lucky window does not make a moment; most windows do', () => {
  const agreed = agreement();
  const lucky = seenBy(3, 2, 6, 0.9);
  const moments = [seenBy(1, 2, 6, 0.1), seenBy(2, 2, 6, 0.2), lucky];
  for (const moment of moments) agreed.add({ moments: [moment], horizon: ZERO });
  assert.is(agreed.of(lucky), 0.2);
  agreed.add({ moments: [seenBy(4, 2, 6, 0.8)], horizon: ZERO });
  assert.is(agreed.of(lucky), 0.5, 'the mean of the middle two');
});

test('of many windows the newest four speak, in whatever order they come', () => {
  const probabilities = [0.9, 0.9, 0.9, 0.9, 0.9, 0.1, 0.2, 0.3, 0.4];
  const moments = probabilities.map((probability, window) => seenBy(window, 2, 6, probability));
  for (const order of [moments, moments.toReversed()]) {
    const agreed = agreement();
    for (const moment of order) agreed.add({ moments: [moment], horizon: ZERO });
    assert.is(agreed.of(moments[0]!), 0.25);
  }
});

test('of one window only its best sighting counts, and only what overlaps', () => {
  const agreed = agreement();
  const moment = seenBy(1, 2, 6, 0.6);
  agreed.add({ moments: [moment, seenBy(1, 2, 5, 0.4), seenBy(2, 20, 24, 0.1)], horizon: ZERO });
  assert.is(agreed.of(moment), 0.6);
});

test('doubt is taken off what one window says, and less the more of them agree', () => {
  const agreed = agreement(0.3, 0.06);
  const moment = seenBy(1, 2, 6, 0.8);
  const near = (expected: number) => assert.ok(Math.abs(agreed.of(moment) - expected) < 1e-9);
  near(0.74);
  agreed.add({ moments: [moment, seenBy(2, 2, 6, 0.8), seenBy(3, 2, 6, 0.8)], horizon: ZERO });
  near(0.78);
});

test('a window without the words of the moment, or with others, has no say', () => {
  const agreed = agreement();
  const heard = (text?: string) => ({
    start: at(0),
    end: at(9),
    sentences: text === undefined ? [] : [{ id: 's', text }],
  });
  const moment: PlacedMoment = { ...seenBy(4, 2, 6, 0.8), subtitle: 'words', subtitleId: 's' };
  agreed.add({ moments: [seenBy(1, 2, 6, 0.1)], horizon: ZERO, heard: heard() });
  agreed.add({ moments: [seenBy(2, 2, 6, 0.1)], horizon: ZERO, heard: heard('word') });
  agreed.add({ moments: [seenBy(3, 2, 6, 0.6)], horizon: ZERO, heard: heard('words') });
  agreed.add({ moments: [moment], horizon: ZERO, heard: heard('words') });
  assert.is(agreed.of(moment), 0.7);
  assert.is(agreed.of(seenBy(4, 2, 6, 0.8)), 0.35, 'a moment without words asks all');
  agreed.add({ moments: [seenBy(5, 2, 6, 0.1)], horizon: ZERO });
  assert.is(agreed.of(moment), 0.6, 'nobody knows what this one heard');
});

test('sightings of its sentence count wherever they lie in it', () => {
  const agreed = agreement();
  const of = (moment: PlacedMoment): PlacedMoment => ({ ...moment, subtitle: 'words', subtitleId: 's' });
  agreed.add({ moments: [of(seenBy(1, 20, 22, 0.2))], horizon: ZERO });
  assert.is(agreed.of(of(seenBy(2, 2, 6, 0.8))), 0.5);
  assert.is(agreed.of(seenBy(2, 2, 6, 0.8)), 0.8);
});

test('what ended over a minute before the horizon is forgotten', () => {
  const agreed = agreement();
  const moment = seenBy(1, 2, 6, 0.6);
  agreed.add({ moments: [seenBy(2, 2, 6, 0.2)], horizon: ZERO });
  assert.is(agreed.of(moment), 0.4);
  agreed.add({ moments: [], horizon: at(67) });
  assert.is(agreed.of(moment), 0.6);
});

test.run();
