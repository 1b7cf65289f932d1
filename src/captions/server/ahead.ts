/** How far ahead of the show captions may be sent: they wait in memory until their time has come. */
import { add, FOREVER, ZERO, type Micros } from '../../streams/time.ts';
import { MOST_AHEAD, type CaptionTime } from '../source.ts';

/** Captions that wait at once. A talk has 15 a minute. */
const MOST_WAITING = 500;

/** Where the show is. */
export interface ShowTime {
  /** Milliseconds since 1970. */
  readonly wall: number;
  /** Absent where nobody knows it. */
  readonly media: Micros | undefined;
}

interface Timed {
  readonly id: string;
  readonly start: CaptionTime;
}

/** Remembers which captions are still to come. */
export class CaptionsAhead {
  readonly #waiting = new Map<string, CaptionTime>();

  /** Why captions are not taken, none of them; undefined when all are, and then they count until their time has come. */
  objection(captions: readonly Timed[], now: ShowTime): string | undefined {
    if (!captions.every(({ start }) => isBy(start, now, MOST_AHEAD)))
      return 'start: more than 600 s ahead of the show.';
    // The last word on an id counts.
    const starts = new Map(captions.map(({ id, start }) => [id, start]));
    const coming = [...starts].filter(([, start]) => !isBy(start, now, ZERO));
    const others = (): number => [...this.#waiting.keys()].filter((id) => !starts.has(id)).length;
    if (this.#waiting.size + coming.length > MOST_WAITING)
      for (const [other, at] of this.#waiting) if (isBy(at, now, ZERO)) this.#waiting.delete(other);
    if (coming.length > 0 && others() + coming.length > MOST_WAITING)
      return `${MOST_WAITING} captions are still to come.`;
    for (const id of starts.keys()) this.#waiting.delete(id);
    for (const [id, start] of coming) this.#waiting.set(id, start);
    return undefined;
  }
}

const isBy = (start: CaptionTime, { wall, media }: ShowTime, ahead: Micros): boolean =>
  start.clock === 'wall'
    ? start.at <= wall + ahead / 1_000
    : start.at <= (media === undefined ? FOREVER : add(media, ahead));
