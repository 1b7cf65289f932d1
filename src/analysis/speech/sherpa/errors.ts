import { MomentfxError } from '../../../core/errors.ts';

/** A sherpa-onnx model folder or the package itself can't be used; the message holds the facts. */
export class SherpaError extends MomentfxError<
  'speech-engine-missing' | 'speech-folder' | 'speech-model-unknown'
> {}
