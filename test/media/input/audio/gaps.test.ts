import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GapFiller } from '../../../../src/media/input/audio/gaps.ts';
import type { AudioBlock, AudioFormat } from '../../../../src/media/pcm.ts';
import { sampleIndex } from '../../../../src/streams/time.ts';

const FORMAT: AudioFormat = { rate: 1_000, channels: 1, mask: 4n, precision: 32 };
const at = sampleIndex;

/** Samples 1, 2, 3 … so that each can be told from silence. */
const ramp = (length: number, from = 1): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => from + i);

function placed(
  timeline: GapFiller,
  steps: readonly (readonly [number | undefined, number])[],
): { start: number; samples: number[] } {
  const blocks: AudioBlock[] = [];
  for (const [start, length] of steps)
    blocks.push(...timeline.place(start === undefined ? undefined : at(start), ramp(length)));
  for (const [i, block] of blocks.slice(1).entries())
    assert.is(block.start, (blocks[i]?.start ?? 0) + (blocks[i]?.samples.length ?? 0), 'contiguous');
  return { start: blocks[0]?.start ?? -1, samples: blocks.flatMap(({ samples }) => [...samples]) };
}

test('jitter within 40 ms is ignored', () => {
  const { samples } = placed(new GapFiller(FORMAT), [
    [0, 100],
    [110, 100],
    [195, 100],
  ]);
  assert.is(samples.length, 300);
  assert.ok(samples.every((sample) => sample > 0));
});

test('a gap is filled with silence and counted', () => {
  const timeline = new GapFiller(FORMAT);
  const { samples } = placed(timeline, [
    [0, 100],
    [2_600, 100],
  ]);
  assert.is(samples.length, 2_700);
  assert.is(samples.filter((sample) => sample === 0).length, 2_500);
  assert.equal(timeline.counts, { gaps: 1, overlaps: 0, filled: 2_500, trimmed: 0 });
});

test('an overlap is trimmed, whole when it lies in the past', () => {
  const timeline = new GapFiller(FORMAT);
  const { samples } = placed(timeline, [
    [0, 100],
    [0, 100],
    [50, 100],
  ]);
  assert.is(samples.length, 150);
  assert.is(samples[100], 51, 'the new half of the overlapping part');
  assert.is(timeline.counts.trimmed, 150);
});

test('a start within 0.1 s is kept, a later one is led in by silence, an earlier one is cut to 0', () => {
  assert.is(placed(new GapFiller(FORMAT), [[60, 10]]).start, 60);
  const late = placed(new GapFiller(FORMAT), [[500, 10]]);
  assert.is(late.start, 0);
  assert.is(late.samples.length, 510);
  const early = placed(new GapFiller(FORMAT), [[-70, 100]]);
  assert.equal([early.start, early.samples.length, early.samples[0]], [0, 30, 71]);
});

test('unknown times follow on; a jump of hours is refused', () => {
  assert.is(
    placed(new GapFiller(FORMAT), [
      [undefined, 10],
      [undefined, 10],
    ]).samples.length,
    20,
  );
  const timeline = new GapFiller(FORMAT);
  placed(timeline, [[0, 10]]);
  assert.throws(() => [...timeline.place(at(9_000_000), ramp(10))], /time stamps jump/);
});

test.run();
