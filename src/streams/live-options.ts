import type { LiveOptions } from './live.ts';
import { fromSeconds, latest, subtract, ZERO, type Micros } from './time.ts';
import { FRAME_PERIOD } from './windows.ts';

/** What a live run chooses from its delay. */
export type DelayOptions = Required<Pick<LiveOptions, 'patience' | 'maxLateness' | 'windows'>>;

/** The options of `cues` in live mode that suit a delay (media time from the input to the playhead). */
export function liveOptionsFor(delay: Micros): DelayOptions {
  return {
    patience: latest(subtract(ZERO, FRAME_PERIOD), subtract(delay, fromSeconds(6))),
    maxLateness: latest(ZERO, subtract(fromSeconds(8), delay)),
    windows: { onWords: true },
  };
}
