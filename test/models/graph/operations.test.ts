import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { floatingOperations } from '../../../models/graph/operations.ts';
import { reshape } from '../../../models/graph/ops/arrange.ts';
import { conv1d } from '../../../models/graph/ops/convolution.ts';
import { add, relu } from '../../../models/graph/ops/elementwise.ts';
import { gemm, matmul } from '../../../models/graph/ops/matrix.ts';
import { constant, input } from '../../../models/graph/tensor.ts';
import { servingGraph } from '../../../models/networks/export.ts';
import { FULL_CONFIG } from '../../../models/networks/dm/config.ts';
import { parameterShapes } from '../../../models/networks/dm/parameters.ts';

const a = input('a', 'float', ['batch', 3, 4]);

test('products of any kind count two for each multiplication, whatever is transposed', () => {
  const square = matmul(a, a, { transB: true });
  assert.is(floatingOperations({ square }, { sizes: { batch: 5 } }), 2 * 5 * 3 * 3 * 4);
  const other = matmul(a, a, { transA: true });
  assert.is(floatingOperations({ other }, { sizes: { batch: 5 } }), 2 * 5 * 4 * 4 * 3);
  const rows = gemm(reshape(a, ['3*batch', 4]), constant(new Float32Array(28), [7, 4]), undefined, {
    transB: true,
  });
  assert.is(floatingOperations({ rows: relu(rows) }, { sizes: { batch: 5 } }), 2 * 15 * 7 * 4);
  const seen = conv1d(a, input('w', 'float', [6, 4, 3]), input('b', 'float', [6]), { padding: 1 });
  assert.is(floatingOperations({ seen }, { sizes: { batch: 5 } }), 2 * 5 * 3 * 6 * (4 * 3));
});

test('what follows from the weights alone is computed when the file is loaded, and does not count', () => {
  const weight = input('weight', 'float', [4, 4]);
  const squared = gemm(weight, weight);
  const y = matmul(add(a, a), squared);
  const whole = 2 * 5 * 3 * 4 * 4;
  assert.is(floatingOperations({ y }, { sizes: { batch: 5 } }), whole + 2 * 4 * 4 * 4);
  assert.is(floatingOperations({ y }, { sizes: { batch: 5 }, baked: new Set(['weight']) }), whole);
  assert.throws(() => floatingOperations({ y }), /"batch" has no value/);
});

test("the paper's network: by hand", () => {
  const graph = servingGraph(FULL_CONFIG, { frames: 12, tts: 1, asr: 41 });
  const [d, ffn, tokens, queries] = [256, 1024, 54, 10];
  const project = tokens * 512 * d;
  const encoder = 6 * tokens * (4 * d * d + 2 * d * ffn + 2 * tokens * d);
  const own = queries * (4 * d * d + 2 * queries * d);
  const across = queries * 2 * d * d + 2 * tokens * d * d + 2 * queries * tokens * d;
  const inner = queries * 2 * d * ffn;
  const heads = queries * (d * d + 2 * d * d + 2 * d);
  // The first layer's queries are the same for all windows and follow from the weights: their self-attention is done once.
  const decoder = 5 * own + 6 * (across + inner);
  const saved = queries * d * d; // The first layer's cross-attention asks with what follows from the weights, too.
  assert.is(
    floatingOperations(graph, { baked: new Set(parameterShapes(FULL_CONFIG).keys()), sizes: { batch: 64 } }),
    2 * 64 * (project + encoder + decoder - saved + heads),
  );
});

test.run();
