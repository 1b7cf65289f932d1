import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { reshape } from '../../../models/graph/ops/arrange.ts';
import { add, relu } from '../../../models/graph/ops/elementwise.ts';
import { layerNorm } from '../../../models/graph/ops/normalize.ts';
import { postponeReshapes, shareCommon, type Outputs } from '../../../models/graph/optimize.ts';
import { ancestors, input } from '../../../models/graph/tensor.ts';
import { affine } from '../../../models/networks/layers.ts';
import { initialParameters } from '../../../models/networks/dm/parameters.ts';
import type { DmConfig } from '../../../models/networks/dm/config.ts';
import { FULL_CONFIG } from '../../../models/networks/dm/config.ts';
import { dm } from '../../../models/networks/dm/index.ts';
import { videoInputs } from '../../../models/networks/inputs.ts';
import { parameterScope } from '../../../models/networks/registry.ts';
import { Random } from '../../../models/training/random.ts';

const count = (outputs: Outputs, name: string): number =>
  ancestors(Object.values(outputs)).filter(({ op }) => op.name === name).length;

const random = new Random(3);
const floats = (length: number): Float32Array => Float32Array.from({ length }, () => random.next() - 0.5);

test('between products on all tokens no reshape is left', async () => {
  const x = input('x', 'float', [2, 3, 4]);
  const place = input('place', 'float', [2, 3, 4]);
  const [w, b] = [input('w', 'float', [4, 4]), input('b', 'float', [4])];
  const first = relu(affine(x, w, b));
  const y = affine(add(layerNorm(add(first, x), b, b, 1e-5), place), w, b);
  const moved = shareCommon(postponeReshapes({ y }));
  assert.is(count(shareCommon({ y }), 'Reshape'), 4);
  assert.is(count(moved, 'Reshape'), 3, 'x and place as rows, the result as it was');
  assert.equal(moved['y']?.shape, [2, 3, 4]);
  const feeds = { x: floats(24), place: floats(24), w: floats(16), b: floats(4) };
  await using before = await CompiledGraph.create({ y });
  await using after = await CompiledGraph.create(moved);
  assert.equal((await after.run(feeds))['y'], (await before.run(feeds))['y']);
});

test('what is stretched or has other rows stays as it is', () => {
  const rows = input('rows', 'float', [6, 4]);
  const whole = reshape(rows, [2, 3, 4]);
  const stretched = add(whole, input('each', 'float', [1, 3, 4]));
  const split = relu(reshape(rows, [2, 3, 2, 2]));
  const moved = postponeReshapes({ stretched, split });
  assert.equal(moved['stretched']?.node.inputs[0]?.shape, [2, 3, 4]);
  assert.equal(moved['split']?.node.op.name, 'Relu');
});

test("D&M answers the same, with a third of its reshapes' nodes gone", async () => {
  const config: DmConfig = {
    ...FULL_CONFIG,
    hidden_dim: 16,
    head_num: 2,
    att_dim: 8,
    encoder_layer_num: 2,
    decoder_layer_num: 2,
    ffn_dim: 32,
  };
  const { embedding, box } = dm.build(
    parameterScope(config),
    videoInputs({ config }, 2, { frames: 4, tts: 1, asr: 3 }),
    'last',
  );
  const plain = shareCommon({ embedding, box });
  const moved = shareCommon(postponeReshapes({ embedding, box }));
  assert.ok(count(moved, 'Reshape') < 0.8 * count(plain, 'Reshape'));
  await using before = await CompiledGraph.create(plain);
  await using after = await CompiledGraph.create(moved);
  const feeds = new Map<string, Float32Array | Int32Array>(initialParameters(config, 1));
  for (const [name, tokens] of [
    ['frame', 4],
    ['tts', 1],
    ['asr', 3],
  ] as const) {
    feeds.set(`${name}_batch`, floats(2 * tokens * 512));
    feeds.set(`${name}_mask`, new Float32Array(2 * tokens));
    feeds.set(`${name}_start_pos`, new Int32Array(2 * tokens).fill(1));
    feeds.set(`${name}_end_pos`, new Int32Array(2 * tokens).fill(2));
  }
  const [own, other] = [await after.run(feeds), await before.run(feeds)];
  // Other neighbours let onnxruntime join other operators, which rounds otherwise.
  for (const [name, values] of Object.entries(other))
    for (const [at, value] of values.entries())
      assert.ok(Math.abs(value - (own[name]?.[at] ?? NaN)) < 1e-6, `${name} ${at}`);
});

test.run();
