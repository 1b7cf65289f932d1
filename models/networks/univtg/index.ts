/** UniVTG (Lin et al. 2023) as a network that finds moments. */
import type { MomentDetector } from '../detection.ts';
import { vectorWidths, widthsBeside } from '../retrieval/config.ts';
import { inputsOfWindows } from '../retrieval/inputs.ts';
import { univtgSchema, type UnivtgConfig } from './config.ts';
import { answer } from './forward.ts';
import { detectedAtFrames } from './found.ts';
import { univtgLosses } from './losses.ts';
import { initialParameters, parameterShapes } from './parameters.ts';

/** Encoder layers of the authors' network. */
const LAYERS = 4;

/** The network without what matches its moments. */
export const univtg: MomentDetector<UnivtgConfig> = {
  type: 'univtg',
  schema: univtgSchema,
  sizesBeside: (dm) => univtgSchema.parse({ ...widthsBeside(dm), enc_layers: LAYERS }),
  widths: vectorWidths,
  parameterShapes,
  initialParameters,
  detect(scope, inputs) {
    const own = inputsOfWindows(inputs);
    return detectedAtFrames(answer(scope, own, 'hidden'), own.src_vid_mask);
  },
  losses: (scope, inputs) => univtgLosses(answer(scope, inputsOfWindows(inputs), 'hidden')),
};
