/** Moments, cues and what is in force, as clients see them. */
import { toSeconds, type Micros } from '../../streams/time.ts';
import type { Cue, PlacedMoment } from '../../streams/values.ts';
import type { InForce } from '../live/controls.ts';
import type { InForceView, MomentView } from './protocol.ts';

/** Three digits are exact to a millisecond. */
export const seconds = (time: Micros): number => Math.round(toSeconds(time) * 1000) / 1000;
/** Four digits. */
export const short = (probability: number): number => Math.round(probability * 1e4) / 1e4;

/** A moment that waits. */
export function momentView(id: string, moment: PlacedMoment): MomentView {
  const { start, end, sfx, tag, probability, subtitle, alternatives } = moment;
  return {
    ...{ id, at: seconds(start), end: seconds(end), sfx, tag, score: short(probability) },
    ...(subtitle === undefined ? {} : { subtitle }),
    alternatives: alternatives.map((other) => ({ ...other, score: short(other.score) })),
    state: 'waiting',
  };
}

/** What was decided. */
export function cueView({ id, at, end, sfx, tag, score, subtitle, alternatives }: Cue): MomentView {
  return {
    ...{ id, at: seconds(at), end: seconds(end), sfx, tag, score: short(score) },
    ...(subtitle === undefined ? {} : { subtitle }),
    alternatives: alternatives.map((other) => ({ ...other, score: short(other.score) })),
    state: 'due',
  };
}

/** What is in force. */
export function inForceView({ policy, levels, panicked, sensitivity }: InForce): InForceView {
  const { threshold, density, quiet, mutedTags, mutedEffects } = policy;
  return {
    ...{ threshold, density, quiet, panicked, mutedTags, mutedEffects },
    ...levels,
    ...(sensitivity === undefined ? {} : { sensitivity }),
  };
}
