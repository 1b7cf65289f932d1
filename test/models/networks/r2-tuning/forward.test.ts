import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sigmoid } from '../../../../models/graph/ops/elementwise.ts';
import { r2TuningInputs } from '../../../../models/networks/r2-tuning/inputs.ts';
import { initialParameters, parameterShapes } from '../../../../models/networks/r2-tuning/parameters.ts';
import { pointsOf } from '../../../../models/networks/r2-tuning/points.ts';
import { r2TuningSchema } from '../../../../models/networks/r2-tuning/config.ts';
import { answer, saliency } from '../../../../models/networks/r2-tuning/forward.ts';
import { bestBoundaries } from '../../../../models/networks/r2-tuning/found.ts';
import type { Padding } from '../../../../models/networks/retrieval/padding.ts';
import { checkShapes } from '../../../../models/networks/weights.ts';
import {
  baselineCases,
  baselineJson,
  checkOutputs,
  loadBaseline,
  runOnce,
  scopeOf,
} from '../../../support/baselines.ts';
import { Random } from '../../../../models/training/random.ts';
import { closeTo, relativeDistance } from '../../../support/parity.ts';
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
      const { config, answers, saliency: salience, feeds, frames } = onStored(own, padding);
      checkShapes(parameterShapes(config), own.weights);
      const steps = answers.steps.map(({ frames: whole }, at) => [`step.${at}`, whole] as const);
      const found = await runOnce(
        {
          out_class: sigmoid(answers.logits),
          out_coord: answers.distances,
          query_pooled: answers.text,
          saliency: salience,
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

/** The stored batch with padding is too large for the copy beside the tests. */
test('each video of a batch is answered as if it were alone, wherever padding may show', async () => {
  const config = r2TuningSchema.parse({
    ...{ video_dim: 5, query_dim: 4, layers_k: 2, dims: 8, heads: 2, ffn_ratio: 2, strides: [1, 2, 4] },
  });
  const random = new Random(2);
  const patches = 2;
  const [lengths, words] = [
    [7, 4, 2],
    [2, 3, 1],
  ];
  const weights = initialParameters(config, 4);
  for (const values of weights.values()) for (const at of values.keys()) values[at]! += random.normal() / 4;
  const normal = (length: number) => Float32Array.from({ length }, () => random.normal());
  const videos = lengths.map((length) => normal(length * 2 * patches * 5));
  const queries = words.map((length) => normal(length * 2 * 4));
  const run = async (of: readonly number[], frames: number, tokens: number, padding: Padding) => {
    const scope = scopeOf(config, parameterShapes(config));
    const shape = { batch: of.length, frames, tokens, patches };
    const answers = answer(scope, r2TuningInputs(config, shape), padding);
    const padded = (rows: readonly Float32Array[], size: number): Float32Array => {
      const all = new Float32Array(of.length * size);
      for (const [at, row] of of.entries()) all.set(rows[row]!, at * size);
      return all;
    };
    const mask = (real: readonly number[], size: number): Float32Array =>
      Float32Array.from(
        of.flatMap((row) => Array.from({ length: size }, (_, at) => Number(at < real[row]!))),
      );
    const found = await runOnce(
      { logits: answers.logits, distances: answers.distances, saliency: saliency(answers) },
      weights,
      new Map([
        ['video', padded(videos, frames * 2 * patches * 5)],
        ['query', padded(queries, tokens * 2 * 4)],
        ['video_mask', mask(lengths, frames)],
        ['query_mask', mask(words, tokens)],
      ]),
    );
    const points = pointsOf(config.strides, frames);
    return of.map((row, at) => {
      const real = points.flatMap(({ position, stride }, point) =>
        position + stride <= lengths[row]! ? [at * points.length + point] : [],
      );
      return [
        ...real.map((point) => found['logits']![point]!),
        ...real.flatMap((point) => [...found['distances']!.slice(2 * point, 2 * point + 2)]),
        ...found['saliency']!.slice(at * frames, at * frames + lengths[row]!),
      ];
    });
  };
  const together = await run([0, 1, 2], 7, 3, 'hidden');
  const seen = await run([0, 1, 2], 7, 3, 'seen');
  for (const row of lengths.keys()) {
    const [alone] = await run([row], lengths[row]!, words[row]!, 'hidden');
    closeTo(together[row]!, alone!, 1e-5, `video ${row}`);
    const [plain] = await run([row], lengths[row]!, words[row]!, 'seen');
    closeTo(plain!, alone!, 1e-5, `video ${row} without padding`);
    assert.ok(relativeDistance(seen[row]!, alone!) > 1e-3, `video ${row}: padding that is seen shows`);
  }
});

test('there are videos with several levels among the cases', async () => {
  const all = await Promise.all(ALONE.map((name) => loadBaseline(R2_TUNING, name)));
  assert.ok(all.some((own) => onStored(own, 'seen').answers.levels.length > 1));
});

test.run();
