/** One connection to an input: its packets read, put on media time, and what follows from them handed on. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import type { ProgramFormat } from '../pcm.ts';
import { fromSample, micros, toSample, ZERO, type Micros } from '../../streams/time.ts';
import type { OpenedInput, StreamInfo } from '../ingest/input.ts';
import { Taps, type IngestItem } from '../ingest/taps.ts';
import { Timeline } from '../ingest/timeline.ts';
import type { LiveItem } from './items.ts';
import type { Reanchor, StampedStream } from './reanchor.ts';

export interface LegOptions {
  readonly input: OpenedInput;
  readonly start: Micros;
  readonly format: ProgramFormat;
  readonly reanchor: Reanchor;
  readonly pictures: boolean;
  readonly speech: boolean;
  readonly onItem: (item: LiveItem) => void;
}

/** What a packet was, for the clock and the counters. */
export interface Taken {
  readonly at: Micros;
  readonly bytes: number;
  /** Picture or sound. */
  readonly timed: boolean;
}

export class LegTaps implements Disposable {
  readonly packet = new Packet();
  readonly #options: LegOptions;
  readonly #taps: Taps;
  readonly #timeline: Timeline;
  #jumps = 0;

  constructor(options: LegOptions) {
    this.#options = options;
    const { input, format, start } = options;
    this.packet.alloc();
    this.#timeline = new Timeline(format, { from: toSample(start, format.rate) });
    this.#taps = new Taps({
      input,
      zero: ZERO,
      from: start,
      pictures: options.pictures,
      speech: options.speech,
      packets: true,
      prompt: true,
      ...(input.info.audio === undefined ? {} : { sound: { format, line: this.#timeline } }),
    });
    options.reanchor.begin(
      start,
      input.zero,
      input.streams.map((stream, index) => stamped(stream, input.info.streams[index])),
    );
  }

  get facts(): {
    readonly damaged: number;
    readonly framesDecoded: number;
    readonly gaps: number;
    readonly jumps: number;
  } {
    return { ...this.#taps.facts, gaps: this.#timeline.counts.gaps, jumps: this.#jumps };
  }

  /** The end of all that was handed on. */
  get end(): Micros {
    return this.#taps.end;
  }

  /** Gives the packet that was read its media time. */
  place(wallMs: number): Taken | undefined {
    const { packet } = this;
    const kind = this.#options.input.info.streams[packet.streamIndex]?.kind;
    if (kind === undefined) return undefined;
    const placed = this.#options.reanchor.place({
      stream: packet.streamIndex,
      dts: stamp(packet.dts),
      pts: stamp(packet.pts),
      duration: Number(packet.duration),
      wallMs,
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
    this.#emit(() => this.#taps.take(this.packet));
    this.packet.unref();
  }

  /** Hands on what is left. */
  finish(): void {
    this.#emit(() => this.#taps.finish());
  }

  #emit(make: () => readonly IngestItem[]): void {
    const { counts } = this.#timeline;
    const [gaps, filled] = [counts.gaps, counts.filled];
    const from = this.#timeline.end;
    const items = make();
    const { rate } = this.#options.format;
    if (counts.gaps > gaps) {
      const length = fromSample(
        toSample(micros(Math.round(((counts.filled - filled) / rate) * 1e6)), rate),
        rate,
      );
      this.#options.onItem({ type: 'note', note: { type: 'input-gap', at: fromSample(from, rate), length } });
    }
    for (const item of items) this.#options.onItem(item);
  }

  [Symbol.dispose](): void {
    this.packet.free();
    this.#taps[Symbol.dispose]();
  }
}

const stamp = (value: bigint): number | undefined => (value === AV_NOPTS_VALUE ? undefined : Number(value));

function stamped(stream: Stream, info: StreamInfo | undefined): StampedStream {
  const timed = info !== undefined && !info.cover && (info.kind === 'video' || info.kind === 'audio');
  return {
    kind: timed ? (info.kind as 'video' | 'audio') : 'other',
    base: stream.timeBase,
    wrapBits: stream.ptsWrapBits,
  };
}
