/** A still picture in a file's bytes (JPEG or PNG), squeezed as the frame sampler squeezes its pictures. */
import { AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG, type AVCodecID } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import type { Picture, PictureFilter } from '../../../core/formats.ts';
import { MediaError } from '../../errors.ts';
import { check, setOptions } from '../../ffmpeg.ts';
import { MOST_PIXELS } from '../../most-pixels.ts';
import { PictureScaler } from './scaler.ts';

/** The pictures that are understood, by how they begin. */
const FORMATS: readonly { readonly begins: Buffer; readonly codec: AVCodecID }[] = [
  { begins: Buffer.from([0xff, 0xd8, 0xff]), codec: AV_CODEC_ID_MJPEG },
  { begins: Buffer.from([0x89, 0x50, 0x4e, 0x47]), codec: AV_CODEC_ID_PNG },
];

/** Decodes stills one after the other. It owns FFmpeg's scaler. */
export class StillDecoder implements Disposable {
  readonly #scaler: PictureScaler;

  constructor(filter?: PictureFilter) {
    this.#scaler = new PictureScaler(filter);
  }

  /**
   * One whole picture.
   * @throws MediaError input-not-media, input-broken
   */
  decode(bytes: Buffer): Picture {
    const format = FORMATS.find(({ begins }) => bytes.subarray(0, begins.length).equals(begins));
    const codec = format === undefined ? null : Codec.findDecoder(format.codec);
    if (codec === null)
      throw new MediaError('input-not-media', 'A picture is neither JPEG nor PNG.', 'Update OBS.');
    const decoder = new CodecContext();
    const packet = new Packet();
    const frame = new Frame();
    try {
      decoder.allocContext3(codec);
      setOptions(decoder, { threads: '1', max_pixels: MOST_PIXELS });
      check(decoder.open2Sync(codec, null), 'opening the decoder of a still');
      packet.alloc();
      packet.data = bytes;
      frame.alloc();
      if (decoder.sendPacketSync(packet) < 0 || decoder.receiveFrameSync(frame) < 0)
        throw new MediaError('input-broken', 'A picture is damaged.', 'The next one is taken.');
      return this.#scaler.scale(frame);
    } finally {
      frame.free();
      packet.free();
      decoder.freeContext();
    }
  }

  [Symbol.dispose](): void {
    this.#scaler[Symbol.dispose]();
  }
}
