/** One video frame squeezed whole into 224×224 RGB24. */
import {
  AV_OPT_TYPE_DOUBLE,
  AV_PIX_FMT_RGB24,
  SWS_ACCURATE_RND,
  SWS_AREA,
  SWS_BICUBIC,
  SWS_BITEXACT,
  SWS_FULL_CHR_H_INT,
  type AVPixelFormat,
  type SwsFlags,
} from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import { PICTURE_SIZE, type Picture, type PictureFilter } from '../../../core/formats.ts';
import { check } from '../../ffmpeg.ts';

/** Bit-exact, so that machines agree. */
const EXACT = SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INT;
/** Neither loses a detail of a large frame by chance. */
const FLAGS = {
  area: (SWS_AREA | EXACT) as SwsFlags,
  bicubic: (SWS_BICUBIC | EXACT) as SwsFlags,
} as const satisfies Record<PictureFilter, SwsFlags>;
/** B and C of the cubic filters of Mitchell and Netravali that make Pillow's; FFmpeg's own C is 0.6. */
const PILLOW = { param0: 0, param1: 0.5 } as const;

/** Scales frames of any size and format. It owns FFmpeg's scaler; the frames stay the caller's. */
export class PictureScaler implements Disposable {
  #context: SoftwareScaleContext | undefined;
  #from = '';
  readonly #target = new Frame();
  readonly #filter: PictureFilter;

  constructor(filter: PictureFilter = 'area') {
    this.#filter = filter;
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
      this.#context = this.#open(width, height, format);
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

  #open(width: number, height: number, format: AVPixelFormat): SoftwareScaleContext {
    const context = new SoftwareScaleContext();
    if (this.#filter === 'bicubic') {
      context.allocContext();
      for (const [name, value] of Object.entries(PILLOW))
        check(context.setOption(name, value, AV_OPT_TYPE_DOUBLE), 'setting up the scaler');
      const sizes = { srcw: width, srch: height, dstw: PICTURE_SIZE, dsth: PICTURE_SIZE };
      const formats = { src_format: format, dst_format: AV_PIX_FMT_RGB24, sws_flags: FLAGS.bicubic };
      for (const [name, value] of Object.entries({ ...sizes, ...formats }))
        check(context.setOption(name, value), 'setting up the scaler');
      check(context.initContext(), 'setting up the scaler');
    } else
      context.getContext(
        ...([width, height, format] as const),
        ...([PICTURE_SIZE, PICTURE_SIZE, AV_PIX_FMT_RGB24, FLAGS.area] as const),
      );
    return context;
  }

  [Symbol.dispose](): void {
    this.#context?.freeContext();
    this.#target.free();
  }
}
