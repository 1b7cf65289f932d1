/** The shape in which pictures are to be shown. */
import type { IRational, Rational, Stream } from 'node-av/lib';

/**
 * The shape of a stream's picture elements (sample aspect ratio; 0 when nobody says): the container's word, else the
 * codec's. The two may differ (`ffmpeg -aspect`, anamorphic DVD, DV), and FFmpeg's muxers refuse a header that says both.
 */
export function sampleShape({ sampleAspectRatio, codecpar }: Stream): Rational {
  return sampleAspectRatio.num > 0 ? sampleAspectRatio : codecpar.sampleAspectRatio;
}

/** Whether two shapes are one; what nobody says is square. */
export function sameShape(a: IRational, b: IRational): boolean {
  const [x, y] = [a, b].map((shape) => (shape.num > 0 ? shape.num / shape.den : 1));
  return x === y;
}
