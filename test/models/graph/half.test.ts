/** Models of 16-bit floats, on the CPU, which computes them in 32 where it has no kernel of 16. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InferenceSession, Tensor } from '../../../src/analysis/onnxruntime.ts';
import { toHalf } from '../../../models/graph/half.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import { concat } from '../../../models/graph/ops/arrange.ts';
import { cast, less } from '../../../models/graph/ops/compare.ts';
import { add, mul } from '../../../models/graph/ops/elementwise.ts';
import { matmul } from '../../../models/graph/ops/matrix.ts';
import { softmax, unit } from '../../../models/graph/ops/reduce.ts';
import { input, scalar, type Tensor as Node } from '../../../models/graph/tensor.ts';
import { exportNetwork } from '../../../models/networks/export.ts';
import { casesIn, closeTo, readConfig, Stored } from '../../support/parity.ts';

type Feeds = Readonly<Record<string, Tensor>>;

async function run(model: Uint8Array, feeds: Feeds): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const own = Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
    const outputs = await session.run(own);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
    );
  } finally {
    await session.release();
  }
}

const halved = (outputs: Readonly<Record<string, Node>>, feeds: Feeds) => run(toHalf(toOnnx(outputs)), feeds);
const row = (...values: number[]): Tensor =>
  new Tensor('float32', Float32Array.from(values), [1, values.length]);

test('values are those of 16 bits, inputs and outputs of 32', async () => {
  const x = input('x', 'float', [1, 3]);
  const { y } = await halved({ y: add(x, scalar(0)) }, { x: row(1 / 3, 2048.6, -1e-9) });
  assert.equal([...y!], [Math.f16round(1 / 3), 2048, -0]);
});

test('a mask beyond 16 bits masks, and times nothing is nothing', async () => {
  const [x, mask] = [input('x', 'float', [1, 3]), input('mask', 'float', [1, 3])];
  const found = await halved(
    { weights: softmax(add(x, mask)), zeros: mul(mask, scalar(0)) },
    { x: row(1, 2, 9), mask: row(0, 0, -1e6) },
  );
  closeTo(found['weights']!, [0.2689, 0.7311, 0], 1e-3, 'weights');
  assert.ok(found['zeros']!.every((value) => value === 0));
});

test('a vector whose squares leave the range of 16 bits has a direction', async () => {
  const { y } = await halved({ y: unit(input('x', 'float', [1, 2])) }, { x: row(3_000, 4_000) });
  closeTo(y!, [0.6, 0.8], 1e-3, 'direction');
});

test('conversions, constants and several uses of one value', async () => {
  const x = input('x', 'float', [1, 2]);
  const marks = cast(less(x, scalar(2)), 'float');
  const all = concat([x, marks, softmax(x)], 1);
  const found = await halved({ all, product: matmul(marks, x, { transB: true }) }, { x: row(1, 3) });
  closeTo(found['all']!, [1, 3, 1, 0, 0.1192, 0.8808], 1e-3, 'all');
  closeTo(found['product']!, [1], 1e-3, 'product');
});

test('D&M of the fixtures in 16 bits answers as in 32, nearly', async () => {
  const [network = ''] = casesIn('forward', '.config.json');
  const [name = ''] = casesIn('forward', '.inputs.safetensors');
  const weights = (await Stored.read('forward', `${network}.weights.safetensors`)).weights();
  const inputs = await Stored.read('forward', `${name}.inputs.safetensors`);
  const [frames = 0, tts = 0, asr = 0] = ['frame', 'tts', 'asr'].map(
    (stream) => inputs.shape(`${stream}_batch`)[1]!,
  );
  const model = exportNetwork(readConfig('forward', `${network}.config.json`), weights, { frames, tts, asr });
  const half = toHalf(model);
  assert.ok(half.length < 0.6 * model.length, `${half.length} bytes of ${model.length}`);
  const feeds = Object.fromEntries(
    [...inputs.tensors].map(([each, { data, shape }]) => [
      each,
      new Tensor(data instanceof Float32Array ? 'float32' : 'int32', data, [...shape]),
    ]),
  );
  const [found, expected] = [await run(half, feeds), await run(model, feeds)];
  for (const what of ['moment_emb', 'moment_bbox']) closeTo(found[what]!, expected[what]!, 0.02, what);
});

test.run();
