import { MomentfxError } from '../../src/core/errors.ts';

/**
 * A file or folder of training data, weights or a run that cannot be used: says what is wrong, where, and what
 * to do about it.
 */
export class DataError extends MomentfxError {}

/** Training cannot go on: its numbers are no longer finite. */
export class TrainingDivergedError extends MomentfxError<'training-diverged'> {
  constructor(stage: string, step: number) {
    super(
      'training-diverged',
      `${stage}, step ${step}: the network's numbers are not finite.`,
      'Lower the learning rate or lengthen the warm-up.',
    );
  }
}
