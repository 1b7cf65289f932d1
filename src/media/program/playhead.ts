/**
 * Where the program is: a fixed delay behind what arrives. It never goes back. A longer delay makes it stand still
 * until the input has run ahead far enough; a shorter one is a cut, made where the pictures can begin anew.
 */
import { latest, subtract, ZERO, type Micros } from '../../streams/time.ts';

/** One delay has given way to another. */
export interface DelayChange {
  readonly from: Micros;
  readonly to: Micros;
}

/** Keeps the playhead at its delay behind the input. Pure: times are passed in. */
export class Playhead {
  #delay: Micros;
  #wanted: Micros | undefined;
  #at: Micros | undefined;

  constructor(delay: Micros) {
    this.#delay = delay;
  }

  /** The delay in force; one that was asked for and waits for its cut is not. */
  get delay(): Micros {
    return this.#delay;
  }

  /** What was asked for last. */
  get asked(): Micros {
    return this.#wanted ?? this.#delay;
  }

  /** The media time up to which the program has left; undefined before anything has arrived. */
  get at(): Micros | undefined {
    return this.#at;
  }

  /** Asks for another delay. A longer one holds from now on and is returned; a shorter one waits for `cut`. */
  ask(delay: Micros): DelayChange | undefined {
    this.#wanted = undefined;
    if (delay < this.#delay) {
      this.#wanted = delay;
      return undefined;
    }
    if (delay === this.#delay) return undefined;
    const change = { from: this.#delay, to: delay };
    this.#delay = delay;
    return change;
  }

  /** The stretch in which a cut to the shorter delay that was asked for may lie: after the first, up to the second. */
  cutRange(arrived: Micros): { readonly after: Micros; readonly until: Micros } | undefined {
    if (this.#wanted === undefined) return undefined;
    return { after: this.#at ?? ZERO, until: subtract(arrived, this.#wanted) };
  }

  /** The cut was made. */
  cut(): DelayChange | undefined {
    if (this.#wanted === undefined) return undefined;
    const change = { from: this.#delay, to: this.#wanted };
    this.#delay = this.#wanted;
    this.#wanted = undefined;
    return change;
  }

  /** Moves on to `delay` behind what arrives now. */
  follow(arrived: Micros): Micros {
    return this.pushTo(subtract(arrived, this.#delay));
  }

  /** Moves on to a media time, for whatever reason; never back. */
  pushTo(time: Micros): Micros {
    this.#at = this.#at === undefined ? time : latest(this.#at, time);
    return this.#at;
  }
}
