/**
 * Where a session's media time lies on the wall clock. A show that goes on from an earlier one, on another machine as well,
 * finds by it what it knows of before: a source on a network goes on meanwhile, and its stamps begin where they like.
 */
import { ReplaySubject, type Observable } from 'rxjs';
import type { Clock } from '../../core/clock.ts';
import type { InputClock } from '../../media/input/input-clock.ts';
import type { Recalled } from '../../streams/suppress.ts';
import { micros, type Micros } from '../../streams/time.ts';
import type { EarlierShow } from './carried-show.ts';

/** Times of one session, and of the show whose part it is. */
export class ShowTime {
  readonly #clock: Clock;
  readonly #inputClock: InputClock;
  readonly #earlier: EarlierShow | undefined;
  readonly #recalled$ = new ReplaySubject<Recalled>(1);
  /** What is added to a time of the show to have one of the session. */
  #shift: Micros | undefined;

  constructor(clock: Clock, inputClock: InputClock, earlier: EarlierShow | undefined) {
    this.#clock = clock;
    this.#inputClock = inputClock;
    this.#earlier = earlier;
  }

  /** What is known of before, in the media time of here; again as that is known better. */
  get recalled$(): Observable<Recalled> {
    return this.#recalled$;
  }

  /** When media time 0 arrived, in ms since 1970; undefined before anything has. */
  get zero(): number | undefined {
    const { zeroMs } = this.#inputClock;
    return zeroMs === undefined ? undefined : this.#clock.epoch() - this.#clock.now() + zeroMs;
  }

  /** As `zero`, of the show: when its first session's media time 0 arrived. */
  get origin(): number | undefined {
    const { zero } = this;
    if (this.#earlier === undefined) return zero;
    return zero === undefined || this.#shift === undefined
      ? this.#earlier.origin
      : zero + this.#shift / 1_000;
  }

  /** What goes on from before: files whose times count from the beginning of the show; undefined where nothing does. */
  get goesOn(): { readonly shift: () => Micros | undefined } | undefined {
    return this.#earlier === undefined ? undefined : { shift: () => this.#shift };
  }

  /** Media time of a moment of the wall clock, in ms since 1970. */
  mediaAt(epoch: number): Micros {
    return this.#inputClock.mediaAt(this.#clock.now() + (epoch - this.#clock.epoch()));
  }

  /** Media have moved on. In the first second the clock may still find out that they lie elsewhere. */
  look(): void {
    const { zero } = this;
    if (this.#earlier === undefined || this.#shift !== undefined || zero === undefined) return;
    const media = (epoch: number): Micros => micros(Math.round((epoch - zero) * 1_000));
    const { moments, origin } = this.#earlier;
    const settled = moments.filter(({ kind }) => kind !== 'by-hand');
    const played = moments.filter(({ kind }) => kind !== 'vetoed');
    this.#recalled$.next({
      settled: settled.map(({ start, end }) => ({ start: media(start), end: media(end) })),
      starts: played.map(({ at }) => media(at)),
    });
    if (this.#inputClock.settled) this.#shift = media(origin);
  }
}
