/** A network that is asked each window once, however often a show is run, and what a window costs it. */
import type { Moment, Window } from '../../../src/streams/values.ts';
import { DETECTION } from './heard-show.ts';
import type { TimedDetector } from './virtual-live.ts';

/** What answers windows. */
type Detect = (windows: readonly Window[]) => Promise<readonly (readonly Moment[])[]>;

/** What windows cost, over all that were asked. */
export class WindowCost {
  /** Milliseconds of processor time of each window, in the order of asking. */
  readonly #ms: number[] = [];

  /** One more. */
  add(ms: number): void {
    this.#ms.push(ms);
  }

  /** How many. */
  get windows(): number {
    return this.#ms.length;
  }

  /** Milliseconds of processor time for one window: the median, which the first ones do not change; NaN without windows. */
  get msPerWindow(): number {
    return this.#ms.toSorted((a, b) => a - b)[this.#ms.length >> 1] ?? Number.NaN;
  }
}

/**
 * The detector of one show. A window is known by its place and the sentences in and before it, and is asked alone, as a live session asks;
 * its answer is ready `DETECTION` later, whatever it took here, so that the same input gives the same cues on any machine.
 */
export function askedOnce(detect: Detect, cost: WindowCost): TimedDetector {
  const known = new Map<string, Promise<readonly Moment[]>>();
  const ask = async (window: Window): Promise<readonly Moment[]> => {
    const busy = process.cpuUsage();
    const [moments = []] = await detect([window]);
    const { user, system } = process.cpuUsage(busy);
    cost.add((user + system) / 1000);
    return moments;
  };
  // One after the other, so that each is charged with its own time.
  let last: Promise<unknown> = Promise.resolve();
  return async (window) => {
    const heard = [window.before?.count ?? 0, window.earlier?.length ?? 0];
    const words = window.subtitles.map(({ subtitle }) => subtitle.id);
    const key = [window.start, window.end, ...heard, ...words].join(' ');
    const answer = known.get(key) ?? last.then(() => ask(window));
    known.set(key, answer);
    last = answer;
    return { moments: await answer, took: DETECTION };
  };
}
