/** Moment-DETR (Lei, Berg and Bansal 2021) as a network that finds moments. */
import type { MomentDetector } from '../detection.ts';
import { initialValues } from '../initial.ts';
import { detectedBySet } from '../retrieval/found.ts';
import { inputsOfWindows } from '../retrieval/inputs.ts';
import { setDetectionLosses } from '../retrieval/set-detection.ts';
import { queriesBeside, vectorWidths } from '../retrieval/config.ts';
import { momentDetrSchema, type MomentDetrConfig } from './config.ts';
import { answer } from './forward.ts';
import { parameterShapes } from './parameters.ts';

/** The network without what matches its moments. */
export const momentDetr: MomentDetector<MomentDetrConfig> = {
  type: 'moment-detr',
  schema: momentDetrSchema,
  sizesBeside: (dm) => momentDetrSchema.parse(queriesBeside(dm)),
  widths: vectorWidths,
  parameterShapes,
  initialParameters: (config, seed) => initialValues(parameterShapes(config), seed),
  detect: (scope, inputs) => detectedBySet(answer(scope, inputsOfWindows(inputs), 'last')),
  losses: (scope, inputs) => setDetectionLosses(answer(scope, inputsOfWindows(inputs), 'all')),
};
