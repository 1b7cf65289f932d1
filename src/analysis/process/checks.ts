/** What schemas find, as errors that a person can read: where, what, and what to do. */
import { REPORT } from '../../core/errors.ts';
import type { z } from 'zod';
import { AnalysisRequestError, AnalysisStartError } from './errors.ts';
import { type AnalysisOptions, type Request, analysisOptionsSchema } from './protocol.ts';

/** The first thing that a schema found, on one line: where it is and what was expected there. */
export function faultIn(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'unknown fault';
  const at = issue.path.map(String).join('.');
  return at === '' ? issue.message : `${at}: ${issue.message}`;
}

/** The options, checked. Throws an AnalysisStartError (`analysis-options`) that names the wrong one. */
export function checkedOptions(options: AnalysisOptions): AnalysisOptions {
  const checked = analysisOptionsSchema.safeParse(options);
  if (checked.success) return checked.data;
  throw new AnalysisStartError({
    code: 'analysis-options',
    message: `analysis can't be started with these options: ${faultIn(checked.error)}`,
    nextStep: 'Give a model folder, an encoders folder, a device and how speech is recognised',
  });
}

/** The process answered a request with something else than what was asked for. */
export const malformedAnswer = (method: Request['method'], fault: string): AnalysisRequestError =>
  new AnalysisRequestError({
    code: 'analysis-answer',
    message: `analysis answered ${method} with something else: ${fault}`,
    nextStep: REPORT,
    fault: 'internal',
  });
