/** Width and height of a sampled picture, in pixels: what OBS screenshots and the frame encoders share. */
export const PICTURE_SIZE = 224;

/** One sampled picture: the whole frame squeezed to `PICTURE_SIZE` squared (no crop), RGB24, rows from the top, no padding. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `width · height · 3` bytes. */
  readonly data: Uint8Array;
}
