/** What a person's settings ask of decisions. */
import { checkpointPolicy, type ModelManifest, type Sensitivity } from '../../analysis/manifest.ts';
import { SENSITIVITIES } from '../../analysis/sensitivity.ts';
import type { Policy } from '../../streams/policy.ts';
import type { AsrChoice, Settings } from '../config/options.ts';
import { UsageError } from '../errors.ts';

/** What a checkpoint's manifest says of thresholds. */
export type Calibration = Pick<
  ModelManifest,
  'threshold' | 'sensitivity' | 'recognised' | 'tagThresholds' | 'fatigue'
>;

/**
 * The policy that settings and checkpoint make together. A threshold that a person set stands in place of the one of the
 * sensitivity, and holds throughout: the checkpoint's offsets for tags are added to either, its fatigue moves only its own.
 * @throws UsageError no-sensitivity
 */
export function policyOf(settings: Settings, calibration: Calibration): Partial<Policy> {
  const { threshold, sensitivity, muteTag, density, asr } = settings;
  return {
    threshold: threshold ?? thresholdFor(sensitivity, calibration, wordsOf(asr)),
    ...checkpointPolicy(calibration),
    ...(threshold === undefined ? {} : steady(calibration)),
    mutedTags: muteTag,
    ...(density === undefined ? {} : { density }),
  };
}

/** What goes with a threshold that a person set: it holds throughout. Nothing where the checkpoint has no fatigue anyway. */
export const steady = ({ fatigue }: Pick<Calibration, 'fatigue'>): Pick<Partial<Policy>, 'fatigue'> =>
  fatigue === undefined ? {} : { fatigue: 0 };

/** Whether words are heard by a recogniser or given as text. */
export type WordSource = 'recognised' | 'given';

/** Where the words of a session come from. */
export const wordsOf = ({ type }: AsrChoice): WordSource =>
  type === 'moonshine' || type === 'sherpa' ? 'recognised' : 'given';

/**
 * The threshold of a checkpoint at a sensitivity; `normal` is what every checkpoint knows.
 * @throws UsageError no-sensitivity for another level of a checkpoint without levels
 */
export function thresholdFor(
  level: Sensitivity,
  calibration: Calibration,
  words: WordSource = 'given',
): number {
  const known = knownThreshold(level, calibration, words);
  if (known !== undefined) return known;
  throw new UsageError(
    'no-sensitivity',
    `This checkpoint has no sensitivity "${level}": its manifest holds one threshold, ${calibration.threshold}.`,
    `Set a threshold instead, ${level === 'low' ? 'a higher' : 'a lower'} one for ${level === 'low' ? 'fewer' : 'more'} effects, or use a checkpoint with levels.`,
  );
}

/** The sensitivity at which a checkpoint has this threshold, where there is one. */
export const sensitivityOf = (
  threshold: number,
  calibration: Calibration,
  words: WordSource,
): Sensitivity | undefined =>
  SENSITIVITIES.find((level) => knownThreshold(level, calibration, words) === threshold);

function knownThreshold(
  level: Sensitivity,
  { threshold, sensitivity, recognised }: Calibration,
  words: WordSource,
): number | undefined {
  if (words === 'recognised' && recognised !== undefined) return recognised[level];
  return level === 'normal' ? threshold : sensitivity?.[level];
}
