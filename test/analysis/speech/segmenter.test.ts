import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { framesIn } from '../../../src/analysis/speech/format.ts';
import { type Segment, Segmenter } from '../../../src/analysis/speech/segmenter.ts';
import type { VoiceFrame } from '../../../src/analysis/speech/voice.ts';

const quiet: VoiceFrame = { probability: 0.02, level: -70 };
const voice: VoiceFrame = { probability: 0.97, level: -20 };
const times = (seconds: number, frame: VoiceFrame): VoiceFrame[] =>
  Array.from({ length: framesIn(seconds) }, () => frame);

function segmentsOf(frames: readonly VoiceFrame[]): Segment[] {
  const segmenter = new Segmenter();
  const segments = frames.flatMap((frame) => segmenter.push(frame) ?? []);
  return [...segments, ...[segmenter.end() ?? []].flat()];
}

test('sentences 0.7 s apart are two segments, a comma of 0.3 s is inside one', () => {
  const apart = segmentsOf([
    ...times(1, quiet),
    ...times(2, voice),
    ...times(0.7, quiet),
    ...times(2, voice),
  ]);
  assert.is(apart.length, 2);
  assert.is(apart[0]?.start, framesIn(1));
  assert.is(apart[1]?.start, framesIn(1) + framesIn(2) + framesIn(0.7));
  const comma = segmentsOf([
    ...times(2, voice),
    ...times(0.3, quiet),
    ...times(2, voice),
    ...times(1, quiet),
  ]);
  assert.is(comma.length, 1);
  assert.is(comma[0]?.end, 2 * framesIn(2) + framesIn(0.3));
});

test('a start is moved back to where the sound rose, but not into a steady noise', () => {
  const rise: VoiceFrame = { probability: 0.2, level: -35 };
  const heard = segmentsOf([...times(1, quiet), rise, rise, rise, ...times(1, voice)]);
  assert.is(heard[0]?.start, framesIn(1));
  const noise: VoiceFrame = { probability: 0.2, level: -35 };
  const noisy = segmentsOf([...times(1, noise), ...times(1, voice)]);
  assert.is(noisy[0]?.start, framesIn(1));
});

test('endless speech is cut at its quietest place', () => {
  const dip: VoiceFrame = { probability: 0.6, level: -40 };
  const segments = segmentsOf([...times(10, voice), dip, ...times(5, voice)]);
  assert.is(segments.length, 2);
  assert.is(segments[0]?.end, framesIn(10));
  assert.is(segments[1]?.end, framesIn(10) + 1 + framesIn(5));
});

test('for any frames: segments are in order, apart, at most 12 s, and never before what was promised', () => {
  const run = fc.record({
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    level: fc.double({ min: -90, max: 0, noNaN: true }),
    length: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
      const segmenter = new Segmenter();
      let promised = 0;
      let needed = 0;
      let last = -1;
      const check = (segment: Segment | undefined): void => {
        if (!segment) return;
        assert.ok(segment.start >= promised, 'starts before the promise');
        assert.ok(segment.from >= needed, 'needs audio that was let go');
        assert.ok(segment.from >= last, 'overlaps the segment before');
        assert.ok(segment.from <= segment.start && segment.start < segment.end && segment.end <= segment.to);
        assert.ok(segment.end - segment.start <= framesIn(12));
        assert.is(segment.frames.length, segment.end - segment.start);
        last = segment.to;
      };
      for (const { length, ...frame } of runs) {
        for (let index = 0; index < length; index++) {
          check(segmenter.push(frame));
          assert.ok(segmenter.settled >= promised, 'the promise went back');
          promised = segmenter.settled;
          needed = segmenter.needed;
        }
      }
      check(segmenter.end());
    }),
    { numRuns: 200 },
  );
});

test.run();
