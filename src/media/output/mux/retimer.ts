/** Moves one stream's packets so that media time 0 is 0, and gives those a decoding time that have none. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { avRescaleQ, type IRational, type Packet, type Stream } from 'node-av/lib';
import type { Micros } from '../../../streams/time.ts';
import { MICROS_BASE } from '../../ffmpeg.ts';

export class Retimer {
  readonly #base: IRational;
  readonly #zero: bigint;
  /** Frames by which decoding runs ahead of showing. */
  readonly #delay: bigint;
  readonly #period: bigint;
  #next: bigint | undefined;
  #last: bigint | undefined;

  constructor(source: Stream, zero: Micros) {
    this.#base = source.timeBase;
    this.#zero = avRescaleQ(BigInt(zero), MICROS_BASE, source.timeBase);
    this.#delay = BigInt(Math.max(0, source.codecpar.videoDelay));
    const { num, den } = source.avgFrameRate;
    this.#period = num > 0 && den > 0 ? avRescaleQ(1n, { num: den, den: num }, source.timeBase) : 1n;
  }

  /** All packets move by the same amount; their times end up in `base`, the output's. */
  retime(packet: Packet, base: IRational): void {
    const length = packet.duration > 0n ? packet.duration : this.#period;
    if (packet.dts === AV_NOPTS_VALUE) packet.dts = this.#guess(packet, length);
    if (packet.pts === AV_NOPTS_VALUE) packet.pts = packet.dts;
    this.#next = packet.dts + length;
    packet.pts -= this.#zero;
    packet.dts -= this.#zero;
    packet.rescaleTs(this.#base, base);
    // Muxers refuse decoding times that do not rise; coarse time bases round two to one.
    if (this.#last !== undefined && packet.dts <= this.#last) packet.dts = this.#last + 1n;
    if (packet.pts < packet.dts) packet.pts = packet.dts;
    this.#last = packet.dts;
  }

  /** Matroska stores no decoding times: the first packets start as far before 0 as the codec reorders. */
  #guess(packet: Packet, length: bigint): bigint {
    if (this.#next !== undefined) return this.#next;
    const shown = packet.pts === AV_NOPTS_VALUE ? this.#zero : packet.pts;
    return shown - this.#delay * length;
  }
}
