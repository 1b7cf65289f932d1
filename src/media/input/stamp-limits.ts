/** Time stamps that no clock tells: a damaged packet may carry any number of 64 bits. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { IRational, Packet } from 'node-av/lib';
import { FURTHEST_STAMP } from '../ffmpeg.ts';

/** Takes impossible stamps off packets as they come out of the demuxer, as if the input had none there. */
export class StampLimits {
  /** By stream, in its ticks. */
  readonly #limits = new Map<number, bigint>();

  /** Checks one packet; `base` is that of its stream. */
  apply(packet: Packet, base: IRational): void {
    const limit = this.#limitOf(packet.streamIndex, base);
    const { pts, dts, duration } = packet;
    if (pts !== AV_NOPTS_VALUE && isBeyond(pts, limit)) packet.pts = AV_NOPTS_VALUE;
    if (dts !== AV_NOPTS_VALUE && isBeyond(dts, limit)) packet.dts = AV_NOPTS_VALUE;
    if (isBeyond(duration, limit)) packet.duration = 0n;
  }

  #limitOf(stream: number, { num, den }: IRational): bigint {
    let limit = this.#limits.get(stream);
    if (limit === undefined) {
      limit = BigInt(Math.floor((FURTHEST_STAMP / 1e6 / Math.max(1, num)) * den));
      this.#limits.set(stream, limit);
    }
    return limit;
  }
}

const isBeyond = (stamp: bigint, limit: bigint): boolean => stamp > limit || stamp < -limit;
