/** Why weights cannot be had; the next step says what to do about it. */
export class WeightsFilesError extends Error {
  override readonly name = 'WeightsFilesError';
  readonly code:
    'weights-unknown' | 'weights-missing' | 'weights-damaged' | 'weights-unreachable' | 'weights-unwritable';
  readonly nextStep: string;

  /** Both texts are sentences; the message quotes nothing secret of an address. */
  constructor(code: WeightsFilesError['code'], message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.nextStep = nextStep;
  }
}
