/** Every forward pass of the parity fixtures, D&M's and the baselines', as a graph with what it is fed. */
import type { Tensor } from '../../models/graph/tensor.ts';
import { encodeVideo } from '../../models/networks/dm/encoder.ts';
import { decodeQueries, effectsOf, momentHeads } from '../../models/networks/dm/forward.ts';
import { libraryInputs, videoInputs } from '../../models/networks/inputs.ts';
import { stack } from '../../models/networks/layers.ts';
import { momentDetrSchema } from '../../models/networks/moment-detr/config.ts';
import { answer as momentDetr } from '../../models/networks/moment-detr/forward.ts';
import { parameterShapes as momentDetrShapes } from '../../models/networks/moment-detr/parameters.ts';
import { qdDetrSchema } from '../../models/networks/qd-detr/config.ts';
import { answer as qdDetr } from '../../models/networks/qd-detr/forward.ts';
import { parameterShapes as qdDetrShapes } from '../../models/networks/qd-detr/parameters.ts';
import { parameterScope } from '../../models/networks/registry.ts';
import { retrievalInputs } from '../../models/networks/retrieval/inputs.ts';
import { baselineCases, loadBaseline, scopeOf, type BaselineCase } from './baselines.ts';
import { casesIn, readConfig, Stored } from './parity.ts';
import { onStored as r2OnStored, R2_TUNING } from './r2-tuning.ts';
import { onStored as univtgOnStored, storedOutputs, UNIVTG } from './univtg.ts';

export interface ForwardPass {
  readonly name: string;
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly feeds: ReadonlyMap<string, Float32Array | Int32Array>;
}

/** One after the other: together they would fill the memory. */
export async function* forwardPasses(): AsyncGenerator<ForwardPass> {
  yield* dmPasses();
  for (const [network, outputsOf] of BASELINES)
    for (const name of baselineCases(network)) {
      // The same batch and network as `train`, with other targets.
      if (name === 'train_windows_only') continue;
      const stored = await loadBaseline(network, name);
      const { outputs, feeds } = outputsOf(stored);
      yield { name: `${network} ${name}`, outputs, feeds: new Map([...stored.weights, ...feeds]) };
    }
}

async function* dmPasses(): AsyncGenerator<ForwardPass> {
  for (const network of casesIn('forward', '.config.json')) {
    const config = readConfig('forward', `${network}.config.json`);
    const scope = parameterScope(config);
    const weights = (await Stored.read('forward', `${network}.weights.safetensors`)).weights();
    for (const name of casesIn('forward', '.inputs.safetensors')) {
      const inputs = await Stored.read('forward', `${name}.inputs.safetensors`);
      const [batch = 0, frames = 0] = inputs.shape('frame_batch');
      const shape = { frames, tts: inputs.shape('tts_batch')[1]!, asr: inputs.shape('asr_batch')[1]! };
      const encoded = encodeVideo(scope, videoInputs(scope, batch, shape));
      const { embedding, box } = momentHeads(scope, stack(decodeQueries(scope, encoded)));
      yield {
        name: `dm ${network} ${name}`,
        outputs: { video_emb: encoded.videoEmb, moment_emb: embedding, moment_bbox: box },
        feeds: new Map([...weights, ...inputs.data()]),
      };
    }
    const library = await Stored.read('forward', 'sfx_library.safetensors');
    const side = effectsOf(scope, libraryInputs(scope, library.shape('sfx_tag_index')[0]!));
    yield {
      name: `dm ${network} effects`,
      outputs: { sfx_emb: side.effects, sfx0_norm: side.noEffect },
      feeds: new Map([...weights, ...library.data()]),
    };
  }
}

type Built = Pick<ForwardPass, 'outputs' | 'feeds'>;

const sizesOf = ({ inputs }: BaselineCase) => {
  const [batch = 0, frames = 0] = inputs.shape('src_vid_mask');
  return { batch, frames, tokens: inputs.shape('src_txt_mask')[1]! };
};

const BASELINES: readonly (readonly [string, (stored: BaselineCase) => Built])[] = [
  [
    'moment_detr',
    (stored) => {
      const config = momentDetrSchema.parse(stored.config);
      const inputs = retrievalInputs(config, sizesOf(stored));
      const outputs = momentDetr(scopeOf(config, momentDetrShapes(config)), inputs, 'all');
      return { outputs: { ...outputs }, feeds: stored.inputs.data() };
    },
  ],
  [
    'qd_detr',
    (stored) => {
      const config = qdDetrSchema.parse(stored.config);
      const inputs = retrievalInputs(config, sizesOf(stored));
      const outputs = qdDetr(scopeOf(config, qdDetrShapes(config)), inputs, 'all', { mixedUp: true });
      return { outputs: { ...outputs }, feeds: stored.inputs.data() };
    },
  ],
  [
    UNIVTG,
    (stored) => ({
      outputs: storedOutputs(univtgOnStored(stored, 'seen').answers),
      feeds: stored.inputs.data(),
    }),
  ],
  [
    R2_TUNING,
    (stored) => {
      const { answers, saliency, feeds } = r2OnStored(stored, 'seen');
      const { logits, distances, text } = answers;
      return { outputs: { logits, distances, text, saliency }, feeds };
    },
  ],
];
