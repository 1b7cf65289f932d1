/** The two stages of training, each as "run one step": what differs between them and nothing else. */
import { networkOf } from '../networks/registry.ts';
import { countBackground, tagAwareCandidates, uniformCandidates } from './candidates.ts';
import type { RunConfig, StageConfig } from './config.ts';
import { DataError, TrainingDivergedError } from './data-error.ts';
import type { Assignment } from './hungarian.ts';
import { matchQueries } from './matching.ts';
import { detectionStage } from './detection-stage.ts';
import type { PackedMoments } from './moment-targets.ts';
import type { Random } from './random.ts';
import type { TrainingSource } from './source.ts';
import { nextBatch, sizesOf, type Stage } from './stage.ts';
import { EndToEndStep, type Forward } from './steps/end-to-end-step.ts';
import { MsmStep } from './steps/msm-step.ts';
import type { Candidates, Library } from './steps/types.ts';

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
    classified: 'effect',
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

/** End-to-end training, as the network's kind asks for it. */
export function endToEndStage(config: RunConfig, source: TrainingSource): Promise<Stage> {
  const network = networkOf(config.network);
  return network.kind === 'joint' ? jointStage(config, source) : detectionStage(network, config, source);
}

/** Hungarian matching, deep supervision over the decoder layers. */
async function jointStage(config: RunConfig, source: TrainingSource): Promise<Stage> {
  const settings = config.endToEnd;
  const library = libraryOf(source);
  const both = await EndToEndStep.create({
    ...stepOptions(config, settings, source.library.ids.length),
    weights: config.loss,
  });
  return {
    name: 'end to end',
    settings,
    classified: 'effect',
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
