/**
 * A file or folder of training data, weights or a run that cannot be used: says what is wrong, where, and what
 * to do about it.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code: string;
  readonly nextStep: string;

  /** `code` is a stable literal such as `safetensors-header`; the message is `what. nextStep`. */
  constructor(code: string, what: string, nextStep: string, options?: ErrorOptions) {
    super(`${what}. ${nextStep}`, options);
    this.code = code;
    this.nextStep = nextStep;
  }
}

/** Training cannot go on: its numbers are no longer finite. */
export class TrainingDivergedError extends Error {
  override readonly name = 'TrainingDivergedError';
  readonly code = 'training-diverged';
  readonly nextStep = 'Lower the learning rate or lengthen the warm-up.';

  constructor(stage: string, step: number) {
    super(
      `${stage}, step ${step}: the network's numbers are not finite. Lower the learning rate or lengthen the warm-up.`,
    );
  }
}
