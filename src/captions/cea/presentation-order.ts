/** What comes in decoding order, given back in the order in which it is shown. */
import type { Micros } from '../../streams/time.ts';

/** H.264 and HEVC reorder at most 16 pictures; only broken time stamps make more of them wait. */
const MOST = 32;

/** A value and when it is shown, in media time. */
export interface Shown<T> {
  readonly pts: Micros;
  readonly value: T;
}

/** Holds values until it is certain that no earlier one follows. */
export interface PresentationOrder<T> {
  add(pts: Micros, value: T): void;
  /** Everything that is shown by `dts`, the decoding time of the newest picture: no later picture is shown before it. */
  upTo(dts: Micros): Shown<T>[];
  /** All that waits. */
  rest(): Shown<T>[];
}

/** An empty order. It holds at most 32 values: with broken time stamps the earliest are given back before their time. */
export function presentationOrder<T>(): PresentationOrder<T> {
  const waiting: Shown<T>[] = [];
  return {
    add(pts, value) {
      let place = waiting.length;
      while (place > 0 && (waiting[place - 1]?.pts ?? pts) > pts) place -= 1;
      waiting.splice(place, 0, { pts, value });
    },
    upTo(dts) {
      const later = waiting.findIndex(({ pts }) => pts > dts);
      const ready = later < 0 ? waiting.length : later;
      return waiting.splice(0, Math.max(ready, waiting.length - MOST));
    },
    rest: () => waiting.splice(0),
  };
}
