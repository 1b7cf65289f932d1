import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MomentfxError } from '../../core/errors.ts';

/** Paths of the three ONNX files that speech recognition needs. */
export interface SpeechFiles {
  /** Moonshine's encoder. */
  readonly encoder: string;
  /** Moonshine's decoder, with and without cached keys in one graph. */
  readonly decoder: string;
  /** Silero's voice activity detector. */
  readonly voice: string;
}

/** A model file of the speech recogniser is missing; the message names it. */
class SpeechModelMissingError extends MomentfxError<'speech-model-missing'> {
  readonly file: string;

  constructor(file: string, options?: ErrorOptions) {
    super(
      'speech-model-missing',
      `the speech recogniser's file ${file} is missing`,
      'install the packages again (npm install), or run without speech recognition (--asr none)',
      options,
    );
    this.file = file;
  }
}

function inPackage(name: string, entry: string, path: string): string {
  let url: string;
  try {
    url = import.meta.resolve(entry);
  } catch (cause) {
    throw new SpeechModelMissingError(`${path} of the package ${name}`, { cause });
  }
  const file = fileURLToPath(new URL(path, url));
  if (!existsSync(file)) throw new SpeechModelMissingError(file);
  return file;
}

/**
 * Finds Moonshine tiny (English, quantised) and Silero's voice activity detector inside the packages that carry them.
 * Throws SpeechModelMissingError.
 */
export function findSpeechModels(): SpeechFiles {
  const moonshine = '@moonshine-ai/moonshine-js';
  const vad = '@ricky0123/vad-web';
  return {
    encoder: inPackage(moonshine, moonshine, 'model/tiny/quantized/encoder_model.onnx'),
    decoder: inPackage(moonshine, moonshine, 'model/tiny/quantized/decoder_model_merged.onnx'),
    voice: inPackage(vad, `${vad}/dist/silero_vad_v5.onnx`, 'silero_vad_v5.onnx'),
  };
}
