import { MomentfxError } from '../../src/core/errors.ts';

/** Why weights cannot be had; the next step says what to do about it. */
export class WeightsFilesError extends MomentfxError<
  'weights-unknown' | 'weights-missing' | 'weights-damaged' | 'weights-unreachable' | 'weights-unwritable'
> {}
