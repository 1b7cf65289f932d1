import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { boundariesOf } from '../../../../models/networks/retrieval/boundaries.ts';
import { ratedSaliency, windowSaliency } from '../../../../models/networks/r2-tuning/labels.ts';
import { r2TuningLosses } from '../../../../models/networks/r2-tuning/losses.ts';
import { pointsOf } from '../../../../models/networks/r2-tuning/points.ts';
import { pointFeeds, targetsOf } from '../../../../models/networks/r2-tuning/targets.ts';
import { frameFeeds } from '../../../../models/networks/retrieval/frame-targets.ts';
import type { Seconds } from '../../../../models/networks/retrieval/labels.ts';
import { Random } from '../../../../models/training/random.ts';
import {
  annotationSchema,
  checkBaselineGradients,
  lossClose,
  stepOnce,
  sumOf,
} from '../../../support/baseline-training.ts';
import { baselineCases, baselineJson, loadBaseline, type BaselineCase } from '../../../support/baselines.ts';
import { closeTo, type Stored } from '../../../support/parity.ts';
import { lengthsOf, onStored, R2_TUNING } from '../../../support/r2-tuning.ts';

const LIMIT = 1e-5;
const numbers = z.record(z.string(), z.number());
const trainSchema = z.object({
  fps: z.number(),
  loss_weights: numbers,
  variants: z.record(
    z.string(),
    z.object({
      metas: z.array(annotationSchema),
      losses: numbers,
      total: z.number(),
      total_grad_norm: z.number(),
    }),
  ),
});

const storedWindows = (expected: Stored): Seconds[][] => {
  const [, most = 0] = expected.shape('boundary');
  const values = expected.floats('boundary');
  return Array.from(expected.ints('boundary_count'), (count, video) =>
    Array.from({ length: count }, (_, at): Seconds => {
      const from = 2 * (video * most + at);
      return [values[from]!, values[from + 1]!];
    }),
  );
};

for (const name of baselineCases(R2_TUNING).filter((each) => each.startsWith('train')))
  test(`${name}: targets, losses and the gradient of every parameter are those of the authors`, async () => {
    const facts = trainSchema.parse(baselineJson(R2_TUNING, 'train.json'));
    const { metas, losses, total, total_grad_norm } = facts.variants[name]!;
    const own = await loadBaseline(R2_TUNING, name, 'train');
    const { expected } = own;
    const onBatch = onStored(own, 'seen');
    const { config, answers, frames } = onBatch;
    const lengths = lengthsOf(onBatch);

    const boundaries = storedWindows(expected);
    const saliencies = metas.map(({ relevant_windows, relevant_clip_ids, saliency_scores }, video) => {
      const size = { frames: lengths[video]!, fps: facts.fps };
      const made = boundariesOf(relevant_windows, size);
      closeTo(made.flat(), boundaries[video]!.flat(), LIMIT, `boundaries of video ${video}`);
      return relevant_clip_ids && saliency_scores
        ? ratedSaliency({ relevant: relevant_clip_ids, scores: saliency_scores }, lengths[video]!)
        : windowSaliency(made, size);
    });
    const storedSaliency = expected.floats('saliency');
    const videos = saliencies.map((saliency, video) => {
      const row = storedSaliency.slice(video * frames, video * frames + saliency.length);
      closeTo(saliency, row, LIMIT, `saliency of video ${video}`);
      const chosen = expected.ints('pos_clip')[video]!;
      assert.ok(saliency[chosen]! > 0, 'the chosen frame is salient');
      return { saliency, length: lengths[video]!, chosen };
    });

    const points = pointsOf(config.strides, frames);
    closeTo(
      points.map(({ position }) => position),
      expected.floats('out.point_position'),
      0,
      'positions',
    );
    closeTo(
      points.map(({ stride }) => stride),
      expected.floats('out.point_stride'),
      0,
      'strides',
    );
    // The authors count a point as real as soon as one of its frames is.
    const real = lengths.map((length) => points.map(({ position }) => position < length));
    closeTo(real.flat().map(Number), expected.ints('out.pyramid_mask'), 0, 'which points are real');
    const windows = boundaries.map((video) =>
      video.map(([start, end]): Seconds => [start * facts.fps, end * facts.fps]),
    );
    const feeds = {
      ...pointFeeds(
        points,
        windows.map((video, at) => ({ windows: video, real: real[at]! })),
      ),
      ...frameFeeds(videos, frames, 'kept'),
    };
    closeTo(feeds.point_target, expected.floats('cls_target'), 0, 'points with a moment');
    const answering = [...feeds.point_target.keys()].filter((at) => feeds.point_target[at] === 1);
    assert.ok(answering.length > 0);
    const distances = (values: Float32Array) =>
      answering.flatMap((at) => [...values.slice(2 * at, 2 * at + 2)]);
    closeTo(
      distances(feeds.distance_target),
      distances(expected.floats('reg_target')),
      LIMIT,
      'distances of points with a moment',
    );

    const graph = r2TuningLosses(answers, config.strides);
    const withMasks = { ...own, inputs: { data: () => onBatch.feeds } as unknown as Stored };
    const again = (of: BaselineCase) =>
      stepOnce(of, onBatch.scope.used, graph, () => feeds, facts.loss_weights);
    const result = await again(withMasks);
    for (const [loss, value] of Object.entries(losses))
      lossClose(sumOf(result.losses[loss]!) * graph.losses[loss]!.weight, value, loss);
    lossClose(result.total, total, 'total');
    assert.equal(
      Object.fromEntries(Object.entries(graph.losses).map(([loss, { weight }]) => [loss, weight])),
      facts.loss_weights,
    );
    await checkBaselineGradients(R2_TUNING, `${name}.grads.safetensors`, {
      ...{ own: withMasks, result, again },
      norm: total_grad_norm,
    });
  });

test('a batch without any moment asks for no distances and chooses no frame', () => {
  const { feeds } = targetsOf({ frames: 4, frameNum: [4, 2], moments: [[], []] }, [1, 2], new Random(1));
  const sum = (name: string) => sumOf(feeds[name] as Float32Array);
  assert.is(sum('distance_weight'), 0);
  assert.is(sum('frame_weight'), 0);
  closeTo([sum('point_weight')], [1], 1e-6, 'all points say that nothing is there');
});

test.run();
