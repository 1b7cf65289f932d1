/** Counts the packets that an output leaves out, and tells of them at most once a second. */
import type { Clock } from '../../core/clock.ts';
import type { OutputEvent } from './sink.ts';

type DropReason = 'slow' | 'not-connected';

const EVERY_MS = 1_000;

/** Counts one output's dropped packets by reason, over the whole session. */
export class DropTally {
  readonly #clock: Clock;
  readonly #onEvent: (event: OutputEvent) => void;
  readonly #untold: Record<DropReason, number> = { slow: 0, 'not-connected': 0 };
  #toldAt = -Infinity;
  #total = 0;

  constructor(clock: Clock, onEvent: (event: OutputEvent) => void) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts packets that were left out; told at once if the last telling is a second ago, else with the next. */
  add(packets: number, reason: DropReason): void {
    if (packets === 0) return;
    this.#total += packets;
    this.#untold[reason] += packets;
    if (this.#clock.now() - this.#toldAt >= EVERY_MS) this.tell();
  }

  /** Counts packets that are left out for a reason that has been told, for good. */
  count(packets: number): void {
    this.#total += packets;
  }

  /** Tells what was not told yet. */
  tell(): void {
    for (const reason of ['slow', 'not-connected'] as const) {
      const packets = this.#untold[reason];
      if (packets === 0) continue;
      this.#untold[reason] = 0;
      this.#toldAt = this.#clock.now();
      this.#onEvent({ type: 'output-dropped', packets, reason });
    }
  }
}
