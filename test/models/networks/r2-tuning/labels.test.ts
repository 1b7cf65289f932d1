import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { boundariesOf } from '../../../../models/networks/retrieval/boundaries.ts';
import { chosenFrame, pointTarget, windowSaliency } from '../../../../models/networks/r2-tuning/labels.ts';
import { pointsOf } from '../../../../models/networks/r2-tuning/points.ts';
import { baselineJson, firstOfPool } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';
import { R2_TUNING } from '../../../support/r2-tuning.ts';

const LIMIT = 1e-6;

const pair = z.tuple([z.number(), z.number()]);
const labels = z
  .object({
    boundary_and_saliency: z
      .array(
        z.object({
          fps: z.number(),
          frames: z.int(),
          windows: z.array(pair),
          boundary: z.array(pair),
          saliency: z.array(z.number()),
          pos_clip: z.array(z.int()),
        }),
      )
      .min(1),
    point_targets: z
      .array(
        z.object({
          frames: z.int(),
          gt_in_frames: z.array(pair),
          points: z.array(
            z.object({
              position: z.number(),
              range_low: z.number(),
              range_high: z.number().or(z.literal('inf').transform(() => Infinity)),
              stride: z.number(),
              foreground: z.number(),
              reg: pair.nullable(),
            }),
          ),
        }),
      )
      .min(1),
  })
  .parse(baselineJson(R2_TUNING, 'labels.json'));

test('windows become boundaries and salient frames as in the authors’ loader', () => {
  for (const { windows, boundary, saliency, pos_clip, ...length } of labels.boundary_and_saliency) {
    const made = boundariesOf(windows, length);
    const what = JSON.stringify({ windows, ...length });
    closeTo(made.flat(), boundary.flat(), LIMIT, what);
    const salient = windowSaliency(made, length);
    closeTo(salient, saliency, LIMIT, what);
    assert.is(chosenFrame(salient, firstOfPool), pos_clip[0], what);
  }
});

test('points answer for moments as in the authors’ code', () => {
  for (const { frames, gt_in_frames: windows, points } of labels.point_targets)
    for (const { position, stride, range_low, range_high, foreground, reg } of points) {
      const range = [range_low, range_high] as const;
      const target = pointTarget({ position, stride, range }, windows);
      const what = JSON.stringify({ frames, windows, position, stride });
      assert.is(Number(target.foreground), foreground, what);
      if (reg !== null && foreground === 1) closeTo(target.distances, reg, LIMIT, what);
    }
});

test('a point answers up to 1.5 strides from the middle, and within its range, borders included', () => {
  const answers = (position: number, range: readonly [number, number], stride = 1): boolean =>
    pointTarget({ position, stride, range }, [[0, 10]]).foreground;
  const wide = [0, 10] as const;
  assert.equal(
    [3.4, 3.5, 6.5, 6.6].map((position) => answers(position, wide)),
    [false, true, true, false],
  );
  assert.ok(answers(8, wide, 2));
  assert.equal(
    [
      [5, 10],
      [0, 5],
      [5.1, 10],
      [0, 4.9],
    ].map(([low, high]) => answers(5, [low!, high!])),
    [true, true, false, false],
  );
  const shortest = pointTarget({ position: 5, stride: 2, range: wide }, [
    [0, 10],
    [4, 7],
    [3, 8],
  ]);
  assert.equal(shortest.distances, [0.5, 1], 'of several the shortest');
});

test('the stored points are those of their strides', () => {
  for (const { frames, points } of labels.point_targets) {
    const strides = [...new Set(points.map(({ stride }) => stride))];
    const made = pointsOf(strides, frames);
    assert.is(made.length, points.length);
    for (const [at, { position, stride, range }] of made.entries()) {
      const stored = points[at]!;
      assert.equal([position, stride], [stored.position, stored.stride]);
      // Strides of levels that a short video leaves out are not known here, so a last range may look endless.
      assert.is(range[0], stored.range_low);
      if (range[1] !== Infinity) assert.is(range[1], stored.range_high);
    }
  }
});

test.run();
