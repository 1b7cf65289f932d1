/** What turns a picture, a sentence or an effect into one vector, and how it fails. */
import { MomentfxError } from '../../core/errors.ts';
import type { Picture } from '../../core/formats.ts';

/**
 * One frozen encoder. `name` stands for its numbers: two encoders of one name give the same vectors, so a checkpoint
 * names those it was trained with and refuses others.
 */
export interface Encoder<Input> {
  readonly name: string;
  /** Length of each vector. */
  readonly width: number;
  /**
   * One vector per input, in order, of unit length unless the encoder says otherwise; the same input gives the same vector
   * in any batch. Rejects with an `EncoderInputError` for an input it cannot read and with an `EncoderReleasedError`
   * after `release`. The call blocks its thread while the session runs.
   */
  embed(batch: readonly Input[]): Promise<Float32Array[]>;
  /** Frees the session; a second call does nothing. */
  release(): Promise<void>;
}

/** Encoders of one family, opened together and released together. */
export interface Encoders {
  /** Of pictures, 512 values. */
  readonly frame: Encoder<Picture>;
  /** Of sentences and descriptions, 512 values. */
  readonly text: Encoder<string>;
  /** Of effects, 1,024 values; takes mono samples at 48 kHz, 0.05 to 10 s of them. */
  readonly audio: Encoder<Float32Array>;
  /** Frees all three; a second call does nothing. */
  release(): Promise<void>;
}

/** The encoders' folder cannot be used: a file is missing, damaged, or of a newer kind. */
export class EncoderFilesError extends MomentfxError<'encoder-files'> {
  constructor(folder: string, fault: string, options?: ErrorOptions) {
    super(
      'encoder-files',
      `The encoders in ${folder} can't be used: ${fault}.`,
      'Delete that folder and start again: it is made anew, or pulled again where it is a package (`momentfx models list`).',
      options,
    );
  }
}

/** An input has the wrong size or values. */
export class EncoderInputError extends MomentfxError<'encoder-input'> {
  constructor(encoder: string, fault: string, nextStep: string) {
    super('encoder-input', `${encoder} can't read its input: ${fault}.`, nextStep);
  }
}

/** The encoder was used after its release. */
export class EncoderReleasedError extends MomentfxError<'encoder-released'> {
  constructor(encoder: string) {
    super('encoder-released', `${encoder} was released.`, 'Open the encoders again, or release them later.', {
      fault: 'internal',
    });
  }
}
