/** R2-Tuning (Liu et al. 2024) as a network that finds moments. */
import type { MomentDetector } from '../detection.ts';
import { r2TuningSchema, type R2TuningConfig } from './config.ts';
import { answer } from './forward.ts';
import { detectedAtPoints } from './found.ts';
import { r2InputsOfWindows } from './inputs.ts';
import { r2TuningLosses } from './losses.ts';
import { initialParameters, parameterShapes } from './parameters.ts';

/** Layers that the authors read, and the strides of their pyramid. */
const [LAYERS, STRIDES] = [4, [1, 2, 4, 8]];

/** The network without what matches its moments. */
export const r2Tuning: MomentDetector<R2TuningConfig> = {
  type: 'r2-tuning',
  schema: r2TuningSchema,
  sizesBeside: (dm) =>
    r2TuningSchema.parse({
      video_dim: dm.frame_dim,
      query_dim: dm.text_dim,
      layers_k: LAYERS,
      dims: dm.hidden_dim,
      heads: dm.head_num,
      ffn_ratio: Math.max(1, Math.round(dm.ffn_dim / dm.hidden_dim)),
      strides: STRIDES,
    }),
  widths: ({ video_dim, query_dim }) => ({ frame: video_dim, text: query_dim }),
  parameterShapes,
  initialParameters,
  detect(scope, inputs) {
    const own = r2InputsOfWindows(scope.config, inputs);
    return detectedAtPoints(answer(scope, own, 'hidden'), own.video_mask, scope.config.strides);
  },
  losses: (scope, inputs) =>
    r2TuningLosses(answer(scope, r2InputsOfWindows(scope.config, inputs), 'hidden'), scope.config.strides),
};
