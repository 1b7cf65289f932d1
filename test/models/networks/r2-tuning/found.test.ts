import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { rank } from '../../../../models/networks/r2-tuning/found.ts';
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
