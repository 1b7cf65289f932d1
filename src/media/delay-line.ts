/**
 * Holds packets and sound between the input and the playhead. Bounded in seconds and bytes: whoever fills it asks for
 * room first. It owns what it holds, and frees it when closed.
 */
import type { Packet } from 'node-av/lib';
import {
  fromSample,
  sampleIndex,
  subtract,
  toSample,
  ZERO,
  type Micros,
  type SampleIndex,
} from '../streams/time.ts';
import { MediaError } from './errors.ts';
import type { ProgramFormat, Samples } from './pcm.ts';

export interface DelayedPacket {
  readonly type: 'packet';
  readonly stream: number;
  readonly at: Micros;
  /** Whoever is given it frees it. */
  readonly packet: Packet;
}

export interface DelayedSound {
  readonly type: 'sound';
  readonly start: SampleIndex;
  readonly samples: Samples;
}

export type Delayed = DelayedPacket | DelayedSound;

export interface DelayLineOptions {
  readonly maxSpan: Micros;
  readonly maxBytes: number;
  /** The programme's format; absent when there is no sound. */
  readonly format?: ProgramFormat;
}

interface Entry {
  readonly item: Delayed;
  readonly at: Micros;
  readonly bytes: number;
}

export class DelayLine implements Disposable {
  readonly #options: DelayLineOptions;
  #entries: Entry[] = [];
  #bytes = 0;
  #oldest: Micros = ZERO;
  #newest: Micros = ZERO;
  #closed = false;
  #waiting: (() => void)[] = [];
  /** The most that was ever held. */
  readonly peak = { bytes: 0, span: 0 };

  constructor(options: DelayLineOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** From the oldest to the newest entry. */
  get span(): Micros {
    return this.#entries.length === 0 ? ZERO : subtract(this.#newest, this.#oldest);
  }

  get hasRoom(): boolean {
    return this.#bytes < this.#options.maxBytes && this.span < this.#options.maxSpan;
  }

  /** Resolves once there is room, or the line is closed. */
  async room(): Promise<void> {
    while (!this.hasRoom && !this.#closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Takes an item at once, room or not; once closed it frees it instead. */
  put(item: Delayed): void {
    if (this.#closed) {
      if (item.type === 'packet') item.packet.free();
      return;
    }
    const entry = { item, at: this.#time(item), bytes: size(item) };
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
    this.#measure();
  }

  /** Waits for room, then takes the item. */
  async push(item: Delayed): Promise<void> {
    await this.room();
    this.put(item);
  }

  /** Everything before `playhead`, in the order it came; sound is cut at the playhead's sample. */
  release(playhead: Micros): Delayed[] {
    const out: Delayed[] = [];
    const kept: Entry[] = [];
    for (const entry of this.#entries) {
      if (entry.at >= playhead) kept.push(entry);
      else if (entry.item.type === 'packet') out.push(entry.item);
      else this.#cut(entry.item, playhead, out, kept);
    }
    this.#entries = kept;
    this.#bytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#measure();
    this.#wake();
    return out;
  }

  #cut(sound: DelayedSound, playhead: Micros, out: Delayed[], kept: Entry[]): void {
    const { rate, channels } = this.#format();
    const frames = sound.samples.length / channels;
    const until = Math.min(frames, toSample(playhead, rate) - sound.start);
    if (until >= frames) {
      out.push(sound);
      return;
    }
    if (until > 0) out.push({ ...sound, samples: sound.samples.subarray(0, until * channels) });
    const rest: DelayedSound = {
      type: 'sound',
      start: sampleIndex(sound.start + Math.max(0, until)),
      samples: sound.samples.subarray(Math.max(0, until) * channels),
    };
    kept.push({ item: rest, at: this.#time(rest), bytes: size(rest) });
  }

  #format(): ProgramFormat {
    if (this.#options.format === undefined)
      throw new MediaError('MIXER_FAILED', 'internal: sound without a format', 'Report this.');
    return this.#options.format;
  }

  #time(item: Delayed): Micros {
    return item.type === 'packet' ? item.at : fromSample(item.start, this.#format().rate);
  }

  #measure(): void {
    let oldest = Infinity;
    let newest = -Infinity;
    const [first] = this.#entries;
    const last = this.#entries.at(-1);
    // Entries come nearly in order of time; the ends are near enough for a bound.
    for (const entry of [first, last]) {
      if (entry === undefined) continue;
      oldest = Math.min(oldest, entry.at);
      newest = Math.max(newest, entry.at);
    }
    if (first === undefined) return;
    this.#oldest = oldest as Micros;
    this.#newest = newest as Micros;
    this.peak.bytes = Math.max(this.peak.bytes, this.#bytes);
    this.peak.span = Math.max(this.peak.span, this.span);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Frees all that is held; waiting pushes come back. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { item } of this.#entries.splice(0)) if (item.type === 'packet') item.packet.free();
    this.#bytes = 0;
    this.#wake();
  }
}

const size = (item: Delayed): number => (item.type === 'packet' ? item.packet.size : item.samples.byteLength);
