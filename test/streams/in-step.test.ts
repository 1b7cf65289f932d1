import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inStep, type Step } from '../../src/streams/in-step.ts';
import { toSeconds } from '../../src/streams/time.ts';
import type { Sightings } from '../../src/streams/values.ts';
import { at } from './values.ts';

const until = (horizon: number): Sightings => ({ moments: [], horizon: at(horizon) });
const line = (step: Step): string =>
  step.type === 'tick' ? `tick ${toSeconds(step.at)}` : `seen to ${toSeconds(step.sightings.horizon)}`;
const lines = (steps: readonly Step[] | undefined): string[] | undefined => steps?.map(line);

test('nothing is held back before recorded input would have moved on', () => {
  const state = inStep({ settle: at(12) });
  assert.equal(lines(state.arrive(until(0))), ['seen to 0']);
  assert.equal(lines(state.arrive(until(12))), ['seen to 12']);
  assert.equal(lines(state.arrive(until(13))), ['seen to 13']);
  assert.equal(lines(state.arrive(until(14))), [], 'the border is at 1 s now');
  assert.not(state.isEmpty);
});

test('a tick is split at each border that it passes', () => {
  const state = inStep({ settle: at(1) });
  state.arrive(until(2));
  for (const horizon of [3, 4, 5]) state.arrive(until(horizon));
  assert.equal(lines(state.tick(at(0.5))), ['tick 0.5']);
  assert.equal(lines(state.tick(at(2.2))), [
    ...['tick 0.999999', 'seen to 3', 'tick 1.999999', 'seen to 4', 'tick 2.2'],
  ]);
  assert.equal(lines(state.tick(at(2.999999))), ['tick 2.999999', 'seen to 5', 'tick 2.999999']);
  assert.ok(state.isEmpty);
});

test('what comes when the playhead has passed its border is let in at once', () => {
  const state = inStep({ settle: at(1) });
  state.arrive(until(2));
  state.tick(at(9));
  assert.equal(lines(state.arrive(until(3))), ['seen to 3']);
  assert.equal(lines(state.arrive(until(4))), ['seen to 4']);
});

test('a horizon that goes back moves no border back', () => {
  const state = inStep({ settle: at(1) });
  state.arrive(until(9));
  state.tick(at(8));
  assert.equal(lines(state.arrive(until(2))), ['seen to 2']);
  assert.equal(lines(state.arrive(until(3))), ['seen to 3']);
});

test('the playhead never goes back', () => {
  const state = inStep({ settle: at(1) });
  state.tick(at(5));
  assert.equal(lines(state.tick(at(4))), ['tick 5']);
});

test('one more than may be held is refused, and the end lets in what is held', () => {
  const state = inStep({ settle: at(1), most: 2 });
  state.arrive(until(2));
  assert.equal(lines(state.arrive(until(3))), []);
  assert.equal(lines(state.arrive(until(4))), []);
  assert.is(state.arrive(until(5)), undefined);
  assert.equal(lines(state.end()), ['seen to 3', 'seen to 4']);
  assert.ok(state.isEmpty);
  assert.throws(() => inStep({ settle: at(1), most: 0 }), /most must be/);
});

test.run();
