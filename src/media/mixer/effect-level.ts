/** How loud an effect is played beside the original sound. */
import type { FittedEffect } from './effect-shelf.ts';

/** At gain 0 an effect's loudest 0.4 s are this much (LU) below the original sound's running loudness. */
const BELOW_ORIGINAL_LU = 1;
/** The original sound's loudness is believed within these limits (LUFS). */
const QUIETEST_LUFS = -40;
const LOUDEST_LUFS = -10;
/** A short click measures quiet; raised to the original sound's loudness it would clip. Full scale is 1. */
const LOUDEST_PEAK = 0.9;

/** The original sound's loudness (LUFS) as effects are matched to it. */
export const believedLoudness = (lufs: number): number =>
  Math.min(LOUDEST_LUFS, Math.max(QUIETEST_LUFS, lufs));

/**
 * What of an effect decides its level: `level`, dB to be added to the original sound's loudness (LUFS, believed) and to the gain;
 * `most`, the highest factor.
 */
export const effectLevel = ({
  loudness,
  peak,
}: Pick<FittedEffect, 'loudness' | 'peak'>): { readonly level: number; readonly most: number } => ({
  level: -BELOW_ORIGINAL_LU - loudness,
  most: LOUDEST_PEAK / peak,
});

/** The factor for its samples. `original`: LUFS of the sound beside it; `gain`: dB on top. */
export function effectFactor(
  effect: Pick<FittedEffect, 'loudness' | 'peak'>,
  original: number,
  gain: number,
): number {
  const { level, most } = effectLevel(effect);
  return Math.min(10 ** ((believedLoudness(original) + level + gain) / 20), most);
}
