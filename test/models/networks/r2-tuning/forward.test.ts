import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sigmoid } from '../../../../models/graph/ops/elementwise.ts';
import { parameterShapes } from '../../../../models/networks/r2-tuning/parameters.ts';
import { pointsOf } from '../../../../models/networks/r2-tuning/points.ts';
import { bestBoundaries } from '../../../../models/networks/r2-tuning/found.ts';
import { checkShapes } from '../../../../models/networks/weights.ts';
import {
  baselineCases,
  baselineJson,
  checkOutputs,
  loadBaseline,
  runOnce,
} from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';
import { lengthsOf, onStored, R2_TUNING } from '../../../support/r2-tuning.ts';

const LIMIT = 1e-4;
/** Distances are exponentials, some of them large. */
const DISTANCE_LIMIT = 1e-3;
const isTraining = (name: string): boolean => name.startsWith('train');
const ALONE = baselineCases(R2_TUNING).filter((name) => !isTraining(name));

for (const name of ALONE)
  test(`${name}: answers as the authors' code, with and without regard to padding`, async () => {
    const own = await loadBaseline(R2_TUNING, name);
    const { fps } = baselineJson(R2_TUNING, `${name}.json`) as { fps: number };
    for (const padding of ['seen', 'hidden'] as const) {
      const { config, answers, saliency, feeds, frames } = onStored(own, padding);
      checkShapes(parameterShapes(config), own.weights);
      const steps = answers.steps.map(({ frames: whole }, at) => [`step.${at}`, whole] as const);
      const found = await runOnce(
        {
          out_class: sigmoid(answers.logits),
          out_coord: answers.distances,
          query_pooled: answers.text,
          saliency,
          ...Object.fromEntries(steps),
        },
        own.weights,
        feeds,
      );
      const { out_class, out_coord, query_pooled } = found;
      const { saliency: salient } = found;
      checkOutputs({ out_class, query_pooled, saliency: salient } as typeof found, own.expected, LIMIT, name);
      checkOutputs({ out_coord } as typeof found, own.expected, DISTANCE_LIMIT, name);
      if (own.expected.has('trace.video_map.0'))
        for (const [at] of answers.steps.entries()) {
          const layer = answers.steps.length - 1 - at;
          const stored = own.expected.floats(`trace.video_map.${layer}`);
          const [, patches = 0, width = 0] = own.expected.shape(`trace.video_map.${layer}`);
          const whole = stored.filter((_, index) => index % (patches * width) < width);
          closeTo(found[`step.${at}`]!, whole, LIMIT, `${name}: layer ${layer}`);
        }
      const ranked = bestBoundaries(
        { points: pointsOf(config.strides, frames), scores: out_class!, distances: out_coord! },
        { fps, most: config.max_num_moment },
      );
      closeTo(ranked.flat(), own.expected.floats('boundary'), DISTANCE_LIMIT, `${name}: boundary`);
    }
  });

for (const name of baselineCases(R2_TUNING).filter((each) => isTraining(each)))
  test(`${name}: in a batch as the authors' code, or as if each video were alone`, async () => {
    const own = await loadBaseline(R2_TUNING, name, 'train');
    const { expected, weights } = own;
    const { answers, feeds } = onStored(own, 'seen');
    const found = await runOnce(
      {
        'out.class_logit': answers.logits,
        'out.video_emb': answers.frames,
        'out.query_emb': answers.text,
        ...Object.fromEntries(
          answers.steps.flatMap(({ frames, text }, at) => [
            [`out.coll_v.${at}`, frames],
            [`out.coll_q.${at}`, text],
          ]),
        ),
      },
      weights,
      feeds,
    );
    checkOutputs(found, expected, LIMIT, name);
    checkOutputs(
      await runOnce({ 'out.coord': answers.distances }, weights, feeds),
      expected,
      DISTANCE_LIMIT,
      name,
    );
    if (!expected.has('solo.0.out_class')) return;
    const apart = onStored(own, 'hidden');
    const alone = await runOnce(
      { scores: sigmoid(apart.answers.logits), distances: apart.answers.distances, saliency: apart.saliency },
      weights,
      apart.feeds,
    );
    const points = pointsOf(apart.config.strides, apart.frames);
    for (const [sample, length] of lengthsOf(apart).entries()) {
      const real = points.flatMap(({ position, stride }, at) => (position + stride <= length ? [at] : []));
      const of = (values: Float32Array, size: number): number[] =>
        real.flatMap((at) => [
          ...values.slice((sample * points.length + at) * size, (sample * points.length + at + 1) * size),
        ]);
      const what = (output: string) => `solo.${sample}.${output}`;
      closeTo(of(alone['scores']!, 1), expected.floats(what('out_class')), LIMIT, what('out_class'));
      closeTo(
        of(alone['distances']!, 2),
        expected.floats(what('out_coord')),
        DISTANCE_LIMIT,
        what('out_coord'),
      );
      const from = sample * apart.frames;
      const salient = alone['saliency']!.slice(from, from + length);
      closeTo(salient, expected.floats(what('saliency')), LIMIT, what('saliency'));
    }
  });

test('there are videos with several levels among the cases', async () => {
  const all = await Promise.all(ALONE.map((name) => loadBaseline(R2_TUNING, name)));
  assert.ok(all.some((own) => onStored(own, 'seen').answers.levels.length > 1));
});

test.run();
