import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createSpeechGate } from '../../../src/analysis/process/speech-gate.ts';
import type { SpeechGap } from '../../../src/analysis/process/speech-options.ts';
import { sampleIndex, toSeconds } from '../../../src/streams/time.ts';

/** 1.5 s at 16 kHz. */
const MOST = 24_000;

function gateAt(start = 0) {
  const skipped: number[] = [];
  const gaps: [from: number, to: number, reason: SpeechGap['reason']][] = [];
  const gate = createSpeechGate({
    start,
    most: MOST,
    skip: (samples) => skipped.push(samples),
    gap: ({ start: from, end, reason }) => gaps.push([toSeconds(from), toSeconds(end), reason]),
  });
  return { gate, skipped, gaps };
}

test('what is taken in time goes through', () => {
  const { gate, skipped, gaps } = gateAt();
  for (let second = 0; second < 10; second++) {
    assert.ok(gate.offer(16_000));
    gate.taken(16_000);
  }
  assert.equal([skipped, gaps, gate.underWay, gate.dropped], [[], [], 0, 0]);
});

test('a stall gives one gap, told as soon as a third of the bound is left', () => {
  const { gate, skipped, gaps } = gateAt(16_000);
  const through = Array.from({ length: 60 }, () => gate.offer(1_600));
  assert.is(through.filter(Boolean).length, 15);
  assert.is(gate.underWay, MOST);
  gate.taken(8_000);
  assert.not.ok(gate.offer(1_600), 'it waits for room, or there were many gaps');
  gate.taken(8_000);
  assert.equal(gaps, [[2.5, 7.1, 'behind']]);
  assert.equal(skipped, [73_600]);
  assert.is(gate.dropped, 73_600);
  assert.ok(gate.offer(1_600));
});

test('a gap of the input is told at once, and grows a gap that is open', () => {
  const { gate, gaps, skipped } = gateAt();
  gate.offer(16_000);
  gate.skipTo(sampleIndex(160_000));
  assert.equal(gaps, [[1, 10, 'input']]);
  gate.skipTo(sampleIndex(160_000));
  assert.is(gaps.length, 1, 'no gap, nothing to tell');
  assert.not.ok(gate.offer(16_000));
  gate.skipTo(sampleIndex(320_000));
  assert.is(gaps.length, 1);
  gate.taken(16_000);
  assert.equal(gaps.at(-1), [10, 20, 'behind']);
  assert.equal(skipped, [144_000, 160_000]);
  assert.throws(() => gate.skipTo(sampleIndex(319_999)), /can't go back/);
});

test('a block larger than the bound goes through when nothing is under way', () => {
  const { gate } = gateAt();
  assert.ok(gate.offer(2 * MOST));
  assert.not.ok(gate.offer(1));
});

test('for any order of events, samples through and samples skipped are the time line', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('offer'), samples: fc.integer({ min: 1, max: 20_000 }) }),
    fc.record({ type: fc.constant('taken'), samples: fc.integer({ min: 1, max: 20_000 }) }),
    fc.record({ type: fc.constant('skip'), samples: fc.integer({ min: 0, max: 50_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { gate, skipped } = gateAt();
      let [position, through] = [0, 0];
      for (const { type, samples } of steps) {
        if (type === 'taken') gate.taken(Math.min(samples, gate.underWay));
        else {
          position += samples;
          if (type === 'skip') gate.skipTo(sampleIndex(position));
          else if (gate.offer(samples)) through += samples;
        }
        assert.ok(gate.underWay <= MOST);
      }
      gate.open();
      assert.is(through + skipped.reduce((sum, samples) => sum + samples, 0), position);
    }),
  );
});

test('another bound holds at once, and a gap that it leaves room for ends', () => {
  const { gate, gaps } = gateAt();
  assert.ok(gate.offer(24_000));
  assert.not.ok(gate.offer(16_000));
  gate.setMost(48_000);
  assert.not.ok(gate.offer(16_000), 'more than a third of it is under way');
  gate.setMost(96_000);
  assert.equal(gaps, [[1.5, 3.5, 'behind']]);
  assert.ok(gate.offer(72_000));
  gate.setMost(MOST);
  assert.not.ok(gate.offer(1_600), 'what is under way stays, and nothing more comes');
  gate.taken(88_000);
  assert.ok(gate.offer(1_600));
});

test.run();
