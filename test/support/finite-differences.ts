import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../models/graph/compile.ts';
import { gradients } from '../../models/graph/gradient.ts';
import { mul } from '../../models/graph/ops/elementwise.ts';
import { sumAll } from '../../models/graph/ops/reduce.ts';
import { elements, fixedShape } from '../../models/graph/shape.ts';
import { constant, type Tensor } from '../../models/graph/tensor.ts';

const STEP = 1e-5;
const LIMIT = 1e-6;

/** Values in [−1, 1) that repeat from run to run. */
export function pseudoRandom(length: number, seed: number): Float64Array {
  let state = (seed * 2654435761) >>> 0 || 1;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 0.999;
  });
}

/**
 * Checks the graph's gradient of Σ weight·y, with some fixed weights, against central differences, both in 64 bits.
 * `values` are what the float inputs are fed with, in order.
 */
export async function checkGradient(
  y: Tensor,
  inputs: readonly Tensor[],
  values: readonly Float64Array[],
  others: Readonly<Record<string, Int32Array>> = {},
): Promise<void> {
  const weights = constant(
    Float32Array.from(pseudoRandom(elements('y', y.shape), 99)),
    fixedShape('y', y.shape),
  );
  const loss = sumAll(mul(y, weights));
  const flows = gradients(loss, inputs);
  const outputs: Record<string, Tensor> = { loss };
  for (const [index, flow] of flows.entries()) {
    assert.ok(flow, `no gradient for input ${index}`);
    assert.equal(flow.shape, inputs[index]!.shape, `shape of gradient ${index}`);
    outputs[`gradient_${index}`] = flow;
  }
  await using graph = await CompiledGraph.create(outputs, { precision: 'double' });
  const names = inputs.map((tensor) => tensor.node.name!);
  const feeds = { ...others, ...Object.fromEntries(names.map((name, index) => [name, values[index]!])) };
  const found = (await graph.run(feeds)) as Record<string, Float64Array>;
  const actual = inputs.map((_, index) => found[`gradient_${index}`]!.slice());
  for (const [index, given] of values.entries())
    for (let at = 0; at < given.length; at++) {
      const lossAt = async (offset: number): Promise<number> => {
        const moved = given.slice();
        moved[at]! += offset;
        return (await graph.run({ ...feeds, [names[index]!]: moved }))['loss']![0]!;
      };
      const slope = ((await lossAt(STEP)) - (await lossAt(-STEP))) / (2 * STEP);
      const own = actual[index]![at]!;
      const limit = LIMIT * Math.max(1, Math.abs(slope));
      assert.ok(Math.abs(own - slope) <= limit, `input ${index} [${at}]: gradient ${own}, slope ${slope}`);
    }
}
