/** Moment-DETR (Lei, Berg and Bansal 2021) as a network that finds moments. */
import type { MomentDetector } from '../detection.ts';
import { initialValues } from '../initial.ts';
import { detectedBySet } from '../retrieval/found.ts';
import { inputsOfWindows } from '../retrieval/inputs.ts';
import { PLACES, queriesBeside } from '../retrieval/config.ts';
import { momentDetrSchema, type MomentDetrConfig } from './config.ts';
import { answer } from './forward.ts';
import { momentDetrLosses } from './losses.ts';
import { parameterShapes } from './parameters.ts';

/** The network without what matches its moments. */
export const momentDetr: MomentDetector<MomentDetrConfig> = {
  type: 'moment-detr',
  schema: momentDetrSchema,
  sizesBeside: (dm) => momentDetrSchema.parse(queriesBeside(dm)),
  widths: ({ v_feat_dim, t_feat_dim }) => ({ frame: v_feat_dim - PLACES, text: t_feat_dim }),
  parameterShapes,
  initialParameters: (config, seed) => initialValues(parameterShapes(config), seed),
  detect: (scope, inputs) => detectedBySet(answer(scope, inputsOfWindows(inputs), 'last')),
  losses: (scope, inputs) => momentDetrLosses(answer(scope, inputsOfWindows(inputs), 'all')),
};
