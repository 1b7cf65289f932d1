/**
 * Sliding windows: no network finds the moments. Windows of several lengths slide over the frames, and each is matched with the
 * effects by what D&M's encoder makes of its frames, which moment-SFX matching has trained. What suppression leaves of the best
 * matches is the answer. The windows stand where a joint network has its queries, so that it trains, serves and is measured as
 * one; it has no end-to-end training, since nothing is to be learned beside the matching.
 */
import { concat, reshape } from '../../graph/ops/arrange.ts';
import { add, div, max, min, mul, sub } from '../../graph/ops/elementwise.ts';
import { reduceSum } from '../../graph/ops/reduce.ts';
import { constant, scalar, type Tensor } from '../../graph/tensor.ts';
import { clampLogitScale } from '../../training/adamw.ts';
import { encodeVideo } from '../dm/encoder.ts';
import { effectsOf } from '../dm/forward.ts';
import { initialMatching, matchingShapes } from '../dm/parameters.ts';
import type { DmScope } from '../dm/config.ts';
import { realTokens } from '../inputs.ts';
import { stack } from '../layers.ts';
import type { JointNetwork } from '../network.ts';
import { pooledMoments } from '../pooled-moments.ts';
import { slidingWindowSchema, spansOf, type SlidingWindowConfig, type SlidingWindowScope } from './config.ts';

/** What D&M's encoder and effects' side are asked with: their own sizes, the same parameters. */
const matching = (scope: SlidingWindowScope): DmScope => ({ ...scope, config: scope.config.matching });

/** Windows of several lengths, matched by an encoder that moment-SFX matching has trained. */
export const slidingWindow: JointNetwork<SlidingWindowConfig> = {
  kind: 'joint',
  type: 'sliding-window',
  configSchema: slidingWindowSchema,
  sizes: (config) => ({
    ...config.matching,
    query_num: spansOf(config).length,
    decoder_layer_num: 1,
    sentence_classes: 0,
  }),
  parameterShapes: ({ matching: sizes }) => matchingShapes(sizes),
  initialParameters: ({ matching: sizes }, seed) => initialMatching(sizes, seed),
  encode: (scope, inputs) => encodeVideo(matching(scope), inputs).videoEmb,
  build(scope, inputs, layers) {
    const { videoEmb } = encodeVideo(matching(scope), inputs);
    const { shown, answered } = windowsWithin(scope.config, inputs.frame_mask);
    const embedding = pooledMoments(videoEmb, shown, inputs.frame_mask);
    return layers === 'last'
      ? { embedding, box: answered, encoded: videoEmb }
      : { embedding: stack([embedding]), box: stack([answered]), encoded: videoEmb };
  },
  effects: (scope, library) => effectsOf(matching(scope), library),
  constrain: clampLogitScale,
};

/**
 * The windows over the real frames of each video, as (center, width) [batch, windows, 2]: `shown` covers their frames, and
 * `answered` is how training's targets say the same frames, half a frame more on either side within the video
 * (`encodeBox`). A window beyond the last real frame lies on that frame.
 */
function windowsWithin(config: SlidingWindowConfig, frameMask: Tensor): { shown: Tensor; answered: Tensor } {
  const spans = spansOf(config);
  const [batch = 1] = frameMask.shape;
  const count = reshape(reduceSum(realTokens(frameMask), [1]), [batch, 1]);
  const edge = (at: 0 | 1): Tensor =>
    constant(
      Float32Array.from(spans, (span) => span[at]),
      [1, spans.length],
    );
  const start = min(edge(0), sub(count, scalar(1)));
  const end = min(edge(1), count);
  const box = (low: Tensor, high: Tensor): Tensor => {
    const column = (x: Tensor): Tensor => reshape(div(x, count), [batch, spans.length, 1]);
    return concat([column(mul(add(low, high), scalar(0.5))), column(sub(high, low))], 2);
  };
  const half = scalar(0.5);
  return {
    shown: box(start, end),
    answered: box(max(sub(start, half), scalar(0)), min(sub(end, half), count)),
  };
}
