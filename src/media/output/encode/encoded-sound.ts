/** The mixed sound, encoded once for all sinks. */
import { CodecParameters, avGetCodecName, type IRational, type Packet } from 'node-av/lib';
import { subtract, type SampleIndex } from '../../../streams/time.ts';
import { check, toMicros } from '../../ffmpeg.ts';
import type { AudioFormat, Samples } from '../../pcm.ts';
import type { OutputPacket, OutputStreams, SoundEncoding } from '../sink.ts';
import { AudioEncoder } from './audio-encoder.ts';

/** What is encoded, and who takes it. */
export interface EncodedSoundOptions extends SoundEncoding {
  /** What the samples look like that `write` is given. */
  readonly format: AudioFormat;
  /** Where the first of them lies on the sinks' time line. */
  readonly start: SampleIndex;
  /** Takes each packet, which is freed afterwards. */
  readonly packet: (packet: OutputPacket) => void;
}

/** Encodes samples as they come and hands on packets in media time. It owns the encoder and its description. */
export class EncodedSound implements Disposable {
  readonly #packet: (packet: OutputPacket) => void;
  readonly #encoder: AudioEncoder;
  readonly #base: IRational;
  readonly #parameters = new CodecParameters();
  readonly #codec: string;

  /** @throws MediaError output-codec when the encoder refuses the plan */
  constructor({ plan, format, start, globalHeader, packet }: EncodedSoundOptions) {
    this.#packet = packet;
    this.#encoder = new AudioEncoder(plan, format, start, globalHeader);
    const { num, den } = this.#encoder.context.timeBase;
    this.#base = { num, den };
    this.#parameters.alloc();
    check(this.#parameters.fromContext(this.#encoder.context), 'describing the sound');
    this.#codec = avGetCodecName(this.#parameters.codecId) ?? plan.encoder;
  }

  /** For the sinks' headers; lives as long as this. */
  get stream(): OutputStreams['audio'] {
    return { parameters: this.#parameters, codec: this.#codec };
  }

  /** Encodes the samples that follow. @throws FFmpegFailure */
  write(samples: Samples): void {
    for (const packet of this.#encoder.write(samples)) this.#encoded(packet);
  }

  /** Encodes what is left. Nothing may be written afterwards. @throws FFmpegFailure */
  finish(): void {
    for (const packet of this.#encoder.finish()) this.#encoded(packet);
  }

  #encoded(packet: Packet): void {
    try {
      const stamp = packet.pts;
      const [pts, end] = [stamp, stamp + packet.duration].map((own) => toMicros(own, this.#base));
      if (pts === undefined || end === undefined) throw new Error('internal: an encoded packet without time');
      this.#packet({ kind: 'audio', packet, dts: pts, pts, duration: subtract(end, pts), key: true });
    } finally {
      packet.free();
    }
  }

  [Symbol.dispose](): void {
    this.#encoder[Symbol.dispose]();
    this.#parameters.free();
  }
}
