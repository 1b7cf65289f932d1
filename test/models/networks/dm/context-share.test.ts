/** What the classifier by context counts in the verdict on a sentence is a matter of the network's sizes: the exported graph weighs both. */
import { test } from 'uvu';
import { InferenceSession, Tensor } from '../../../../src/analysis/onnxruntime.ts';
import { CONTEXT_PARTS } from '../../../../src/analysis/sentence-context.ts';
import { exportNetwork } from '../../../../models/networks/export.ts';
import { initialParameters } from '../../../../models/networks/dm/parameters.ts';
import { Random } from '../../../../models/training/random.ts';
import { closeTo } from '../../../support/parity.ts';
import { TINY_NETWORK } from '../../../support/tiny-run.ts';

const SHAPE = { frames: 3, tts: 2, asr: 4 };

async function logitsAt(context_share: number): Promise<{ own: Float32Array; byContext: Float32Array }> {
  const network = { ...TINY_NETWORK, context_hidden: 8, context_share };
  const model = exportNetwork(network, initialParameters(network, 1), SHAPE);
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  try {
    const random = new Random(2);
    const floats = (...dims: number[]): Tensor => {
      const count = dims.reduce((product, dim) => product * dim, 1);
      return new Tensor(
        'float32',
        Float32Array.from({ length: count }, () => random.normal()),
        dims,
      );
    };
    const feeds: Record<string, Tensor> = {};
    for (const [stream, tokens] of Object.entries(SHAPE)) {
      const name = stream === 'frames' ? 'frame' : stream;
      feeds[`${name}_batch`] = floats(1, tokens, name === 'frame' ? network.frame_dim : network.text_dim);
      feeds[`${name}_mask`] = new Tensor('float32', new Float32Array(tokens), [1, tokens]);
      for (const end of ['start', 'end'])
        feeds[`${name}_${end}_pos`] = new Tensor('int32', new Int32Array(tokens), [1, tokens]);
    }
    feeds['sentence_context'] = floats(8, CONTEXT_PARTS * network.text_dim);
    const asked = Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
    const { sentence_logits: own, context_logits: byContext } = await session.run(asked);
    return { own: own!.data as Float32Array, byContext: byContext!.data as Float32Array };
  } finally {
    await session.release();
  }
}

test('the plain mean of both logits gives the classifier by context its share', async () => {
  const [half, most, alone] = await Promise.all([logitsAt(0.5), logitsAt(0.8), logitsAt(1)]);
  closeTo(
    most.own,
    half.own.map((logit) => 0.4 * logit),
    1e-5,
    'own logits at 0.8',
  );
  closeTo(
    most.byContext,
    half.byContext.map((logit) => 1.6 * logit),
    1e-5,
    'by context at 0.8',
  );
  closeTo(alone.own, new Float32Array(half.own.length), 0, 'own logits at 1');
  closeTo(
    alone.byContext,
    half.byContext.map((logit) => 2 * logit),
    1e-5,
    'by context at 1',
  );
});

test.run();
