import { integratedLoudness } from '../../../models/library/loudness.ts';
import type { EffectSound } from '../../media/library/index.ts';

/** Integrated loudness (ITU-R BS.1770) in LUFS, to a tenth; −Infinity for silence. */
export function loudnessOf(sound: EffectSound): number {
  return Math.round(integratedLoudness(sound) * 10) / 10;
}

/** `−18.0 LUFS`, or `silent`. */
export const loudnessText = (lufs: number): string =>
  Number.isFinite(lufs) ? `${lufs.toFixed(1).replace('-', '−')} LUFS` : 'silent';
