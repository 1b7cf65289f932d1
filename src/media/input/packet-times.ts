/** A recording's packets in media time; those that have no decoding time are given one. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { avRescaleQ, type IRational, type Packet, type Stream } from 'node-av/lib';
import { micros, subtract, type Micros } from '../../streams/time.ts';
import { MICROS_BASE, toMicros } from '../ffmpeg.ts';

/** A packet's place in media time. */
export interface PacketTime {
  readonly dts: Micros;
  readonly pts: Micros;
  /** 0 where the input has none. */
  readonly duration: Micros;
  readonly key: boolean;
}

/** Of one stream of the input, whose packets come in the order in which they are decoded. */
export class PacketTimes {
  readonly #base: IRational;
  readonly #zero: Micros;
  /** Frames by which decoding runs ahead of showing. */
  readonly #delay: bigint;
  readonly #period: bigint;
  #next: bigint | undefined;

  /** `zero`: what media time 0 is on the input's own clock. */
  constructor(source: Stream, zero: Micros) {
    const { num, den } = source.timeBase;
    this.#base = { num, den };
    this.#zero = zero;
    this.#delay = BigInt(Math.max(0, source.codecpar.videoDelay));
    const rate = source.avgFrameRate;
    this.#period =
      rate.num > 0 && rate.den > 0 ? avRescaleQ(1n, { num: rate.den, den: rate.num }, this.#base) : 1n;
  }

  /** The times of the stream's next packet, in order of decoding. */
  of(packet: Packet): PacketTime {
    const { duration, isKeyframe: key } = packet;
    const length = duration > 0n ? duration : this.#period;
    const dts = packet.dts === AV_NOPTS_VALUE ? this.#guess(packet, length) : packet.dts;
    const pts = packet.pts === AV_NOPTS_VALUE ? dts : packet.pts;
    this.#next = dts + length;
    return { dts: this.#at(dts), pts: this.#at(pts), duration: this.#micros(duration), key };
  }

  /** Matroska stores no decoding times: the first packets start as far before 0 as the codec reorders. */
  #guess(packet: Packet, length: bigint): bigint {
    if (this.#next !== undefined) return this.#next;
    const zero = avRescaleQ(BigInt(this.#zero), MICROS_BASE, this.#base);
    const shown = packet.pts === AV_NOPTS_VALUE ? zero : packet.pts;
    return shown - this.#delay * length;
  }

  readonly #at = (own: bigint): Micros => subtract(this.#micros(own), this.#zero);
  readonly #micros = (own: bigint): Micros => toMicros(own, this.#base) ?? micros(0);
}
