import { MomentfxError } from '../../src/core/errors.ts';

/** What may be wrong with weights. */
type WeightsFault =
  'weights-unknown' | 'weights-missing' | 'weights-damaged' | 'weights-unreachable' | 'weights-unwritable';

/** Of a server, a network or a disk. */
const OUTSIDE: ReadonlySet<WeightsFault> = new Set([
  'weights-damaged',
  'weights-unreachable',
  'weights-unwritable',
]);

/** Why weights cannot be had; the next step says what to do about it. */
export class WeightsFilesError extends MomentfxError<WeightsFault> {
  constructor(code: WeightsFault, message: string, nextStep: string, options?: ErrorOptions) {
    super(code, message, nextStep, { fault: OUTSIDE.has(code) ? 'outside' : 'usage', ...options });
  }
}
