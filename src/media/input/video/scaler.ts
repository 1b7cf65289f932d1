/** One video frame squeezed whole into 224×224 RGB24. */
import {
  AV_PIX_FMT_RGB24,
  SWS_ACCURATE_RND,
  SWS_AREA,
  SWS_BITEXACT,
  SWS_FULL_CHR_H_INT,
  type AVPixelFormat,
  type SwsFlags,
} from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import { PICTURE_SIZE, type Picture } from '../../../core/formats.ts';
import { check } from '../../ffmpeg.ts';

/** Area averaging, so that no detail of a large frame is lost by chance; bit-exact, so that machines agree. */
const FLAGS = (SWS_AREA | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INT) as SwsFlags;

/** 8192×8192: 8K has half of it. Larger pictures, of 100 MB and more each, are never decoded. */
export const MOST_PIXELS = '67108864';

/** Scales frames of any size and format. It owns FFmpeg's scaler; the frames stay the caller's. */
export class PictureScaler implements Disposable {
  #context: SoftwareScaleContext | undefined;
  #from = '';
  readonly #target = new Frame();

  constructor() {
    this.#target.alloc();
    this.#target.format = AV_PIX_FMT_RGB24;
    this.#target.width = PICTURE_SIZE;
    this.#target.height = PICTURE_SIZE;
    try {
      check(this.#target.getBuffer(1), 'making room for a picture');
    } catch (error) {
      this.#target.free();
      throw error;
    }
  }

  scale(frame: Frame): Picture {
    const { width, height } = frame;
    const format = frame.format as AVPixelFormat;
    const from = `${width} ${height} ${format}`;
    if (this.#context === undefined || from !== this.#from) {
      this.#context?.freeContext();
      this.#context = new SoftwareScaleContext();
      this.#context.getContext(width, height, format, PICTURE_SIZE, PICTURE_SIZE, AV_PIX_FMT_RGB24, FLAGS);
      this.#from = from;
    }
    const target = this.#target;
    const [rows] = target.data ?? [];
    if (rows === undefined || frame.data === null) throw new Error('internal: a picture without memory');
    const stride = target.linesize[0] ?? 0;
    check(
      this.#context.scaleSync(frame.data, frame.linesize, 0, height, [rows], [stride]),
      'scaling a picture',
    );
    const row = PICTURE_SIZE * 3;
    const data = new Uint8Array(row * PICTURE_SIZE);
    for (let y = 0; y < PICTURE_SIZE; y += 1) data.set(rows.subarray(y * stride, y * stride + row), y * row);
    return { width: PICTURE_SIZE, height: PICTURE_SIZE, data };
  }

  [Symbol.dispose](): void {
    this.#context?.freeContext();
    this.#target.free();
  }
}
