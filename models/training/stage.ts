/** What the stages of training have in common: what a stage is, and the batches that it takes. */
import { packBatch, type PackedBatch } from '../../src/analysis/pack.ts';
import type { NetworkSizes } from '../networks/network.ts';
import { networkOf } from '../networks/registry.ts';
import type { RunConfig, StageConfig } from './config.ts';
import { packMoments, type PackedMoments } from './moment-targets.ts';
import type { Random } from './random.ts';
import type { TrainingItem, TrainingSource } from './source.ts';
import type { Parameters } from './steps/types.ts';

/** What one training step gave. */
export interface StepResult {
  readonly loss: number;
  /** Share of moments whose largest logit is the right one; NaN without moments. */
  readonly accuracy: number;
  /** Mean GIoU of matched boxes; NaN in pre-training. */
  readonly overlap: number;
  /** Valid until the next step. */
  readonly gradients: Parameters;
}

/** One stage of a run; owns its sessions. */
export interface Stage extends AsyncDisposable {
  readonly name: string;
  readonly settings: StageConfig;
  /** What the accuracy of its steps is of: a moment's effect, or that it is a moment. */
  readonly classified: 'effect' | 'moment';
  run(step: number, parameters: Parameters, random: Random): Promise<StepResult>;
}

/** What a run must know of its network's sizes. */
export const sizesOf = ({ network }: RunConfig): NetworkSizes => networkOf(network).sizes(network);

/** The windows of one step, packed, with their moments. */
export interface Batch {
  readonly packed: PackedBatch;
  readonly moments: PackedMoments;
}

/** Draws the batch of one step. */
export async function nextBatch(
  source: TrainingSource,
  config: RunConfig,
  settings: StageConfig,
  step: number,
  random: Random,
): Promise<Batch> {
  const items = await source.sample(step, settings.batch, random);
  const packed = packBatch(
    items.map(({ item }) => item),
    source.blank,
    config.shape,
  );
  const own = items.map(({ moments }) => moments);
  const sentences = sentenceTargets(items, config);
  return {
    packed: sentences === undefined ? packed : { ...packed, sentences },
    moments: packMoments(own, packed.frame_num, sizesOf(config).query_num),
  };
}

/** Targets of the sentence classes; the weights of the sentences that count add up to 1. */
function sentenceTargets(items: readonly TrainingItem[], config: RunConfig): PackedBatch['sentences'] {
  const { sentence_classes: classes = 0 } = sizesOf(config);
  const { asr } = config.shape;
  if (classes === 0) return undefined;
  const target = new Float32Array(items.length * asr * classes);
  const weight = new Float32Array(items.length * asr);
  for (const [row, { sentenceClasses = [] }] of items.entries())
    for (const [place, own] of sentenceClasses.entries()) {
      const at = row * asr + place;
      target[at * classes + Math.max(own, 0)] = 1;
      weight[at] = own < 0 ? 0 : 1;
    }
  const total = Math.max(
    1,
    weight.reduce((sum, one) => sum + one, 0),
  );
  return { target, weight: weight.map((one) => one / total) };
}
