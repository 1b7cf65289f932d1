/** The two stages of training, each as "run one step": what differs between them and nothing else. */
import { packBatch, type PackedBatch } from '../../src/analysis/pack.ts';
import type { NetworkSizes } from '../networks/network.ts';
import { networkOf } from '../networks/registry.ts';
import { countBackground, tagAwareCandidates, uniformCandidates } from './candidates.ts';
import type { RunConfig, StageConfig } from './config.ts';
import { DataError, TrainingDivergedError } from './data-error.ts';
import type { Assignment } from './hungarian.ts';
import { matchQueries } from './matching.ts';
import { packMoments, type PackedMoments } from './moment-targets.ts';
import type { Random } from './random.ts';
import type { TrainingItem, TrainingSource } from './source.ts';
import { EndToEndStep, type Forward } from './steps/end-to-end-step.ts';
import { MsmStep } from './steps/msm-step.ts';
import type { Candidates, Library, Parameters } from './steps/types.ts';

/** What one training step gave. */
export interface StepResult {
  readonly loss: number;
  /** Share of moments whose largest logit is their own effect; NaN without moments. */
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
  run(step: number, parameters: Parameters, random: Random): Promise<StepResult>;
}

const sizesOf = ({ network }: RunConfig): NetworkSizes => networkOf(network).sizes(network);

interface Batch {
  readonly packed: PackedBatch;
  readonly moments: PackedMoments;
}

async function nextBatch(
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

const libraryOf = ({ library }: TrainingSource): Library => ({
  audio: library.audio,
  text: library.text,
  tag: library.tags,
});

const stepOptions = (config: RunConfig, settings: StageConfig, librarySize: number) => ({
  config: config.network,
  batch: settings.batch,
  shape: config.shape,
  librarySize,
  threads: config.threads,
  device: config.device,
  dropout: config.dropout,
});

/** Pre-training: moments' mean frames against effects; the encoder and the effects' side alone. */
export async function msmStage(config: RunConfig, source: TrainingSource): Promise<Stage> {
  const settings = config.msm;
  const size = source.library.ids.length;
  const library = libraryOf(source);
  const msm = await MsmStep.create({ ...stepOptions(config, settings, size), weights: config.msmLoss });
  return {
    name: 'pre-training',
    settings,
    async run(step, parameters, random) {
      const { packed, moments } = await nextBatch(source, config, settings, step, random);
      const candidates: Candidates =
        config.negatives.mode === 'library'
          ? 'library'
          : uniformCandidates(
              moments.moment_sfx_index,
              countBackground(moments, packed.frame_num),
              size,
              config.negatives.count,
              random,
            );
      const { terms, gradients } = await msm.run(
        parameters,
        packed,
        library,
        { moments, candidates },
        random.bits(),
      );
      return { loss: terms.total, accuracy: terms.foreTop1, overlap: NaN, gradients };
    },
    [Symbol.asyncDispose]: () => msm.release(),
  };
}

/** Which query answers for which moment, for each decoder layer and each video of a batch. */
function assignBatch(forward: Forward, moments: PackedMoments, config: RunConfig): Assignment[][] {
  const { decoder_layer_num: layers, query_num: queries, hidden_dim: d } = sizesOf(config);
  const videos = moments.moment_num.length;
  const positives = new Float32Array(moments.moment_sfx_index.length * d);
  for (const [m, row] of moments.moment_sfx_index.entries())
    positives.set(forward.sfxEmb.subarray(row * d, (row + 1) * d), m * d);
  return Array.from({ length: layers }, (_, layer) => {
    let before = 0;
    return Array.from({ length: videos }, (_, video) => {
      const own = moments.moment_num[video]!;
      const from = (layer * videos + video) * queries;
      const pairs = matchQueries(
        {
          queryEmb: forward.momentEmb.subarray(from * d, (from + queries) * d),
          queryBox: forward.momentBox.subarray(from * 2, (from + queries) * 2),
          positiveEmb: positives.subarray(before * d, (before + own) * d),
          momentBox: moments.moment_bbox_gt.subarray(2 * before, 2 * (before + own)),
          queries,
          moments: own,
        },
        config.matching,
      );
      before += own;
      return pairs;
    });
  });
}

function endToEndCandidates(
  config: RunConfig,
  source: TrainingSource,
  step: number,
  moments: PackedMoments,
  forward: Forward,
  random: Random,
): Candidates {
  const { mode, count, tagAwareFrom } = config.negatives;
  if (mode === 'library') return 'library';
  const back = moments.back_num.reduce((sum, own) => sum + own, 0);
  const { tags } = source.library;
  const tagAware =
    mode === 'tag-aware' ||
    (mode === 'uniform-then-tag-aware' && step >= tagAwareFrom * config.endToEnd.steps);
  if (!tagAware) return uniformCandidates(moments.moment_sfx_index, back, tags.length, count, random);
  if (forward.videoEmb.length === 0)
    throw new DataError(
      'no-tag-aware-negatives',
      `Networks of type "${config.network.type}" do not tell what tag-aware negatives are drawn by`,
      'Choose uniform negatives, or the whole library',
    );
  const features = {
    videoEmb: forward.videoEmb,
    videos: moments.moment_num.length,
    sfxEmb: forward.sfxEmb,
    d: sizesOf(config).hidden_dim,
  };
  return tagAwareCandidates(moments, features, tags, back, count, random);
}

/** End-to-end training: Hungarian matching, deep supervision over the decoder layers. */
export async function endToEndStage(config: RunConfig, source: TrainingSource): Promise<Stage> {
  const settings = config.endToEnd;
  const library = libraryOf(source);
  const both = await EndToEndStep.create({
    ...stepOptions(config, settings, source.library.ids.length),
    weights: config.loss,
  });
  return {
    name: 'end to end',
    settings,
    async run(step, parameters, random) {
      const { packed, moments } = await nextBatch(source, config, settings, step, random);
      const forward = await both.forward(parameters, packed, library, random.bits());
      if (!forward.momentBox.every(Number.isFinite)) throw new TrainingDivergedError('end to end', step);
      const candidates = endToEndCandidates(config, source, step, moments, forward, random);
      const assignment = assignBatch(forward, moments, config);
      const { terms, gradients } = await both.backward({ moments, candidates, assignment });
      return {
        loss: terms.total,
        accuracy: terms.foreTop1.at(-1) ?? NaN,
        overlap: moments.moment_sfx_index.length === 0 ? NaN : 1 - (terms.giou.at(-1) ?? NaN),
        gradients,
      };
    },
    [Symbol.asyncDispose]: () => both.release(),
  };
}
