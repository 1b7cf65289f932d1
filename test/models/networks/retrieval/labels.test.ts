import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import {
  framePairs,
  ratedLabels,
  spanLabels,
  windowLabels,
} from '../../../../models/networks/retrieval/labels.ts';
import { Random } from '../../../../models/training/random.ts';
import { baselineJson, firstOfPool } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';

const list = z.array(z.number());
const window = z.tuple([z.number(), z.number()]);
const sizes = { ctx_l: z.number(), clip_len: z.number() };
const labels = { pos: list, neg: list, all_labels: list.optional() };
const schema = z.object({
  cases: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('span_labels'),
        windows: z.array(window),
        ...sizes,
        spans_cxw: z.array(list),
      }),
      z.object({
        kind: z.literal('saliency_labels'),
        relevant_clip_ids: list,
        scores: z.array(list),
        ctx_l: z.number(),
        ...labels,
      }),
      z.object({ kind: z.literal('saliency_labels_from_window'), window, ...sizes, ...labels }),
    ]),
  ),
});

for (const network of ['moment_detr', 'qd_detr']) {
  const { cases } = schema.parse(baselineJson(network, 'labels.json'));
  for (const [at, own] of cases.entries())
    test(`${network}: ${own.kind} ${at}`, () => {
      if (own.kind === 'span_labels') {
        const found = spanLabels(own.windows, { length: own.ctx_l, clipSeconds: own.clip_len }, firstOfPool);
        closeTo(found.flat(), own.spans_cxw.flat(), 1e-6, 'spans');
        return;
      }
      const found =
        own.kind === 'saliency_labels'
          ? ratedLabels(
              { relevant: own.relevant_clip_ids, scores: own.scores, length: own.ctx_l },
              firstOfPool,
            )
          : windowLabels(own.window, { length: own.ctx_l, clipSeconds: own.clip_len }, firstOfPool);
      assert.equal([found.pos, found.neg], [own.pos, own.neg]);
      if (own.all_labels !== undefined) assert.equal(found.all, own.all_labels);
    });
  test(`${network}: there are cases`, () => assert.ok(cases.length > 0));
}

test('a window that leaves fewer than two clips is refused, as by the authors', () => {
  assert.throws(
    () => windowLabels([0, 8], { length: 5, clipSeconds: 2 }, firstOfPool),
    (error: unknown) => error instanceof RangeError,
  );
});

test('of pairs of frames one is always inside a moment and the other outside, and there are none without both', () => {
  const moment = fc
    .tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 11 }))
    .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
  fc.assert(
    fc.property(
      fc.array(moment, { maxLength: 4 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer(),
      (moments, length, seed) => {
        const inside = (frame: number): boolean =>
          moments.some(({ start, end }) => frame >= start && frame <= end);
        const frames = Array.from({ length }, (_, frame) => frame);
        const found = framePairs(moments, length, new Random(seed));
        if (found === undefined) return frames.every(inside) || !frames.some(inside);
        const { pos, neg, all } = found;
        return (
          pos.length === 2 &&
          neg.length === 2 &&
          pos.every((frame) => frame < length && inside(frame)) &&
          neg.every((frame) => frame < length && !inside(frame)) &&
          all.every((label, frame) => label === (inside(frame) ? 1 : 0))
        );
      },
    ),
  );
});

test.run();
