import { MomentfxError } from '../../src/core/errors.ts';

/** What may be wrong with weights. */
type WeightsFault =
  | 'weights-unknown'
  | 'weights-missing'
  | 'weights-damaged'
  | 'weights-unreachable'
  | 'weights-unwritable'
  /** Another content than the one that was trusted, or asked for. */
  | 'weights-changed'
  /** A package of encoders that this version can't use. */
  | 'weights-unusable';

/** Of a server, a network or a disk. */
const OUTSIDE: ReadonlySet<WeightsFault> = new Set([
  'weights-damaged',
  'weights-unreachable',
  'weights-unwritable',
  'weights-changed',
]);

/** Why weights cannot be had; the next step says what to do about it. */
export class WeightsFilesError extends MomentfxError<WeightsFault> {
  constructor(code: WeightsFault, message: string, nextStep: string, options?: ErrorOptions) {
    super(code, message, nextStep, { fault: OUTSIDE.has(code) ? 'outside' : 'usage', ...options });
  }
}
