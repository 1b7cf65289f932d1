/** The two stages of training, each as "run one step": what differs between them and nothing else. */
import { dm } from '../networks/dm/index.ts';
import { BUNDLED_TYPES, networkOf } from '../networks/registry.ts';
import { countBackground, similarCandidates, uniformCandidates } from './candidates.ts';
import type { RunConfig, StageConfig } from './config.ts';
import { DataError, TrainingDivergedError } from './data-error.ts';
import type { Assignment } from './hungarian.ts';
import { matchQueries } from './matching.ts';
import { detectionStage } from './detection-stage.ts';
import type { PackedMoments } from './moment-targets.ts';
import type { Random } from './random.ts';
import type { TrainingSource } from './source.ts';
import { sentenceTargets, tagTargets, type PretrainingTask } from './pretraining-task.ts';
import { nextBatch, sizesOf, type Batch, type Stage } from './stage.ts';
import { EndToEndStep, type Forward } from './steps/end-to-end-step.ts';
import { MsmStep } from './steps/msm-step.ts';
import { ShardedEndToEndStep, ShardedMsmStep } from './steps/sharded-steps.ts';
import type { Candidates, Library, MsmTargets, Parameters } from './steps/types.ts';
import type { SimilarityDraw } from './tag-aware-negatives.ts';

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

/** Pre-training by the run's task: moments' mean frames against effects, say; the encoder and the effects' side alone. */
export async function msmStage(config: RunConfig, source: TrainingSource): Promise<Stage> {
  const settings = config.msm;
  const size = source.library.ids.length;
  const library = libraryOf(source);
  const { pretraining: task } = config;
  const kind = task === 'msm' && sharesWindows(config) ? ShardedMsmStep : MsmStep;
  const msm = await kind.create({ ...stepOptions(config, settings, size), task, weights: config.msmLoss });
  return {
    name: 'pre-training',
    settings,
    classified: 'effect',
    async run(step, parameters, random) {
      const batch = await nextBatch(source, config, settings, step, random);
      const targets = pretrainingTargets(batch, config, source, random);
      const { terms, gradients } = await msm.run(parameters, batch.packed, library, targets, random.bits());
      return { loss: terms.total, accuracy: terms.foreTop1, overlap: NaN, gradients };
    },
    [Symbol.asyncDispose]: () => msm.release(),
  };
}

/** What the pre-training task, or `task`, makes of a batch. */
function pretrainingTargets(
  { packed, moments }: Batch,
  { negatives, pretraining }: RunConfig,
  { library }: TrainingSource,
  random: Random,
  task: PretrainingTask = pretraining,
): MsmTargets {
  if (task === 'sfx-tp') return tagTargets(moments, library.tags);
  if (task === 'ssp') return sentenceTargets(packed);
  const { mode, count } = negatives;
  if (mode === 'library') return { moments, candidates: 'library' };
  const background = countBackground(moments, packed.frame_num);
  const drawn = uniformCandidates(moments.moment_sfx_index, background, library.ids.length, count, random);
  return { moments, candidates: drawn };
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
  const { tags, drawTags = tags } = source.library;
  const how = drawAt(mode, step >= tagAwareFrom * config.endToEnd.steps);
  if (how === undefined) return uniformCandidates(moments.moment_sfx_index, back, tags.length, count, random);
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
  return similarCandidates(moments, features, drawTags, back, count, random, how);
}

/** How negatives are drawn by their similarity; undefined for uniform draws. `late`: the run has come to where that may begin. */
function drawAt(
  mode: Exclude<RunConfig['negatives']['mode'], 'library'>,
  late: boolean,
): SimilarityDraw | undefined {
  if (mode === 'uniform') return undefined;
  if (mode === 'uniform-then-tag-aware') return late ? 'tag-aware' : undefined;
  return mode;
}

/** End-to-end training, as the network's kind asks for it. */
export function endToEndStage(config: RunConfig, source: TrainingSource): Promise<Stage> {
  const network = networkOf(config.network);
  return network.kind === 'joint' ? jointStage(config, source) : detectionStage(network, config, source);
}

/**
 * Whether threads share a step by its windows: they wait for each other twice then, where they would hundreds of times inside
 * operations, and the full-size network trains a sixth faster on two (bench/training-speed.ts, with and without `--sharded`). Other
 * threads know the bundled networks only.
 */
function sharesWindows({ threads, device, network, auxiliaryMsm }: RunConfig): boolean {
  const isBundled = BUNDLED_TYPES.includes(network.type ?? dm.type);
  return threads > 1 && device === 'cpu' && isBundled && auxiliaryMsm === 0;
}

/** Hungarian matching, deep supervision over the decoder layers. */
async function jointStage(config: RunConfig, source: TrainingSource): Promise<Stage> {
  const settings = config.endToEnd;
  const library = libraryOf(source);
  const options = stepOptions(config, settings, source.library.ids.length);
  const kind = sharesWindows(config) ? ShardedEndToEndStep : EndToEndStep;
  const both = await kind.create({ ...options, weights: config.loss });
  const msm =
    config.auxiliaryMsm > 0 ? await MsmStep.create({ ...options, weights: config.msmLoss }) : undefined;
  return {
    name: 'end to end',
    settings,
    classified: 'effect',
    async run(step, parameters, random) {
      const batch = await nextBatch(source, config, settings, step, random);
      const { packed, moments } = batch;
      const forward = await both.forward(parameters, packed, library, random.bits());
      if (!forward.momentBox.every(Number.isFinite)) throw new TrainingDivergedError('end to end', step);
      const candidates = endToEndCandidates(config, source, step, moments, forward, random);
      const assignment = assignBatch(forward, moments, config);
      const { terms, gradients } = await both.backward({ moments, candidates, assignment });
      let loss = terms.total;
      if (msm !== undefined) {
        const targets = pretrainingTargets(batch, config, source, random, 'msm');
        const beside = await msm.run(parameters, packed, library, targets, random.bits());
        addGradients(gradients, beside.gradients, config.auxiliaryMsm);
        loss += config.auxiliaryMsm * beside.terms.total;
      }
      return {
        loss,
        accuracy: terms.foreTop1.at(-1) ?? NaN,
        overlap: moments.moment_sfx_index.length === 0 ? NaN : 1 - (terms.giou.at(-1) ?? NaN),
        gradients,
      };
    },
    async [Symbol.asyncDispose]() {
      await both.release();
      await msm?.release();
    },
  };
}

/** Adds `weight` times the gradients of another loss, in place. */
function addGradients(gradients: Parameters, others: Parameters, weight: number): void {
  for (const [name, other] of others) {
    const own = gradients.get(name);
    if (own === undefined)
      gradients.set(
        name,
        other.map((value) => weight * value),
      );
    else for (let at = 0; at < own.length; at++) own[at]! += weight * other[at]!;
  }
}
