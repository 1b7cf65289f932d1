/** End-to-end training of networks that find moments only: whatever they say is compared with the moments by their own losses. */
import type { Values } from '../graph/compile.ts';
import { videoInputs } from '../networks/inputs.ts';
import type { DetectionTruth, TwoPartNetwork } from '../networks/network.ts';
import { parameterScope } from '../networks/registry.ts';
import { clipGradients } from './adamw.ts';
import type { RunConfig } from './config.ts';
import { TrainingDivergedError } from './data-error.ts';
import type { TrainingSource } from './source.ts';
import { nextBatch, type Batch, type Stage } from './stage.ts';
import { DetectionStep } from './steps/detection-step.ts';
import { Dropout } from './steps/dropout.ts';
import { batchFeeds } from './steps/feeds.ts';

/** The truth of a batch, from its packed moments. */
function truthOf({ packed, moments }: Batch): DetectionTruth {
  let at = 0;
  return {
    frames: packed.shape.frames,
    frameNum: packed.frame_num,
    moments: Array.from(moments.moment_num, (count) =>
      Array.from({ length: count }, () => {
        const moment = {
          box: [moments.moment_bbox_gt[2 * at]!, moments.moment_bbox_gt[2 * at + 1]!] as const,
          start: moments.moment_start_frame[at]!,
          end: moments.moment_end_frame[at]!,
        };
        at += 1;
        return moment;
      }),
    ),
  };
}

/** The stage that trains the part of a network that finds moments. */
export async function detectionStage(
  network: TwoPartNetwork,
  config: RunConfig,
  source: TrainingSource,
): Promise<Stage> {
  const settings = config.endToEnd;
  const { threads, device, loss: weights } = config;
  const dropout = new Dropout(config.dropout, settings.batch);
  const scope = parameterScope(config.network, dropout.drop);
  const inputs = videoInputs({ config: network.sizes(config.network) }, settings.batch, config.shape);
  const losses = network.losses(scope, inputs);
  const detection = await DetectionStep.create({ used: scope.used, losses, threads, device, weights });
  return {
    name: 'end to end',
    settings,
    classified: 'moment',
    async run(step, parameters, random) {
      const batch = await nextBatch(source, config, settings, step, random);
      const own = { ...batchFeeds(batch.packed), ...dropout.masks(random.bits()) };
      const answers = await detection.answers(
        new Map<string, Values>([...parameters, ...Object.entries(own)]),
      );
      for (const values of Object.values(answers))
        if (!values.every(Number.isFinite)) throw new TrainingDivergedError('end to end', step);
      const targets = losses.targets(truthOf(batch), answers, random);
      const { total, gradients, measures = targets } = await detection.backward(targets.feeds);
      clipGradients(gradients, losses.maxGradient);
      const { accuracy = Number.NaN, overlap = Number.NaN } = measures;
      return { loss: total, accuracy, overlap, gradients };
    },
    [Symbol.asyncDispose]: () => detection[Symbol.asyncDispose](),
  };
}
