/**
 * Holds packets and sound between the input and the playhead; whoever fills it keeps it bounded. It owns what it holds, and
 * frees it when closed.
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
} from '../../streams/time.ts';
import type { PacketTime } from '../input/packet-time.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import { SoundStore } from './sound-store.ts';

/** A coded packet on hold. */
export interface DelayedPacket {
  readonly type: 'packet';
  /** Of the pictures, which are one stream over all connections, or of a further stream of the input. */
  readonly kind: 'video' | 'further';
  /** Its stream's number in the input. */
  readonly stream: number;
  /** It leaves when the playhead has passed this. */
  readonly at: Micros;
  readonly time: PacketTime;
  /** Whoever is given it frees it. */
  readonly packet: Packet;
  /** The connection that it came by. */
  readonly connection: number;
}

/** A block of PCM on hold. */
export interface DelayedSound {
  readonly type: 'sound';
  readonly start: SampleIndex;
  readonly samples: Samples;
}

/** Whatever a delay line gives. */
export type Delayed = DelayedPacket | DelayedSound;

/** Sound as it is held: `length` samples that lie at `place` in the store. */
interface HeldSound {
  readonly type: 'sound';
  readonly start: SampleIndex;
  readonly place: number;
  readonly length: number;
}

/** What can be said of an entry while it is held. */
export type Held = DelayedPacket | Pick<DelayedSound, 'type' | 'start'>;

interface Entry {
  readonly item: DelayedPacket | HeldSound;
  readonly at: Micros;
  readonly bytes: number;
  /** Counts what was put, so that what leaves keeps the order in which it came. */
  readonly turn: number;
}

/** One stream's entries in order of time; taken from the front without moving the rest. */
class Lane {
  #entries: Entry[] = [];
  #head = 0;

  get first(): Entry | undefined {
    return this.#entries[this.#head];
  }

  get last(): Entry | undefined {
    return this.first === undefined ? undefined : this.#entries.at(-1);
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** Puts the rest of a cut entry back. */
  unshift(entry: Entry): void {
    if (this.#head === 0) this.#entries.unshift(entry);
    else this.#entries[--this.#head] = entry;
  }

  shift(): Entry | undefined {
    const entry = this.first;
    if (entry === undefined) return undefined;
    this.#head += 1;
    if (this.#head >= 256) {
      this.#entries.splice(0, this.#head);
      this.#head = 0;
    }
    return entry;
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (let i = this.#head; i < this.#entries.length; i += 1) yield this.#entries[i] as Entry;
  }
}

/** The lanes of sound and pictures; further packets lie in that of their stream. */
const SOUND = -1;
const VIDEO = -2;

/** Holds media and gives it out in order of media time. It owns the packets it holds; disposing frees them. */
export class DelayLine implements Disposable {
  readonly #format: AudioFormat;
  readonly #lanes = new Map<number, Lane>();
  #store: SoundStore | undefined;
  #turns = 0;
  #bytes = 0;
  #closed = false;
  /** The most that was ever held. */
  readonly peak = { bytes: 0, span: 0 };

  /** `format`: that of its sound. */
  constructor(format: AudioFormat) {
    this.#format = format;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** From the oldest to the newest entry. */
  get span(): Micros {
    const oldest = this.oldest;
    const newest = this.newest;
    return oldest === undefined || newest === undefined ? ZERO : subtract(newest, oldest);
  }

  /** The time of the oldest entry; undefined while empty. */
  get oldest(): Micros | undefined {
    let oldest: Micros | undefined;
    for (const { first } of this.#lanes.values())
      if (first !== undefined && (oldest === undefined || first.at < oldest)) oldest = first.at;
    return oldest;
  }

  /** The time of the newest entry; undefined while empty. */
  get newest(): Micros | undefined {
    let newest: Micros | undefined;
    for (const { last } of this.#lanes.values())
      if (last !== undefined && (newest === undefined || last.at > newest)) newest = last.at;
    return newest;
  }

  /** Takes an item at once; once closed it frees it instead. */
  put(item: Delayed): void {
    if (this.#closed) {
      if (item.type === 'packet') item.packet.free();
      return;
    }
    const held = item.type === 'packet' ? item : this.#hold(item);
    const entry = { item: held, at: this.#time(item), bytes: size(item), turn: this.#turns++ };
    const lane = item.type === 'sound' ? SOUND : item.kind === 'video' ? VIDEO : item.stream;
    let entries = this.#lanes.get(lane);
    if (entries === undefined) this.#lanes.set(lane, (entries = new Lane()));
    entries.push(entry);
    this.#bytes += entry.bytes;
    this.peak.bytes = Math.max(this.peak.bytes, this.#bytes);
    this.peak.span = Math.max(this.peak.span, this.span);
  }

  /**
   * Everything before `playhead`, in the order it came; sound is cut at the playhead's sample, or at `soundPlayhead`'s
   * where the sound is to run ahead.
   */
  release(playhead: Micros, soundPlayhead: Micros = playhead): Delayed[] {
    const out: (Omit<Entry, 'item'> & { readonly item: Delayed })[] = [];
    for (const [lane, entries] of this.#lanes) {
      const until = lane === SOUND ? soundPlayhead : playhead;
      for (let entry = entries.first; entry !== undefined && entry.at < until; entry = entries.first) {
        entries.shift();
        this.#bytes -= entry.bytes;
        const { item } = entry;
        if (item.type === 'packet') {
          out.push({ ...entry, item });
          continue;
        }
        const length = Math.min(item.length, this.#samplesUntil(until, item.start));
        if (length > 0) out.push({ ...entry, item: this.#give(item, length) });
        if (length === item.length) continue;
        entries.unshift(this.#rest(entry, item, length));
        break;
      }
    }
    return out.sort((a, b) => a.turn - b.turn).map(({ item }) => item);
  }

  /** What is held, one lane after the other; nothing may be changed meanwhile. */
  *[Symbol.iterator](): Generator<Held> {
    for (const lane of this.#lanes.values()) for (const { item } of lane) yield item;
  }

  #hold({ start, samples }: DelayedSound): HeldSound {
    this.#store ??= new SoundStore(this.#format.precision);
    return { type: 'sound', start, place: this.#store.put(samples), length: samples.length };
  }

  /** How many samples from `start` on lie before `until`. */
  #samplesUntil(until: Micros, start: SampleIndex): number {
    const { rate, channels } = this.#format;
    return Math.max(0, toSample(until, rate) - start) * channels;
  }

  /** The first `length` samples, which the store then forgets. */
  #give({ start, place }: HeldSound, length: number): DelayedSound {
    const store = this.#store;
    if (store === undefined) throw new RangeError('internal: sound without a store');
    const samples = store.get(place, length);
    store.free(place + length);
    return { type: 'sound', start, samples };
  }

  /** What is left of an entry of which `length` samples were given. */
  #rest(entry: Entry, item: HeldSound, length: number): Entry {
    const start = sampleIndex(item.start + length / this.#format.channels);
    const bytes = (entry.bytes * (item.length - length)) / item.length;
    this.#bytes += bytes;
    const rest = { ...item, start, place: item.place + length, length: item.length - length };
    return { item: rest, at: this.#time(rest), bytes, turn: entry.turn };
  }

  #time(item: Held): Micros {
    return item.type === 'packet' ? item.at : fromSample(item.start, this.#format.rate);
  }

  /** Frees all that is held. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const item of this) if (item.type === 'packet') item.packet.free();
    this.#lanes.clear();
    this.#store = undefined;
    this.#bytes = 0;
  }
}

const size = (item: Delayed): number => (item.type === 'packet' ? item.packet.size : item.samples.byteLength);
