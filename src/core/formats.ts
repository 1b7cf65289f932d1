/** Sizes and rates on which both sides of an edge must agree: whoever makes a picture or sound, and whoever takes it. */

/** Width and height of a sampled picture, in pixels: what OBS screenshots and the frame encoders share. */
export const PICTURE_SIZE = 224;

/** One sampled picture: the whole frame squeezed to `PICTURE_SIZE` squared (no crop), RGB24, rows from the top, no padding. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `width · height · 3` bytes. */
  readonly data: Uint8Array;
}

/**
 * How a picture is squeezed: by averaging areas; or by the cubic filter of Pillow (Keys' with a = −1/2, widened where pictures are
 * made smaller), which image processors of CLIP ask for. Encoders name it: what made their vectors in training must make them later.
 */
export type PictureFilter = 'area' | 'bicubic';

/** Everything in speech recognition is mono at this rate, in Hz: what Moonshine and Silero were trained on. */
export const SPEECH_RATE = 16_000;

/** The rate of every library sound, in Hz. */
export const EFFECT_RATE = 48_000;

/**
 * Whether sound of this rate (Hz) and so many channels can be used. Brought to 48 kHz, a second of 1 Hz has as many samples
 * as a second of anything else, so a file of 33 KB would fill the memory.
 */
export const isUsableSound = (rate: number, channels: number): boolean =>
  rate >= 1_000 && rate <= 768_000 && channels >= 1 && channels <= 64;
