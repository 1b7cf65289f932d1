import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import {
  rankMoments,
  snapMoments,
  suppressRanked,
  type RankedMoment,
} from '../../../../models/networks/retrieval/found.ts';
import { baselineJson, suppressionOf } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';

const pair = z.tuple([z.number(), z.number()]);
const moments = z.array(z.tuple([z.number(), z.number(), z.number()]));
const schema = z.object({
  defaults: z.object({
    post_processor: z.object({ clip_length: z.number(), max_ts_val: z.number() }),
  }),
  cases: z
    .array(
      z.object({
        name: z.string(),
        samples: z.array(
          z.object({
            duration: z.number(),
            pred_logits: z.array(pair),
            pred_spans: z.array(pair),
            ranked: moments,
            processed: moments,
            nms: z.record(z.string(), moments),
            clip1_max_duration: z.object({ processed: moments, nms_07: moments }),
          }),
        ),
      }),
    )
    .min(1),
});

function same(actual: readonly RankedMoment[], expected: readonly RankedMoment[], what: string): void {
  closeTo(actual.flat(), expected.flat(), 1.01e-4, what);
}

for (const network of ['moment_detr', 'qd_detr']) {
  const { defaults, cases } = schema.parse(baselineJson(network, 'postprocess.json'));
  const usual = {
    clipSeconds: defaults.post_processor.clip_length,
    most: defaults.post_processor.max_ts_val,
  };
  for (const { name, samples } of cases)
    test(`${network}: ${name}`, () => {
      assert.ok(samples.length > 0);
      for (const [at, own] of samples.entries()) {
        const ranked = rankMoments(own.pred_logits, own.pred_spans, own.duration);
        same(ranked, own.ranked, `${at} ranked`);
        // What follows is of the stored list, so that a last decimal here is not a whole clip there.
        const snapped = snapMoments(own.ranked, usual);
        same(snapped, own.processed, `${at} processed`);
        for (const [key, expected] of Object.entries(own.nms))
          same(suppressRanked(snapped, suppressionOf(key)), expected, `${at} NMS ${key}`);
        const whole = snapMoments(own.ranked, { clipSeconds: 1, most: own.duration });
        same(whole, own.clip1_max_duration.processed, `${at} whole seconds`);
        same(
          suppressRanked(whole, { threshold: 0.7 }),
          own.clip1_max_duration.nms_07,
          `${at} whole seconds, NMS`,
        );
      }
    });
}

test.run();
