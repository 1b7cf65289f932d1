import { test } from 'uvu';
import { z } from 'zod';
import { suppressRanked } from '../../../../models/networks/retrieval/found.ts';
import { CompiledGraph } from '../../../../models/graph/compile.ts';
import { constant, input } from '../../../../models/graph/tensor.ts';
import { detectedAtFrames, rankFrames, reportedSaliency } from '../../../../models/networks/univtg/found.ts';
import { baselineJson, suppressionOf } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';
import { UNIVTG } from '../../../support/univtg.ts';

const LIMIT = 1.01e-4;
const pair = z.tuple([z.number(), z.number()]);
const moments = z.array(z.tuple([z.number(), z.number(), z.number()]));
const { cases, defaults } = z
  .object({
    defaults: z.object({
      qvhighlights_script: z.object({ max_before_nms: z.int(), max_after_nms: z.int() }),
    }),
    cases: z
      .array(
        z.object({
          name: z.string(),
          duration: z.array(z.number()),
          video_len: z.array(z.int()),
          pred_logits: z.array(z.array(z.number())),
          pred_spans: z.array(z.array(pair)),
          saliency_scores: z.array(z.array(z.number())),
          runs: z.array(
            z.object({
              clip_length: z.number(),
              eval_mode: z.string().nullable(),
              round_multiple: z.number(),
              samples: z.array(
                z.object({
                  final: moments,
                  saliency: z.array(z.number()),
                  nms: z.record(z.string(), moments),
                }),
              ),
            }),
          ),
        }),
      )
      .min(1),
  })
  .parse(baselineJson(UNIVTG, 'postprocess.json'));
const usual = {
  before: defaults.qvhighlights_script.max_before_nms,
  after: defaults.qvhighlights_script.max_after_nms,
};

test('frames of a padded batch become boxes in fractions of their own video', async () => {
  const mask = constant(Float32Array.of(1, 1, 1, 1, 1, 1, 0, 0), [2, 4]);
  const logits = input('logits', 'float', [2, 4]);
  const spans = input('spans', 'float', [2, 4, 2]);
  await using graph = await CompiledGraph.create({ ...detectedAtFrames({ logits, spans }, mask) });
  const quarter = Float32Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? -0.25 : 0.25));
  const found = await graph.run({ logits: new Float32Array(8), spans: quarter });
  closeTo(found['foreground']!, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0, 0], 0, 'scores');
  const first = [0.1875, 0.375, 0.375, 0.5, 0.625, 0.5, 0.8125, 0.375];
  closeTo(found['box']!.slice(0, 8), first, 1e-6, 'frames stand at their middle; what sticks out is cut');
  closeTo(found['box']!.slice(8, 12), [0.25, 0.5, 0.75, 0.5], 1e-6, 'of two frames');
});

for (const { name, runs, ...stored } of cases)
  test(`${name}: the lists are the authors'`, () => {
    for (const { clip_length: clipSeconds, eval_mode, round_multiple, samples } of runs)
      for (const [video, { final, saliency, nms }] of samples.entries()) {
        const what = JSON.stringify({ video, clipSeconds, eval_mode, round_multiple });
        const length = stored.video_len[video]!;
        // The masks that the stored scores are to be multiplied with.
        const scores = stored.pred_logits[video]!.map((own, frame) => (frame < length ? own : 0));
        const made = rankFrames(
          { scores, spans: stored.pred_spans[video]! },
          { length, clipSeconds },
          { duration: stored.duration[video]!, whole: round_multiple > 0 },
        );
        closeTo(made.flat(), final.flat(), LIMIT, what);
        for (const [key, expected] of Object.entries(nms))
          closeTo(
            suppressRanked(final, suppressionOf(key, usual)).flat(),
            expected.flat(),
            LIMIT,
            `${what} NMS ${key}`,
          );
        const said = reportedSaliency(
          stored.saliency_scores[video]!.slice(0, length),
          scores,
          eval_mode === 'add',
        );
        closeTo(said, saliency, LIMIT, `${what} saliency`);
      }
  });

test.run();
