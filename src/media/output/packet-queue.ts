/** What waits to be written to one output: bounded, in order of decoding, cut only at key frames. */
import type { Packet } from 'node-av/lib';
import { micros, subtract, ZERO, type Micros } from '../../streams/time.ts';
import type { OutputPacket } from './sink.ts';

/** A packet of the queue's own. */
export interface QueuedPacket {
  readonly kind: 'video' | 'audio';
  readonly packet: Packet;
  readonly dts: Micros;
  readonly pts: Micros;
  readonly duration: Micros;
  readonly key: boolean;
  readonly size: number;
  /** When it came, in ms of the queue's clock. */
  readonly cameMs: number;
}

/** What may wait; beyond either the oldest goes, up to the next key frame. */
export interface QueueLimits {
  /** Media time that may wait. */
  readonly span: Micros;
  readonly bytes: number;
}

/**
 * Media that came at once, after a sleep of the sender or of ourselves, is no sign of a slow peer: it is given this long
 * (ms) to go before the limit of media time holds for it.
 */
const BURST_MS = 5_000;

/** Video and sound arrive separately: one waits this long for the other, to be sent in order, before it goes alone. */
const LOOKAHEAD = micros(500_000);

/**
 * Packets of one stream segment (between two `begin`s). It clones what it takes and frees what it drops; a
 * packet that was taken out belongs to the taker.
 */
export class PacketQueue {
  readonly #limits: QueueLimits;
  readonly #hasVideo: boolean;
  readonly #now: (() => number) | undefined;
  #video: QueuedPacket[] = [];
  #audio: QueuedPacket[] = [];
  #bytes = 0;
  /** Video is left out until the next key frame. */
  #awaitsKey = true;
  /** Sound before this is left out. */
  #from: Micros | undefined;
  #finished = false;

  /** `now`: milliseconds of a clock; without it everything that waits has waited for long. */
  constructor(hasVideo: boolean, limits: QueueLimits, now?: () => number) {
    this.#hasVideo = hasVideo;
    this.#limits = limits;
    this.#now = now;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get span(): Micros {
    const first = Math.min(this.#video[0]?.dts ?? Infinity, this.#audio[0]?.dts ?? Infinity);
    const last = Math.max(this.#video.at(-1)?.dts ?? -Infinity, this.#audio.at(-1)?.dts ?? -Infinity);
    return last > first ? micros(last - first) : ZERO;
  }

  /** Nothing more will come: what waits is given without looking ahead. */
  finish(): void {
    this.#finished = true;
    // Sound that waited for a picture will never be let through.
    if (this.#hasVideo && this.#awaitsKey) this.#free(this.#audio, this.#audio.length);
  }

  get ended(): boolean {
    return this.#finished && this.#video.length === 0 && this.#audio.length === 0;
  }

  /** Takes a packet; gives how many had to go to make room. */
  push(source: OutputPacket): number {
    if (source.kind === 'video') {
      if (this.#awaitsKey && !source.key) return 0;
      if (this.#awaitsKey) this.#startAt(source.dts);
    } else if (this.#from !== undefined && source.dts < this.#from) return 0;
    const packet = source.packet.clone();
    if (packet === null) return 1;
    const { kind, dts, pts, duration, key } = source;
    const size = packet.size;
    const cameMs = this.#now?.() ?? -Infinity;
    const list = kind === 'video' ? this.#video : this.#audio;
    list.push({ kind, packet, dts, pts, duration, key, size, cameMs });
    this.#bytes += size;
    return this.#makeRoom();
  }

  /** The next packet in order of decoding; undefined while it is not known. */
  peek(): QueuedPacket | undefined {
    return this.#next()[0];
  }

  /** What `peek` gave; it then belongs to the caller. */
  take(): QueuedPacket | undefined {
    const item = this.#next().shift();
    if (item !== undefined) this.#bytes -= item.size;
    return item;
  }

  /** The list whose head is next, or an empty one. */
  #next(): QueuedPacket[] {
    const [video, audio] = [this.#video[0], this.#audio[0]];
    if (video === undefined && audio === undefined) return [];
    if (video !== undefined && audio !== undefined) return video.dts <= audio.dts ? this.#video : this.#audio;
    // Sound before the first picture is not sent: a player would begin without one.
    if (this.#hasVideo && this.#awaitsKey) return [];
    if (!this.#finished && this.#hasVideo && this.span < LOOKAHEAD) return [];
    return video === undefined ? this.#audio : this.#video;
  }

  /** Leaves out all before the newest key frame (`newest`), or all: what follows starts with a key frame. */
  restart(newest: boolean): number {
    const at = newest ? this.#video.findLastIndex(({ key }) => key) : -1;
    return this.#cut(at);
  }

  /** Drops everything that waits; gives how many packets that were. */
  clear(): number {
    return this.#cut(-1);
  }

  #startAt(dts: Micros): void {
    this.#awaitsKey = false;
    this.#from = dts;
    this.#dropAudioBefore(dts);
  }

  /** While a key frame is awaited, only sound of the last `LOOKAHEAD` is kept: as far as video may lag behind sound. */
  #makeRoom(): number {
    let dropped = 0;
    if (this.#hasVideo && this.#awaitsKey) {
      const newest = this.#audio.at(-1);
      if (newest !== undefined) this.#dropAudioBefore(subtract(newest.dts, LOOKAHEAD));
      return 0;
    }
    while (this.#isLate || this.#bytes > this.#limits.bytes) {
      const before = dropped;
      if (this.#hasVideo) dropped += this.#cut(this.#video.findIndex(({ key }, index) => key && index > 0));
      else dropped += this.#free(this.#audio, Math.ceil(this.#audio.length / 2));
      if (dropped === before) break;
    }
    return dropped;
  }

  /** More media wait than may, and not because they have just come. */
  get #isLate(): boolean {
    if (this.span <= this.#limits.span) return false;
    const first = Math.min(this.#video[0]?.cameMs ?? Infinity, this.#audio[0]?.cameMs ?? Infinity);
    return (this.#now?.() ?? Infinity) - first > BURST_MS;
  }

  /** Drops all before the video packet at this index; −1: all. */
  #cut(index: number): number {
    if (!this.#hasVideo) return this.#free(this.#audio, this.#audio.length);
    const key = this.#video[index];
    if (key === undefined) {
      this.#awaitsKey = true;
      this.#from = undefined;
      return this.#free(this.#video, this.#video.length) + this.#free(this.#audio, this.#audio.length);
    }
    const dropped = this.#free(this.#video, index);
    this.#from = key.dts;
    return dropped + this.#dropAudioBefore(key.dts);
  }

  #dropAudioBefore(dts: Micros): number {
    const keep = this.#audio.findIndex((item) => item.dts >= dts);
    return this.#free(this.#audio, keep < 0 ? this.#audio.length : keep);
  }

  #free(list: QueuedPacket[], count: number): number {
    for (const { packet, size } of list.splice(0, count)) {
      this.#bytes -= size;
      packet.free();
    }
    return count;
  }
}
