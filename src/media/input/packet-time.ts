/** A packet's place in media time, as the sinks are told it. */
import type { IRational, Packet } from 'node-av/lib';
import { subtract, ZERO, type Micros } from '../../streams/time.ts';
import { toMicros } from '../ffmpeg.ts';

/** A packet's place in media time. */
export interface PacketTime {
  readonly dts: Micros;
  readonly pts: Micros;
  /** 0 where the input has none. */
  readonly duration: Micros;
  readonly key: boolean;
}

/** Of a packet whose stamps, in `base`, were set straight; `zero`: what media time 0 is on their clock. */
export function packetTime(
  { dts, pts, duration, isKeyframe: key }: Packet,
  base: IRational,
  zero: Micros,
): PacketTime {
  const own = (stamp: bigint): Micros => toMicros(stamp, base) ?? ZERO;
  return { dts: subtract(own(dts), zero), pts: subtract(own(pts), zero), duration: own(duration), key };
}
