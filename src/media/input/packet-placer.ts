/** Gives an input's packets their times: reads what they say of themselves, and writes what holds. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Packet } from 'node-av/lib';
import { add, fromSeconds, subtract, ZERO, type Micros } from '../../streams/time.ts';
import { adtsLength, hasAdts } from './audio/adts.ts';
import type { OpenedInput } from './demuxer.ts';
import { stampedStreams } from './stamped-streams.ts';
import type { Jump, TimestampNormaliser } from './timestamp-normaliser.ts';

/** Containers whose clock may start anew inside: cuts and joins of transport and programme streams. */
const JUMPING = /mpeg|hls|rtsp|rtp/;
/** In these a file's stamps that all go on by more than this are another clock, as FFmpeg takes it; less is a hole. */
const MOST_HOLE: Micros = fromSeconds(10);

/** Whether an input's clock may start anew inside, so that one stream alone does not tell its time. */
export const mayJump = ({ info }: OpenedInput): boolean => JUMPING.test(info.container);

/** Whose packets are placed. */
export interface PacketPlacerOptions {
  readonly input: OpenedInput;
  /** The media time at which the connection begins. */
  readonly start: Micros;
  /** Sets the stamps straight. */
  readonly timestamps: TimestampNormaliser;
  /** A recording: its packets stay on the input's own clock wherever that is whole. Else they are set to media time. */
  readonly recorded: boolean;
}

/** Where a packet has been put. */
export interface PlacedPacketTime {
  /** Its decoding time, in media time. */
  readonly at: Micros;
  /** From here on the stream's stamps mean another time than before. */
  readonly moved: boolean;
  readonly jump?: Jump;
}

/** Places the packets of one connection, in the order in which they are read. Packets stay the caller's. */
export class PacketPlacer {
  /** What media time 0 is on the packets' clock, once they were placed. */
  readonly zero: Micros;
  readonly #input: OpenedInput;
  readonly #timestamps: TimestampNormaliser;
  /** By stream: whether its packets tell their sample rate. */
  #adts: readonly boolean[];

  constructor({ input, start, timestamps, recorded }: PacketPlacerOptions) {
    this.#input = input;
    this.#timestamps = timestamps;
    this.zero = recorded ? input.zero : ZERO;
    this.#adts = input.streams.map(hasAdts);
    timestamps.begin({
      start: add(start, this.zero),
      zero: input.zero,
      streams: stampedStreams(input),
      mostHole: mayJump(input) ? MOST_HOLE : Infinity,
    });
  }

  /** The input has further streams, from number `known` on: they go by the clock of the others. */
  join(known: number): void {
    for (const stream of stampedStreams(this.#input).slice(known)) this.#timestamps.join(stream);
    this.#adts = this.#input.streams.map(hasAdts);
  }

  /**
   * Sets a packet's stamps and duration. `clockMs`: when it arrived; absent where that tells nothing, as of a file.
   * `alone`: its stream goes on from its stamps, and no other does.
   */
  place(packet: Packet, clockMs?: number, alone = false): PlacedPacketTime {
    const { streamIndex: stream } = packet;
    const length = this.#adts[stream] === true ? this.#length(packet) : undefined;
    const { dts, pts, duration, at, moved, jump } = this.#timestamps.place({
      stream,
      dts: stamp(packet.dts),
      pts: stamp(packet.pts),
      duration: Number(packet.duration),
      ...(length === undefined ? {} : { length }),
      clockMs,
      alone,
    });
    packet.dts = BigInt(dts);
    packet.pts = BigInt(pts);
    packet.duration = BigInt(duration);
    return { at: subtract(at, this.zero), moved, ...(jump === undefined ? {} : { jump }) };
  }

  /** What an ADTS packet says of its own length, in ticks of its stream. */
  #length({ data, streamIndex }: Packet): number | undefined {
    const seconds = data === null ? undefined : adtsLength(data);
    const base = this.#input.streams[streamIndex]?.timeBase;
    return seconds === undefined || base === undefined ? undefined : (seconds * base.den) / base.num;
  }
}

const stamp = (value: bigint): number | undefined => (value === AV_NOPTS_VALUE ? undefined : Number(value));
