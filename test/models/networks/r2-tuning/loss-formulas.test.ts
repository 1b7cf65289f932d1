/** The losses once more, in plain loops: the stored training step is too large for the copy beside the tests. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { r2TuningSchema } from '../../../../models/networks/r2-tuning/config.ts';
import { answer } from '../../../../models/networks/r2-tuning/forward.ts';
import { r2TuningInputs } from '../../../../models/networks/r2-tuning/inputs.ts';
import { r2TuningLosses } from '../../../../models/networks/r2-tuning/losses.ts';
import { initialParameters, parameterShapes } from '../../../../models/networks/r2-tuning/parameters.ts';
import { pointsOf } from '../../../../models/networks/r2-tuning/points.ts';
import { Random } from '../../../../models/training/random.ts';
import { lossClose, stepOnce, sumOf, type Feeds } from '../../../support/baseline-training.ts';
import { runOnce, scopeOf, type BaselineCase } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';

test('losses are what their formulas say, with padding and a video without moments', async () => {
  const config = r2TuningSchema.parse({
    ...{ video_dim: 5, query_dim: 4, layers_k: 2, dims: 8, heads: 2, ffn_ratio: 2, strides: [1, 2, 4] },
  });
  const shape = { batch: 3, frames: 6, patches: 2, tokens: 3 };
  const lengths = [6, 5, 3];
  const random = new Random(5);
  const scope = scopeOf(config, parameterShapes(config));
  const answers = answer(scope, r2TuningInputs(config, shape), 'hidden');
  const losses = r2TuningLosses(answers, config.strides);
  const truth = {
    frames: shape.frames,
    frameNum: lengths,
    moments: [
      [
        { box: [0.25, 0.5] as const, start: 0, end: 2 },
        { box: [0.8, 0.2] as const, start: 4, end: 5 },
      ],
      [{ box: [0.5, 1] as const, start: 0, end: 4 }],
      [],
    ],
  };
  const { feeds } = losses.targets(truth, {}, random);
  const weights = initialParameters(config, 3);
  for (const name of ['adapter.scale', 'adapter.gate']) weights.set(name, weights.get(name)!.fill(0.7));
  const masks = (size: number, real: readonly number[]): Float32Array =>
    Float32Array.from({ length: shape.batch * size }, (_, at) =>
      at % size < real[Math.floor(at / size)]! ? 1 : 0,
    );
  const normal = (length: number) => Float32Array.from({ length }, () => random.normal());
  const inputs = new Map([
    ['video', normal(shape.batch * shape.frames * 2 * shape.patches * 5)],
    ['query', normal(shape.batch * shape.tokens * 2 * 4)],
    ['video_mask', masks(shape.frames, lengths)],
    ['query_mask', masks(shape.tokens, [3, 1, 2])],
  ]);
  const stored = { weights, inputs: { data: () => inputs } } as unknown as BaselineCase;
  const found = await stepOnce(stored, scope.used, losses, () => feeds as Feeds);
  const { logits, distances, frames, text, ...steps } = await runOnce(
    {
      logits: answers.logits,
      distances: answers.distances,
      frames: answers.frames,
      text: answers.text,
      ...Object.fromEntries(
        answers.steps.flatMap((step, at) => [
          [`frames.${at}`, step.frames],
          [`text.${at}`, step.text],
        ]),
      ),
    },
    weights,
    inputs,
  );
  const points = pointsOf(config.strides, shape.frames);
  let [cls, reg, real, answering] = [0, 0, 0, 0];
  let [right, union] = [0, 0];
  for (let b = 0; b < shape.batch; b++)
    for (const [at, { position, stride }] of points.entries()) {
      if (position + stride > lengths[b]!) continue;
      const row = b * points.length + at;
      const p = 1 / (1 + Math.exp(-logits![row]!));
      const own = feeds['point_target']![row] === 1 ? p : 1 - p;
      cls += -((1 - own) ** 2) * Math.log(own);
      real += 1;
      if (feeds['point_target']![row] !== 1) continue;
      answering += 1;
      if (logits![row]! > 0) right += 1;
      const [own0, own1] = [distances![2 * row]!, distances![2 * row + 1]!];
      const [to0, to1] = [0, 1].map((side) => Number(feeds['distance_target']![2 * row + side])) as [
        number,
        number,
      ];
      // Both intervals hold the point, so they overlap, and their hull is their union.
      union += (Math.min(own0, to0) + Math.min(own1, to1)) / (Math.max(own0, to0) + Math.max(own1, to1));
      for (const side of [2 * row, 2 * row + 1])
        reg += Math.abs(distances![side]! - Number(feeds['distance_target']![side]));
    }
  assert.ok(answering > 1);

  const width = config.dims;
  const rowOf = (values: Float32Array, at: number): number[] => [
    ...values.slice(at * width, (at + 1) * width),
  ];
  const cosine = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, own, at) => sum + own * b[at]!, 0) / Math.hypot(...a) / Math.hypot(...b);
  const surprise = (scores: readonly number[], own: number): number =>
    Math.log(scores.reduce((sum, score) => sum + Math.exp((score - own) / 0.07), 0));
  const chosen = [0, 1].map((b) => {
    const row = [...(feeds['frame_chosen'] as Float32Array)].slice(b * shape.frames, (b + 1) * shape.frames);
    return row.indexOf(1);
  });
  const salient = (b: number, frame: number): number =>
    truth.moments[b]!.some(({ start, end }) => frame >= start && frame <= end) ? 1 : 0;
  const z = (b: number, frame: number): number =>
    cosine(rowOf(frames!, b * shape.frames + frame), rowOf(text!, b));
  let sal = 0;
  for (const [b, own] of chosen.entries()) {
    assert.is(salient(b, own), 1);
    // All real frames count: none is more salient than the chosen one.
    const inVideo = Array.from({ length: lengths[b]! }, (_, frame) => z(b, frame));
    const inBatch = [0, 1, 2].filter((other) => own < lengths[other]!).map((other) => z(other, own));
    sal += (surprise(inVideo, z(b, own)) + surprise(inBatch, z(b, own))) / 2;
  }
  const V = (step: number, b: number) => rowOf(steps[`frames.${step}`]!, b * shape.frames + (chosen[b] ?? 0));
  const T = (step: number, b: number) => rowOf(steps[`text.${step}`]!, b);
  let [video, layer] = [0, 0];
  for (const b of [0, 1])
    for (const step of [0, 1]) {
      const own = cosine(V(step, b), T(step, b));
      const bothWays = (
        others: readonly number[],
        ahead: (other: number) => number,
        behind: (other: number) => number,
      ): number => (surprise(others.map(ahead), own) + surprise(others.map(behind), own)) / 8;
      video += bothWays(
        [0, 1, 2],
        (other) => cosine(V(step, b), T(step, other)),
        (other) => cosine(V(step, other), T(step, b)),
      );
      layer += bothWays(
        [0, 1],
        (other) => cosine(V(step, b), T(other, b)),
        (other) => cosine(V(other, b), T(step, b)),
      );
    }
  const { accuracy, overlap } = found.measures!;
  closeTo([accuracy, overlap], [right / answering, union / answering], 1e-5, 'measures');
  const expected = {
    loss_cls: cls / real,
    loss_reg: reg / answering / 2,
    loss_sal: sal,
    loss_video_cal: video,
    loss_layer_cal: layer,
  };
  for (const [loss, value] of Object.entries(expected)) lossClose(sumOf(found.losses[loss]!), value, loss);
});

test.run();
