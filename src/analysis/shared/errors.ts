/** Why analysis can't be shared. */
import { AnalysisError } from '../process/errors.ts';

/**
 * This session can't use the shared analysis process; it needs one of its own. The message says why, the code is
 * `analysis-not-shared`.
 */
export class NotSharedError extends AnalysisError {
  constructor(why: string, nextStep: string, options?: ErrorOptions) {
    super({ code: 'analysis-not-shared', message: `analysis is not shared: ${why}`, nextStep }, options);
  }
}
