/** Remembers which moments of a show are settled, by what its session tells, for whoever goes on with it. */
import { toSeconds, type Micros } from '../../streams/time.ts';
import type { LiveEvent } from './events.ts';
import type { PastMoment } from './carried-show.ts';

/** Nothing depends on what lies further back, in ms: suppression looks 60 s back, fatigue two minutes, and a delay is up to 60 s. */
const REMEMBERED_MS = 180_000;
/** Cues that wait for the mixer: more than any density allows in the longest delay. */
const MOST_DUE = 500;

/** A cue on its way, in media time. */
interface Due {
  readonly kind: PastMoment['kind'];
  readonly start: Micros;
  readonly end: Micros;
  readonly at: Micros;
}

/** The settled moments of one show. */
export class ShowMemory {
  #moments: readonly PastMoment[];
  readonly #due = new Map<string, Due>();

  /** `earlier`: of the show before. */
  constructor(earlier: readonly PastMoment[] = []) {
    this.#moments = earlier;
  }

  /**
   * Hears what the session tells. `zero`: when media time 0 arrived, in ms since 1970; what comes before it is known settles
   * nothing.
   */
  hear(event: LiveEvent, zero: number | undefined): void {
    if (event.type === 'cue') {
      const { cue, moment } = event;
      this.#expect(cue.id, { kind: 'played', start: moment.start, end: moment.end, at: cue.at });
    } else if (event.type === 'command' && event.command.type === 'trigger') {
      const { id, at } = event.command;
      this.#expect(id, { kind: 'by-hand', start: at, end: at, at });
    } else if (event.type === 'rejected' && event.reason === 'vetoed') {
      const { start, end } = event.moment;
      this.#settle({ kind: 'vetoed', start, end, at: start }, zero);
    } else if (event.type === 'played' || event.type === 'not-played') {
      const due = this.#due.get(event.id);
      this.#due.delete(event.id);
      if (due !== undefined && event.type === 'played') this.#settle(due, zero);
    }
  }

  /** Those that may still matter at `now` (ms since 1970), oldest first. */
  moments(now: number): readonly PastMoment[] {
    this.#moments = this.#moments.filter(({ end }) => end > now - REMEMBERED_MS);
    return this.#moments;
  }

  #expect(id: string, due: Due): void {
    this.#due.set(id, due);
    if (this.#due.size <= MOST_DUE) return;
    const [oldest] = this.#due.keys();
    if (oldest !== undefined) this.#due.delete(oldest);
  }

  #settle({ kind, start, end, at }: Due, zero: number | undefined): void {
    if (zero === undefined) return;
    const wall = (time: Micros): number => Math.round(zero + toSeconds(time) * 1_000);
    this.#moments = [...this.#moments, { kind, start: wall(start), end: wall(end), at: wall(at) }].sort(
      (a, b) => a.start - b.start,
    );
  }
}
