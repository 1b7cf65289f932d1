/** Time stamps that no clock tells: a damaged packet may carry any number of 64 bits. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { IRational, Packet } from 'node-av/lib';
import { FURTHEST_STAMP } from '../ffmpeg.ts';

/**
 * Nobody shows one picture for longer than a day, in µs. A damaged frame rate made one last 248 days, and the recording with
 * it.
 */
export const LONGEST_DURATION = 86_400e6;

interface Limits {
  readonly stamp: bigint;
  readonly duration: bigint;
}

/** Takes impossible stamps off packets as they come out of the demuxer, as if the input had none there. */
export class StampLimits {
  /** By stream, in its ticks. */
  readonly #limits = new Map<number, Limits>();

  /** Checks one packet; `base` is that of its stream. */
  apply(packet: Packet, base: IRational): void {
    const limits = this.#limitsOf(packet.streamIndex, base);
    const { pts, dts, duration } = packet;
    if (pts !== AV_NOPTS_VALUE && isBeyond(pts, limits.stamp)) packet.pts = AV_NOPTS_VALUE;
    if (dts !== AV_NOPTS_VALUE && isBeyond(dts, limits.stamp)) packet.dts = AV_NOPTS_VALUE;
    if (isBeyond(duration, limits.duration)) packet.duration = 0n;
  }

  #limitsOf(stream: number, base: IRational): Limits {
    let limits = this.#limits.get(stream);
    if (limits === undefined) {
      limits = { stamp: inTicks(FURTHEST_STAMP, base), duration: inTicks(LONGEST_DURATION, base) };
      this.#limits.set(stream, limits);
    }
    return limits;
  }
}

const inTicks = (micros: number, { num, den }: IRational): bigint =>
  BigInt(Math.floor((micros / 1e6 / Math.max(1, num)) * den));

const isBeyond = (stamp: bigint, limit: bigint): boolean => stamp > limit || stamp < -limit;
