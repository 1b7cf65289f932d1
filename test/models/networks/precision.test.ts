/** D&M's file with weights of 16 and of 8 bits. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InferenceSession, Tensor } from '../../../src/analysis/onnxruntime.ts';
import { exportNetwork } from '../../../models/networks/export.ts';
import type { NetworkPrecision } from '../../../models/networks/precision.ts';
import { casesIn, closeTo, readConfig, Stored } from '../../support/parity.ts';

const network = casesIn('forward', '.config.json').at(-1) ?? '';
const [name = ''] = casesIn('forward', '.inputs.safetensors');
const config = readConfig('forward', `${network}.config.json`);
const weights = (await Stored.read('forward', `${network}.weights.safetensors`)).weights();
const inputs = await Stored.read('forward', `${name}.inputs.safetensors`);
const [frames = 0, tts = 0, asr = 0] = ['frame', 'tts', 'asr'].map(
  (stream) => inputs.shape(`${stream}_batch`)[1]!,
);
const modelIn = (precision: NetworkPrecision) =>
  exportNetwork(config, weights, { frames, tts, asr }, precision);

async function answers(model: Uint8Array): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const feeds = Object.fromEntries(
      session.inputNames.map((each) => {
        const { data, shape } = inputs.get(each);
        return [each, new Tensor(data instanceof Float32Array ? 'float32' : 'int32', data, [...shape])];
      }),
    );
    const outputs = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(outputs).map(([each, { data }]) => [each, data as Float32Array]),
    );
  } finally {
    await session.release();
  }
}

for (const [precision, share, limit] of [
  ['fp16', 0.6, 0.01],
  ['int8', 0.75, 0.1],
] as const)
  test(`${precision}: a smaller file that is fed and read alike and answers nearly alike`, async () => {
    const [exact, small] = [modelIn('fp32'), modelIn(precision)];
    assert.ok(small.length < share * exact.length, `${small.length} bytes of ${exact.length}`);
    const [found, expected] = [await answers(small), await answers(exact)];
    assert.equal(Object.keys(found), Object.keys(expected));
    for (const what of ['moment_emb', 'moment_bbox']) closeTo(found[what]!, expected[what]!, limit, what);
  });

test.run();
