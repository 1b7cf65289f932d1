import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { CompiledGraph } from '../../../../models/graph/compile.ts';
import { constant, input } from '../../../../models/graph/tensor.ts';
import { detectedAtPoints, rank } from '../../../../models/networks/r2-tuning/found.ts';
import type { RankedMoment } from '../../../../models/networks/retrieval/found.ts';
import { baselineJson } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';
import { R2_TUNING } from '../../../support/r2-tuning.ts';

const LIMIT = 1e-4;
const scored = z.tuple([z.number(), z.number(), z.number()]);
const suppression = z.discriminatedUnion('type', [
  z.object({ type: z.literal('normal'), thres: z.number() }),
  z.object({ type: z.literal('linear') }),
  z.object({ type: z.literal('gaussian'), sigma: z.number() }),
]);
const { cases } = z
  .object({
    cases: z
      .array(
        z.object({
          name: z.string(),
          duration: z.number(),
          boundary: z.array(scored),
          runs: z.array(
            z.object({
              unit: z.number().nullable(),
              nms: suppression.nullable(),
              windows: z.array(scored).nullable(),
            }),
          ),
        }),
      )
      .min(1),
  })
  .parse(baselineJson(R2_TUNING, 'postprocess.json'));

/** The order of moments without a score is not defined: they are compared as a set. */
const ordered = (moments: readonly RankedMoment[]): RankedMoment[] => [
  ...moments.filter(([, , score]) => score !== 0),
  ...moments.filter(([, , score]) => score === 0).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
];

test('points of a padded batch become boxes in fractions of their own video', async () => {
  const strides = [1, 2];
  const logits = [input('logits.0', 'float', [2, 4]), input('logits.1', 'float', [2, 2])];
  const masks = [
    constant(Float32Array.of(1, 1, 1, 1, 1, 1, 0, 0), [2, 4]),
    constant(Float32Array.of(1, 1, 1, 0), [2, 2]),
  ];
  const distances = input('distances', 'float', [2, 6, 2]);
  const levels = strides.map((stride, at) => ({
    stride,
    logits: logits[at]!,
    distances,
    mask: masks[at]!,
  }));
  const mask = constant(Float32Array.of(1, 1, 1, 1, 1, 1, 0, 0), [2, 4]);
  await using graph = await CompiledGraph.create({
    ...detectedAtPoints({ levels, distances }, mask, strides),
  });
  const found = await graph.run({
    'logits.0': new Float32Array(8),
    'logits.1': Float32Array.of(2, 2, 2, 2),
    distances: new Float32Array(24).fill(1),
  });
  const [half, most] = [0.5, 1 / (1 + Math.exp(-2))];
  const scores = [half, half, half, half, most, most, half, half, 0, 0, most, 0];
  closeTo(found['foreground']!, scores, 1e-6, 'scores');
  // Positions 0 to 3 reach one frame to both sides, 0 and 2 of the second level two; what sticks out is cut.
  const first = [0, 1, 0, 2, 1, 3, 2, 4, 0, 2, 0, 4];
  const second = [0, 1, 0, 2, 1, 2, 2, 2, 0, 2, 0, 2];
  const boxes = [first.map((edge) => edge / 4), second.map((edge) => edge / 2)].flatMap((edges) =>
    edges.flatMap((start, at) =>
      at % 2 === 0 ? [(start + edges[at + 1]!) / 2, edges[at + 1]! - start] : [],
    ),
  );
  closeTo(found['box']!, boxes, 1e-6, 'boxes');
});

for (const { name, duration, boundary, runs } of cases)
  test(`${name}: the list is the authors'`, () => {
    for (const { unit, nms, windows } of runs) {
      const made = rank(boundary, { duration, unit: unit ?? undefined, suppression: nms ?? undefined });
      const what = JSON.stringify({ unit, nms });
      // Where the authors divide 0 by 0, ours goes on with an overlap of 0.
      if (windows === null) assert.ok(made.flat().every(Number.isFinite), what);
      else closeTo(ordered(made).flat(), ordered(windows).flat(), LIMIT, what);
    }
  });

test.run();
