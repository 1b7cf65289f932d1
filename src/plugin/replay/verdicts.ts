/** The verdict on each moment, in the show and when it is decided anew; and how the two differ. */
import { NMS_IOU } from '../../streams/suppress.ts';
import { sameMoment } from '../../streams/identity.ts';
import { fromSeconds, subtract, type Micros } from '../../streams/time.ts';
import type { Cue, PlacedMoment } from '../../streams/values.ts';

/** It became this cue, or it did not for this reason. */
export type Verdict = { readonly cue: Cue } | { readonly reason: string };

/** One cue of the show, or of the new decisions, or of both. */
export type Change =
  | { readonly type: 'kept'; readonly cue: Cue }
  /** The same moment with another effect or start. */
  | { readonly type: 'altered'; readonly cue: Cue; readonly before: Cue }
  /** `reason`: why the show had none. */
  | { readonly type: 'gained'; readonly cue: Cue; readonly reason?: string }
  /** `reason`: why it is none now. */
  | { readonly type: 'lost'; readonly cue: Cue; readonly reason?: string };

interface Pair {
  readonly moment: PlacedMoment;
  show?: Verdict;
  anew?: Verdict;
}

/** A moment is decided within the longest delay, a minute, of its being seen: after ten the verdict is known. */
const SETTLED: Micros = fromSeconds(600);
const SWEEP_AT = 20_000;

const cueOf = (verdict: Verdict | undefined): Cue | undefined =>
  verdict && 'cue' in verdict ? verdict.cue : undefined;
const reasonOf = (verdict: Verdict | undefined): { readonly reason?: string } =>
  verdict && 'reason' in verdict ? { reason: verdict.reason } : {};

/** Collects verdicts by moment; of a long show it keeps the cues, and the moments of the last minutes. */
export class Verdicts {
  #pairs = new Map<PlacedMoment, Pair>();
  #sweepAt = SWEEP_AT;

  /** Notes the verdict on a moment, on one of the two sides; a later verdict replaces it. */
  set(side: 'show' | 'anew', moment: PlacedMoment, verdict: Verdict): void {
    const pair = this.#pairs.get(moment) ?? { moment };
    pair[side] = verdict;
    this.#pairs.set(moment, pair);
  }

  /** Forgets moments long past that became no cue. */
  sweep(playhead: Micros): void {
    if (this.#pairs.size < this.#sweepAt) return;
    const oldest = subtract(playhead, SETTLED);
    for (const [moment, { show, anew }] of this.#pairs)
      if (moment.end < oldest && !cueOf(show) && !cueOf(anew)) this.#pairs.delete(moment);
    this.#sweepAt = this.#pairs.size + SWEEP_AT;
  }

  /** In order of time. Two sightings of one moment count as that moment. */
  changes(): Change[] {
    const lost: Pair[] = [];
    const gained: Pair[] = [];
    const changes: Change[] = [];
    for (const pair of this.#pairs.values()) {
      const [before, after] = [cueOf(pair.show), cueOf(pair.anew)];
      if (before && after) changes.push(compared(before, after));
      else if (before) lost.push(pair);
      else if (after) gained.push(pair);
    }
    for (const pair of lost) {
      const heir = gained.findIndex(({ moment }) => sameMoment(moment, pair.moment, NMS_IOU));
      const after = heir < 0 ? undefined : cueOf(gained.splice(heir, 1)[0]?.anew);
      const before = cueOf(pair.show);
      if (before === undefined) continue;
      if (after) changes.push(compared(before, after));
      else changes.push({ type: 'lost', cue: before, ...reasonOf(pair.anew) });
    }
    for (const pair of gained) {
      const cue = cueOf(pair.anew);
      if (cue) changes.push({ type: 'gained', cue, ...reasonOf(pair.show) });
    }
    return changes.sort((a, b) => a.cue.at - b.cue.at);
  }
}

const compared = (before: Cue, after: Cue): Change =>
  before.sfx === after.sfx && before.at === after.at
    ? { type: 'kept', cue: after }
    : { type: 'altered', cue: after, before };
