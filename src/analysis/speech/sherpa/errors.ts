/** A sherpa-onnx model folder or the package itself can't be used; the message holds the facts. */
export class SherpaError extends Error {
  override readonly name = 'SherpaError';
  readonly code: 'speech-engine-missing' | 'speech-folder' | 'speech-model-unknown';
  readonly nextStep: string;

  constructor(code: SherpaError['code'], message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.nextStep = nextStep;
  }
}
