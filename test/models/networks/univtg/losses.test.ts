import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { frameFeeds } from '../../../../models/networks/retrieval/frame-targets.ts';
import { frameLabels, ratedSalience, windowSalience } from '../../../../models/networks/univtg/labels.ts';
import { univtgLosses } from '../../../../models/networks/univtg/losses.ts';
import { labelFeeds, targetsOf } from '../../../../models/networks/univtg/targets.ts';
import { Random } from '../../../../models/training/random.ts';
import {
  annotationSchema,
  checkBaselineGradients,
  lossClose,
  stepOnce,
  sumOf,
} from '../../../support/baseline-training.ts';
import {
  baselineCases,
  baselineJson,
  firstOfPool,
  loadBaseline,
  type BaselineCase,
} from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';
import { onStored, UNIVTG } from '../../../support/univtg.ts';

const LIMIT = 1e-6;
const numbers = z.record(z.string(), z.number());
const facts = z
  .looseObject({
    clip_len: z.number(),
    argparse_weights: numbers,
    qvhighlights_script_weights: numbers,
    variants: z.record(
      z.string(),
      z.object({
        metas: z.array(annotationSchema),
        losses: numbers,
        totals: z.record(z.string(), z.object({ total: z.number(), total_grad_norm: z.number() })),
      }),
    ),
  })
  .parse(baselineJson(UNIVTG, 'train.json'));

const variants = baselineCases(UNIVTG).filter((name) => name.startsWith('train'));
assert.ok(variants.length > 0, 'there are training steps');

for (const name of variants)
  test(`${name}: labels, losses and the gradient of every parameter are those of the authors`, async () => {
    const { metas, losses, totals } = facts.variants[name]!;
    const own = await loadBaseline(UNIVTG, name, 'train');
    const { expected } = own;
    const { answers, scope, frames, lengths } = onStored(own, 'seen');

    const labels = metas.map(({ relevant_windows }, video) =>
      frameLabels(relevant_windows, { length: lengths[video]!, clipSeconds: facts.clip_len }),
    );
    const videos = metas.map(({ relevant_clip_ids: relevant, saliency_scores: scores }, video) => {
      const length = lengths[video]!;
      const salience =
        relevant && scores
          ? ratedSalience({ relevant, scores, length }, firstOfPool)
          : windowSalience(labels[video]!.inside, firstOfPool);
      return { ...salience, length };
    });
    const padded = (of: (video: number) => readonly number[], size = 1): number[] =>
      lengths.flatMap((length, video) => [
        ...of(video),
        ...new Array<number>((frames - length) * size).fill(0),
      ]);
    const stored = (key: string): Float32Array => expected.floats(key);
    closeTo(
      padded((video) => labels[video]!.timestamps.flatMap((time) => [time, time]), 2),
      stored('timestamp'),
      LIMIT,
      'timestamps',
    );
    closeTo(
      padded((video) => labels[video]!.inside.map(Number)),
      stored('timestamp_window'),
      0,
      'frames inside a moment',
    );
    closeTo(
      padded((video) => labels[video]!.spans.flat(), 2),
      stored('span_labels_nn'),
      LIMIT,
      'spans',
    );
    closeTo(
      padded((video) => [...videos[video]!.saliency]),
      stored('saliency_scores'),
      LIMIT,
      'saliency',
    );
    assert.equal(
      videos.map(({ chosen }) => chosen),
      [...expected.ints('saliency_pos_labels')],
      'the chosen frames',
    );

    const graph = univtgLosses(answers);
    const feeds = { ...labelFeeds(labels, frames), ...frameFeeds(videos, frames, 'left out') };
    for (const [weighting, { total, total_grad_norm }] of Object.entries(totals)) {
      const weights = facts[`${weighting}_weights`] as Record<string, number>;
      const again = (of: BaselineCase) => stepOnce(of, scope.used, graph, () => feeds, weights);
      const result = await again(own);
      for (const [loss, value] of Object.entries(losses)) lossClose(sumOf(result.losses[loss]!), value, loss);
      lossClose(result.total, total, `total, ${weighting}`);
      const [inside, logits] = [stored('timestamp_window'), stored('out.pred_logits')];
      const covered = [...inside.keys()].filter((frame) => inside[frame] === 1);
      const { accuracy, overlap } = result.measures!;
      const right = covered.filter((frame) => logits[frame]! > 0.5).length;
      closeTo([accuracy, overlap], [right / covered.length, 1 - losses['loss_g']!], 1e-5, 'measures');
      const suffix = weighting === 'argparse' ? '' : `_${weighting}`;
      const file = `${name}.grads${suffix}.safetensors`;
      await checkBaselineGradients(UNIVTG, file, { own, result, again, norm: total_grad_norm });
    }
  });

test('losses have the weights of the authors’ script where a run does not say', async () => {
  const own = await loadBaseline(UNIVTG, 'train');
  const { losses } = univtgLosses(onStored(own, 'hidden').answers);
  assert.equal(
    Object.fromEntries(Object.entries(losses).map(([loss, { weight }]) => [loss, weight])),
    facts.qvhighlights_script_weights,
  );
});

test('videos without moments ask for no spans and choose no frame', () => {
  const truth = {
    frames: 4,
    frameNum: [4, 2],
    moments: [[], [{ box: [0.9, 0.05] as const, start: 1, end: 1 }]],
  };
  const { feeds } = targetsOf(truth, new Random(1));
  const row = (name: string) => [...(feeds[name] as Float32Array)];
  assert.equal(row('span_weight'), [0, 0, 0, 0, 0, 1, 0, 0], 'a moment has a frame at least');
  assert.equal(row('frame_weight'), [0, 1]);
  closeTo(
    row('inside_weight'),
    [0.1, 0.1, 0.1, 0.1, 0.1, 1, 0, 0].map((x) => x / 6),
    1e-6,
    'weights',
  );
  const none = targetsOf({ ...truth, moments: [[], []] }, new Random(1)).feeds;
  for (const [name, values] of Object.entries(none))
    assert.ok([...(values as Float32Array)].every(Number.isFinite), name);
});

test.run();
