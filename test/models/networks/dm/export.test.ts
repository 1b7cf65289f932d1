import { InferenceSession, Tensor } from '../../../../src/analysis/onnxruntime.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkWeights, exportNetwork, exportSfx } from '../../../../models/networks/export.ts';
import { WeightsError } from '../../../../models/networks/weights.ts';
import { casesIn, closeTo, readConfig, Stored } from '../../../support/parity.ts';

const LIMIT = 1e-4;

async function runModel(model: Uint8Array, stored: Stored): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  try {
    const feeds = Object.fromEntries(
      session.inputNames.map((name) => {
        const { data, shape } = stored.get(name);
        return [name, new Tensor(data instanceof Float32Array ? 'float32' : 'int32', data, shape)];
      }),
    );
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

/** The last of equally long parts. */
const last = (values: Float32Array, parts: number): Float32Array =>
  values.slice(values.length - values.length / parts);

for (const network of casesIn('forward', '.config.json')) {
  const config = readConfig('forward', `${network}.config.json`);
  const load = () => Stored.read('forward', `${network}.weights.safetensors`);

  test(`${network}: the exported network answers as the stored one, for any batch`, async () => {
    const weights = (await load()).weights();
    for (const name of casesIn('forward', '.inputs.safetensors')) {
      const inputs = await Stored.read('forward', `${name}.inputs.safetensors`);
      const expected = await Stored.read('forward', `${network}.${name}.expected.safetensors`);
      const [frames, tts, asr] = ['frame_batch', 'tts_batch', 'asr_batch'].map(
        (stream) => inputs.shape(stream)[1]!,
      );
      const model = exportNetwork(config, weights, { frames: frames!, tts: tts!, asr: asr! });
      const found = await runModel(model, inputs);
      const batch = inputs.shape('frame_batch')[0];
      assert.equal(found['moment_emb']?.dims, [batch, config.query_num, config.hidden_dim]);
      assert.equal(found['moment_bbox']?.dims, [batch, config.query_num, 2]);
      for (const what of ['moment_emb', 'moment_bbox'])
        closeTo(
          found[what]!.data as Float32Array,
          last(expected.floats(what), config.decoder_layer_num),
          LIMIT,
          `${name} ${what}`,
        );
    }
  });

  test(`${network}: the exported effects' side answers as the stored one`, async () => {
    const weights = (await load()).weights();
    const found = await runModel(
      exportSfx(config, weights),
      await Stored.read('forward', 'sfx_library.safetensors'),
    );
    const expected = await Stored.read('forward', `${network}.sfx.expected.safetensors`);
    for (const what of ['sfx_emb', 'sfx0_norm'])
      closeTo(found[what]!.data as Float32Array, expected.floats(what), LIMIT, what);
    assert.equal([...(found['logit_scale']!.data as Float32Array)], [...weights.get('logit_scale_sfx')!]);
  });
}

test('weights of another network are refused by name', async () => {
  const [first = ''] = casesIn('forward', '.config.json');
  const config = readConfig('forward', `${first}.config.json`);
  const weights = (await Stored.read('forward', `${first}.weights.safetensors`)).weights();
  checkWeights(config, weights);
  const refused = (change: (weights: Map<string, Float32Array>) => void, pattern: RegExp): void => {
    const changed = new Map(weights);
    change(changed);
    assert.throws(
      () => checkWeights(config, changed),
      (error: unknown) => error instanceof WeightsError && pattern.test(error.message),
    );
  };
  refused((changed) => changed.delete('sfx0'), /sfx0 is missing/);
  refused((changed) => changed.set('sfx0', new Float32Array(1)), /sfx0 has 1 values/);
  refused((changed) => changed.set('another', new Float32Array(1)), /Unknown parameter another/);
});

test.run();
