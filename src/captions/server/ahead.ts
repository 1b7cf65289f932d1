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

/** Remembers which captions are still to come. */
export class CaptionsAhead {
  readonly #waiting = new Map<string, CaptionTime>();

  /** Why a caption of this start is not taken; undefined when it is, and then it counts until its time has come. */
  objection(id: string, start: CaptionTime, now: ShowTime): string | undefined {
    if (!isBy(start, now, MOST_AHEAD)) return 'start: more than 600 s ahead of the show.';
    this.#waiting.delete(id);
    if (isBy(start, now, ZERO)) return undefined;
    if (this.#waiting.size >= MOST_WAITING)
      for (const [other, at] of this.#waiting) if (isBy(at, now, ZERO)) this.#waiting.delete(other);
    if (this.#waiting.size >= MOST_WAITING) return `${MOST_WAITING} captions are still to come.`;
    this.#waiting.set(id, start);
    return undefined;
  }
}

const isBy = (start: CaptionTime, { wall, media }: ShowTime, ahead: Micros): boolean =>
  start.clock === 'wall'
    ? start.at <= wall + ahead / 1_000
    : start.at <= (media === undefined ? FOREVER : add(media, ahead));
