/** When the pictures of one stream of H.264 or HEVC are shown, where they do not say so themselves. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Packet, Stream } from 'node-av/lib';
import { MissingStamps } from './missing-stamps.ts';
import { PictureOrder } from './picture-order.ts';

/** Sees every packet, in order of decoding, and holds back those that have to wait for others. */
export class PictureStamps implements Disposable {
  readonly #stream: Stream;
  readonly #missing: MissingStamps;
  /** From the first packet on whose stamp is missing by nature. */
  #order: PictureOrder | undefined;
  /** What it takes next. */
  #waiting: Packet[] = [];

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#missing = new MissingStamps(stream);
  }

  /** Pictures that could not be read. */
  get lost(): number {
    return this.#order?.lost ?? 0;
  }

  /** Whether the packet is held back, and what it holds taken over; else it may go on as it is. */
  put(packet: Packet): boolean {
    if (this.#order === undefined) {
      const after = this.#missing.decoded;
      if (this.#missing.put(packet)) {
        this.#waiting = [...this.#missing.giveUp()];
        if (this.#waiting.length > 0) this.#order = new PictureOrder(this.#stream, after);
        return true;
      }
      if (packet.pts !== AV_NOPTS_VALUE) return false;
      this.#order = new PictureOrder(this.#stream, after);
    }
    this.#order.put(packet);
    return true;
  }

  /** Nothing more comes: `take` gives all that is left. False when that was known, or nothing is. */
  end(): boolean {
    return this.#order === undefined ? this.#missing.end() : this.#order.end();
  }

  /** Fills `packet` with the next one that is ready, in order of decoding; false when none is. */
  take(packet: Packet): boolean {
    if (this.#missing.take(packet)) return true;
    while (this.#order !== undefined) {
      if (this.#order.take(packet)) return true;
      const next = this.#waiting.shift();
      if (next === undefined) break;
      try {
        this.#order.put(next);
      } finally {
        next.free();
      }
    }
    return false;
  }

  [Symbol.dispose](): void {
    this.#missing[Symbol.dispose]();
    for (const packet of this.#waiting) packet.free();
    this.#order?.[Symbol.dispose]();
  }
}
