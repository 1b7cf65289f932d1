/** The experiments that there are. */
import { ablations } from './ablations.ts';
import { efficiency } from './efficiency/index.ts';
import type { Experiment } from './experiment.ts';
import { live } from './live.ts';
import { methods } from './methods.ts';

/** In the order in which they are listed. A row is only ever measured by the experiment that it came from. */
export const EXPERIMENTS: readonly Experiment[] = [methods, ablations, efficiency, live];
