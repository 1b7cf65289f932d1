/** QD-DETR (Moon et al. 2023) as a network that finds moments. */
import type { MomentDetector } from '../detection.ts';
import { queriesBeside, vectorWidths } from '../retrieval/config.ts';
import { detectedBySet } from '../retrieval/found.ts';
import { inputsOfWindows } from '../retrieval/inputs.ts';
import { qdDetrSchema, type QdDetrConfig } from './config.ts';
import { answer, saliencyToOthers } from './forward.ts';
import { qdDetrLosses } from './losses.ts';
import { initialParameters, parameterShapes } from './parameters.ts';

/** The network without what matches its moments. */
export const qdDetr: MomentDetector<QdDetrConfig> = {
  type: 'qd-detr',
  schema: qdDetrSchema,
  sizesBeside: (dm) => qdDetrSchema.parse(queriesBeside(dm)),
  widths: vectorWidths,
  parameterShapes,
  initialParameters,
  detect: (scope, inputs) => detectedBySet(answer(scope, inputsOfWindows(inputs), 'last')),
  losses(scope, inputs) {
    const own = inputsOfWindows(inputs);
    const toOthers = saliencyToOthers(scope, own);
    return qdDetrLosses({ ...answer(scope, own, 'all'), toOthers, frameMask: own.src_vid_mask });
  },
};
