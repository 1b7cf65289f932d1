/** A sender whose clock can be set, jumps and stops, for tests of what sets its stamps straight. */
import * as assert from 'uvu/assert';
import {
  TimestampNormaliser,
  type Placed,
  type StampedStream,
} from '../../../src/media/input/timestamp-normaliser.ts';
import { micros, ZERO } from '../../../src/streams/time.ts';

export const VIDEO = 0;
export const AUDIO = 1;
export const stream = (
  kind: StampedStream['kind'],
  den: number,
  wrapBits: number,
  usual = 0,
): StampedStream => ({
  kind,
  base: { num: 1, den },
  wrapBits,
  usual,
});
export const TS = [stream('video', 90_000, 33), stream('audio', 90_000, 33)];
export const FLV = [stream('video', 1_000, 32), stream('audio', 1_000, 32)];

/** A sender: pictures 40 ms apart and sound of 21.3 ms, stamped by a clock that can be set. */
export class Sender {
  readonly out: { stream: number; media: number; placed: Placed; true: number }[] = [];
  readonly #timestamps: TimestampNormaliser;
  readonly #streams: readonly StampedStream[];
  /** Added to the true time (µs) to give each stream's stamps. */
  readonly offsets = [0, 0];
  readonly #next = [0, 0];
  /** Wall minus true time, in µs. */
  late = 0;
  jitter: () => number = () => 0;

  constructor(timestamps: TimestampNormaliser, streams: readonly StampedStream[]) {
    this.#timestamps = timestamps;
    this.#streams = streams;
  }

  /** Sends all packets before the true time `until` (µs). */
  send(until: number): void {
    for (;;) {
      const index =
        (this.#next[VIDEO] ?? 0) * 40_000 <= (this.#next[AUDIO] ?? 0) * (1024e6 / 48_000) ? VIDEO : AUDIO;
      const at = (this.#next[index] ?? 0) * (index === VIDEO ? 40_000 : 1024e6 / 48_000);
      if (at >= until) return;
      this.#next[index] = (this.#next[index] ?? 0) + 1;
      this.#packet(index, at);
    }
  }

  /** Leaves out what belongs between now and the true time `until`. */
  skip(until: number): void {
    this.#next[VIDEO] = Math.ceil(until / 40_000);
    this.#next[AUDIO] = Math.ceil(until / (1024e6 / 48_000));
  }

  #packet(index: number, at: number): void {
    const { base, wrapBits } = this.#streams[index] as StampedStream;
    const tick = 1e6 / base.den;
    const raw = (us: number): number => {
      const range = 2 ** wrapBits;
      const ticks = Math.round(us / tick);
      return ((ticks % range) + range) % range;
    };
    const stamp = at + (this.offsets[index] ?? 0);
    const placed = this.#timestamps.place({
      stream: index,
      dts: raw(stamp),
      pts: raw(stamp + (index === VIDEO ? 80_000 : 0)),
      duration: Math.round((index === VIDEO ? 40_000 : 21_333) / tick),
      clockMs: (at + this.late + this.jitter()) / 1000,
    });
    this.out.push({ stream: index, media: placed.dts * tick, placed, true: at });
  }
}

/** No decoding time goes back, and picture and sound keep their relation: how far it was off at worst, in µs. */
export function worstRelation(sender: Sender, tick: number): number {
  const last = [-Infinity, -Infinity];
  const shift: (number | undefined)[] = [undefined, undefined];
  let worst = 0;
  for (const { stream: index, media, placed, true: at } of sender.out) {
    assert.ok(placed.dts > (last[index] ?? 0), `dts of stream ${index} goes back at ${at / 1e6} s`);
    assert.ok(placed.pts >= placed.dts, `pts of stream ${index} before its dts at ${at / 1e6} s`);
    last[index] = placed.dts;
    shift[index] = media - at;
    const other = shift[1 - index];
    if (other !== undefined) worst = Math.max(worst, Math.abs(media - at - other));
  }
  assert.ok(tick > 0);
  return worst;
}

/** A normaliser that begins at media time 0, and a sender whose stamps begin at `zero` (µs). */
export const begin = (
  streams: readonly StampedStream[],
  zero = 0,
): { timestamps: TimestampNormaliser; sender: Sender } => {
  const timestamps = new TimestampNormaliser();
  timestamps.begin({ start: ZERO, zero: micros(Math.round(zero)), streams });
  const sender = new Sender(timestamps, streams);
  sender.offsets.fill(zero);
  return { timestamps, sender };
};

/** The kinds of jumps that were told, in order. */
export const jumps = (sender: Sender): string[] =>
  sender.out.flatMap(({ placed }) => (placed.jump === undefined ? [] : [placed.jump.kind]));
