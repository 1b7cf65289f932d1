import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { input } from '../../../models/graph/tensor.ts';
import { pooledMoments } from '../../../models/networks/pooled-moments.ts';
import { pseudoRandom } from '../../support/finite-differences.ts';
import { closeTo } from '../../support/parity.ts';

const [FRAMES, TEXTS, WIDTH] = [6, 2, 3];

/** The direction of the frames' sum, each weighted by how much of it lies in [start, end). */
function direction(encoded: Float32Array, start: number, end: number): number[] {
  const sum = new Array<number>(WIDTH).fill(0);
  for (let frame = 0; frame < FRAMES; frame++) {
    const covered = Math.max(Math.min(end, frame + 1) - Math.max(start, frame), 0);
    for (let at = 0; at < WIDTH; at++) sum[at]! += covered * encoded[frame * WIDTH + at]!;
  }
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

test('a moment is the mean of the frames that its box covers; outside and between frames it is one frame in the window', async () => {
  const outputs = {
    pooled: pooledMoments(
      input('encoded', 'float', [1, FRAMES + TEXTS, WIDTH]),
      input('boxes', 'float', [1, 1, 2]),
      input('mask', 'float', [1, FRAMES]),
    ),
  };
  await using graph = await CompiledGraph.create(outputs);
  const encoded = Float32Array.from(pseudoRandom((FRAMES + TEXTS) * WIDTH, 5));
  const pooled = async (center: number, width: number, real: number): Promise<Float32Array> => {
    const mask = Float32Array.from({ length: FRAMES }, (_, frame) => (frame < real ? 0 : -1e6));
    const found = await graph.run({ encoded, boxes: Float32Array.of(center, width), mask });
    return Float32Array.from(found['pooled']!);
  };
  closeTo(await pooled(0.5, 0.5, 4), direction(encoded, 1, 3), 1e-5, 'whole frames, of the real ones');
  closeTo(await pooled(0.5, 0.25, 6), direction(encoded, 2.25, 3.75), 1e-5, 'parts of frames');
  closeTo(await pooled(0.5, 0, 6), direction(encoded, 3, 4), 1e-5, 'no width');
  closeTo(await pooled(2, 0.1, 4), direction(encoded, 3, 4), 1e-5, 'behind the end: the last real frame');
  closeTo(await pooled(-1, 0.1, 4), direction(encoded, 0, 1), 1e-5, 'before the start');
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: FRAMES }),
      async (center, width, real) => {
        const found = await pooled(center, width, real);
        assert.ok(found.every(Number.isFinite));
        closeTo([Math.hypot(...found)], [1], 1e-4, 'length');
      },
    ),
    { numRuns: 50 },
  );
});

test.run();
