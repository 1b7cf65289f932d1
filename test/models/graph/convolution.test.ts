import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { conv1d } from '../../../models/graph/ops/convolution.ts';
import { ShapeError } from '../../../models/graph/shape.ts';
import { input } from '../../../models/graph/tensor.ts';
import { pseudoRandom } from '../../support/finite-differences.ts';
import { closeTo } from '../../support/parity.ts';

interface Sizes {
  readonly batch: number;
  readonly length: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** As it is defined: each output is a sum over its places and all channels. */
function plain(
  { batch, length, inputs, outputs, kernel, stride, padding }: Sizes,
  x: Float64Array,
  weight: Float64Array,
  bias: Float64Array,
): number[] {
  const result: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let from = -padding; from + kernel <= length + padding; from += stride)
      for (let out = 0; out < outputs; out++) {
        let sum = bias[out]!;
        for (let tap = 0; tap < kernel; tap++)
          for (let channel = 0; channel < inputs; channel++) {
            const at = from + tap;
            if (at >= 0 && at < length)
              sum +=
                x[(b * length + at) * inputs + channel]! * weight[(out * inputs + channel) * kernel + tap]!;
          }
        result.push(sum);
      }
  return result;
}

const size = (max: number) => fc.integer({ min: 1, max });
const arbitrary = fc
  .record({
    batch: size(3),
    length: size(9),
    inputs: size(3),
    outputs: size(3),
    kernel: size(4),
    stride: size(4),
    padding: fc.integer({ min: 0, max: 2 }),
  })
  .filter(({ length, kernel, padding }) => length + 2 * padding >= kernel);

test('a convolution is the sum that defines it, whatever its sizes', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (sizes) => {
      const { batch, length, inputs, outputs, kernel, stride, padding } = sizes;
      const x = pseudoRandom(batch * length * inputs, 1);
      const weight = pseudoRandom(outputs * inputs * kernel, 2);
      const bias = pseudoRandom(outputs, 3);
      const y = conv1d(
        input('x', 'float', [batch, length, inputs]),
        input('weight', 'float', [outputs, inputs, kernel]),
        input('bias', 'float', [outputs]),
        { stride, padding },
      );
      await using graph = await CompiledGraph.create({ y }, { precision: 'double' });
      const found = await graph.run({ x, weight, bias });
      closeTo(found['y']!, plain(sizes, x, weight, bias), 1e-12, JSON.stringify(sizes));
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('what does not fit is refused', () => {
  const refuses = (length: number, channels: number, pattern: RegExp): void =>
    void assert.throws(
      () =>
        conv1d(
          input('x', 'float', [1, length, channels]),
          input('weight', 'float', [1, 2, 3]),
          input('bias', 'float', [1]),
        ),
      (error: unknown) => error instanceof ShapeError && pattern.test(error.message),
    );
  refuses(2, 2, /shorter than the kernel/);
  refuses(3, 3, /takes \[batch, length, in\]/);
});

test.run();
