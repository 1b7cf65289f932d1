/** Decodes one connection of an input: gives its packets media time, and hands on copies, sound, speech and pictures. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import type { AudioFormat } from '../pcm.ts';
import { toSample, ZERO, type Micros } from '../../streams/time.ts';
import type { OpenedInput } from './demuxer.ts';
import type { StreamInfo } from './info.ts';
import { InputDecoder } from './input-decoder.ts';
import { GapFiller } from './audio/gaps.ts';
import type { InputItem } from './source.ts';
import type { TimestampNormaliser, StampedStream } from './timestamp-normaliser.ts';
import { TimestampFollower } from './audio/timestamp-follower.ts';

export interface ConnectionOptions {
  readonly input: OpenedInput;
  readonly start: Micros;
  readonly format: AudioFormat;
  readonly timestamps: TimestampNormaliser;
  readonly pictures: boolean;
  readonly speech: boolean;
  /** A recording: its sound is put in its place as `decorate` does it, so that both give the same. */
  readonly recording: boolean;
  readonly onItem: (item: InputItem) => void;
}

export interface ConnectionFacts {
  readonly damaged: number;
  readonly framesDecoded: number;
  readonly gaps: number;
  readonly jumps: number;
  readonly audioDriftPpm: number;
}

/** What a packet was, for the clock and the counters. */
export interface Taken {
  readonly at: Micros;
  readonly bytes: number;
  /** Picture or sound. */
  readonly timed: boolean;
}

export class ConnectionDecoder implements Disposable {
  readonly packet = new Packet();
  readonly #options: ConnectionOptions;
  readonly #decoder: InputDecoder;
  readonly #line: GapFiller | TimestampFollower;
  #jumps = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { input, format, start } = options;
    this.packet.alloc();
    this.#line = options.recording
      ? new GapFiller(format, { from: toSample(start, format.rate) })
      : new TimestampFollower({ format, from: start, onGap: (at, length) => this.#gap(at, length) });
    this.#decoder = new InputDecoder({
      input,
      zero: ZERO,
      from: start,
      pictures: options.pictures,
      speech: options.speech,
      packets: true,
      prompt: true,
      ...(input.info.audio === undefined ? {} : { sound: { format, line: this.#line } }),
    });
    options.timestamps.begin(
      start,
      input.zero,
      input.streams.map((stream, index) => stamped(stream, input.info.streams[index])),
    );
  }

  get facts(): ConnectionFacts {
    const { ppm, gaps } =
      this.#line instanceof GapFiller ? { ppm: 0, gaps: this.#line.counts.gaps } : this.#line;
    return { ...this.#decoder.facts, gaps, jumps: this.#jumps, audioDriftPpm: ppm };
  }

  /** The end of all that was handed on. */
  get end(): Micros {
    return this.#decoder.end;
  }

  /** Gives the packet that was read its media time; undefined when it is of no use. */
  place(clockMs: number): Taken | undefined {
    const { packet } = this;
    const kind = this.#options.input.info.streams[packet.streamIndex]?.kind;
    if (kind === undefined) {
      // A stream that began after the probing: nobody knows it.
      packet.unref();
      return undefined;
    }
    const placed = this.#options.timestamps.place({
      stream: packet.streamIndex,
      dts: stamp(packet.dts),
      pts: stamp(packet.pts),
      duration: Number(packet.duration),
      clockMs,
    });
    packet.dts = BigInt(placed.dts);
    packet.pts = BigInt(placed.pts);
    if (placed.jump !== undefined) {
      this.#jumps += 1;
      this.#options.onItem({ type: 'note', note: { type: 'input-jump', ...placed.jump, at: placed.at } });
    }
    return { at: placed.at, bytes: packet.size, timed: kind === 'video' || kind === 'audio' };
  }

  /** Hands on what follows from the packet, and lets go of it. */
  handOn(): void {
    for (const item of this.#decoder.take(this.packet)) this.#options.onItem(item);
    this.packet.unref();
  }

  /** Hands on what is left. */
  finish(): void {
    for (const item of this.#decoder.finish()) this.#options.onItem(item);
  }

  #gap(at: Micros, length: Micros): void {
    this.#options.onItem({ type: 'note', note: { type: 'input-gap', at, length } });
  }

  [Symbol.dispose](): void {
    this.packet.free();
    this.#decoder[Symbol.dispose]();
    if (this.#line instanceof TimestampFollower) this.#line[Symbol.dispose]();
  }
}

const stamp = (value: bigint): number | undefined => (value === AV_NOPTS_VALUE ? undefined : Number(value));

function stamped(stream: Stream, info: StreamInfo | undefined): StampedStream {
  const timed = info !== undefined && !info.cover && (info.kind === 'video' || info.kind === 'audio');
  return {
    kind: timed ? info.kind : 'other',
    base: stream.timeBase,
    wrapBits: stream.ptsWrapBits,
    usual: usualLength(stream),
  };
}

/** Ticks of one packet: a transport stream's first packets of sound tell neither stamp nor duration. */
function usualLength({ codecpar, timeBase, avgFrameRate }: Stream): number {
  const seconds =
    codecpar.frameSize > 0 && codecpar.sampleRate > 0
      ? codecpar.frameSize / codecpar.sampleRate
      : avgFrameRate.num > 0
        ? avgFrameRate.den / avgFrameRate.num
        : 0;
  return Math.round((seconds * timeBase.den) / timeBase.num);
}
