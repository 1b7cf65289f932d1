/** How pictures are to be shown: their shape, their rotation, what they show to each eye. */
import { AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_SPHERICAL, AV_PKT_DATA_STEREO3D } from 'node-av/constants';
import type { IRational, Rational, Stream } from 'node-av/lib';

/** What a container says of its pictures that the pictures do not say themselves. */
export interface PictureView {
  /** The display shape, such as `4:3`, where the pictures say another. */
  readonly shape?: string;
  /** Degrees by which they are turned, from −180 to 180. */
  readonly rotation?: number;
  readonly stereo: boolean;
  readonly spherical: boolean;
}

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

/** How a stream's pictures are to be shown. */
export function pictureView(stream: Stream): PictureView {
  const { codecpar } = stream;
  const shape = sampleShape(stream);
  const matrix = codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  const rotation = matrix === null ? 0 : rotationOf(matrix);
  return {
    ...(sameShape(shape, codecpar.sampleAspectRatio) ? {} : { shape: displayShape(codecpar, shape) }),
    ...(rotation === 0 ? {} : { rotation }),
    stereo: codecpar.getCodedSideData(AV_PKT_DATA_STEREO3D) !== null,
    spherical: codecpar.getCodedSideData(AV_PKT_DATA_SPHERICAL) !== null,
  };
}

function displayShape(
  { width, height }: { readonly width: number; readonly height: number },
  sample: IRational,
): string {
  const [wide, high] = [width * sample.num, height * sample.den];
  const divisor = greatestCommonDivisor(wide, high);
  const [a, b] = [wide / divisor, high / divisor];
  return a > 99 ? `${(wide / high).toFixed(2)}:1` : `${a}:${b}`;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The rotation of a display matrix (3 × 3 numbers of 16.16 bits, as MP4 has them), in degrees, whole. */
function rotationOf(matrix: Buffer): number {
  if (matrix.length < 36) return 0;
  const at = (index: number): number => matrix.readInt32LE(4 * index);
  return Math.round((Math.atan2(at(1), at(0)) * 180) / Math.PI);
}
