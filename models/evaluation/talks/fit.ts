/**
 * Thresholds for the three sensitivities, and offsets for a few tags, fitted on talk: each sensitivity is the lowest
 * threshold whose false alarms in quiet and in lively talk stay within its limits, and an offset is
 * taken only where it gains more than chance.
 */
import { SENSITIVITIES, type ModelManifest, type Sensitivity } from '../../../src/analysis/manifest.ts';
import type { Threshold } from '../../../src/streams/needed.ts';
import type { Policy } from '../../../src/streams/policy.ts';
import type { Tag } from '../../../src/streams/values.ts';
import { admit, type CandidateTalk } from './candidates.ts';
import { addCounts, countTalk, type TalkCounts } from './score.ts';
import { isQuiet } from './talk.ts';

/**
 * Most false alarms a minute in quiet talk.
 * @internal Tests hold fitted thresholds to it.
 */
export const ALARM_LIMITS: Readonly<Record<Sensitivity, number>> = { low: 0.1, normal: 0.3, high: 1 };
/**
 * Most false alarms a minute in lively talk, those in `maybe` sentences excepted. A network that recognises quiet
 * talk keeps the limits above at any threshold; without these it might then play an effect at every other sentence
 * of a show. At normal a little more than the 0.8 that talks by others may have, quiet ones included.
 */
const LIVELY_LIMITS: Readonly<Record<Sensitivity, number>> = { low: 0.5, normal: 0.85, high: 2 };

/** Tags whose risk differs from the others'. No more: each is a parameter, and labelled talks are few. */
const TUNED: readonly Tag[] = ['humor', 'surprise', 'prompt', 'action'];
const OFFSETS: readonly number[] = [-0.1, -0.05, 0, 0.05, 0.1, 0.2];
/** The threshold of no tag may be lower: below it every sentence has a moment of some tag. */
const LEAST_NEED = 0.05;
/** An offset stays 0 unless another gains this share of suited key sentences, one of 50: less is chance. */
const LEAST_GAIN = 0.02;
/** What a false alarm a minute in lively talk costs, in shares of suited key sentences: one more suited of 50. */
const LIVELY_ALARM_COST = 0.02;
/** Rounds over the tags; further ones change nothing, or fit single sentences. */
const ROUNDS = 3;

/**
 * From the highest to the lowest: in hundredths, and finer near 1, where the threshold of a confident network lies.
 */
const THRESHOLDS: readonly number[] = [0.998, 0.995, ...Array.from({ length: 97 }, (_, i) => (99 - i) / 100)];

/** The talks that `fitSensitivity` fits on. */
export interface FitInput {
  /** Labelled talks, quiet and lively ones. */
  readonly labelled: readonly CandidateTalk[];
  /** Talk without labels that is taken to hold no key moment: every cue is a false alarm, as in a quiet talk. */
  readonly plain?: readonly CandidateTalk[];
  /** `Policy.fatigue` that the thresholds are to hold with; 0 by default. */
  readonly fatigue?: number;
}

/** What a sensitivity does on the talks that it was fitted on. */
export interface FittedLevel {
  readonly threshold: number;
  /** Share of all key sentences with a cue. */
  readonly found: number;
  /** Share of all key sentences with a cue whose tag suits. */
  readonly suitable: number;
  /** False alarms a minute in quiet and plain talk. */
  readonly quietAlarms: number;
  /** The same in lively talk, those in `maybe` sentences excepted. */
  readonly livelyAlarms: number;
}

/** What `fitSensitivity` found. */
export interface FittedSensitivity {
  /** As the manifest has them; `normal` is its `threshold`. */
  readonly sensitivity: NonNullable<ModelManifest['sensitivity']>;
  /** As the manifest has it; the thresholds were fitted with it. */
  readonly fatigue: number;
  /** Offsets other than 0. */
  readonly tagThresholds: Policy['tagThresholds'];
  readonly levels: Readonly<Record<Sensitivity, FittedLevel>>;
}

/**
 * Fits thresholds and offsets: for each choice of offsets the thresholds follow from the limits, and the offsets are those
 * that suit most key sentences at these thresholds, less the cost of false alarms in lively talk; one tag at a time. The
 * same input gives the same result. A level whose limit no threshold keeps gets the highest there is.
 * @throws RangeError when there is no quiet or plain talk, or no key sentence
 */
export function fitSensitivity(input: FitInput): FittedSensitivity {
  const talks = parted(input);
  let best = fitLevels(talks, {});
  for (let round = 0; round < ROUNDS; round++) {
    const before = best;
    for (const tag of TUNED) best = fitTag(talks, best, tag);
    if (best === before) break;
  }
  return asFitted(best, input);
}

/** As `fitSensitivity`, with offsets that are known. @throws as it does */
export function fitThresholds(
  input: FitInput,
  tagThresholds: FittedSensitivity['tagThresholds'],
): FittedSensitivity {
  return asFitted(fitLevels(parted(input), tagThresholds), input);
}

function asFitted({ tagThresholds, levels }: Fit, { fatigue = 0 }: FitInput): FittedSensitivity {
  const of = (level: Sensitivity): number => levels[level].threshold;
  return {
    sensitivity: { low: of('low'), normal: of('normal'), high: of('high') },
    fatigue,
    tagThresholds,
    levels,
  };
}

interface Parted {
  readonly lively: readonly CandidateTalk[];
  readonly quiet: readonly CandidateTalk[];
  readonly plain: readonly CandidateTalk[];
  readonly fatigue: number;
}

function parted({ labelled, plain = [], fatigue = 0 }: FitInput): Parted {
  const quiet = labelled.filter(({ talk }) => isQuiet(talk));
  if (quiet.length + plain.length === 0) throw new RangeError('no quiet talk to fit thresholds on');
  if (!labelled.some(({ talk }) => talk.sentences.some(({ kind }) => kind !== null)))
    throw new RangeError('no key sentence to fit thresholds on');
  return { lively: labelled.filter(({ talk }) => !isQuiet(talk)), quiet, plain, fatigue };
}

interface Fit {
  readonly tagThresholds: Policy['tagThresholds'];
  readonly levels: Readonly<Record<Sensitivity, FittedLevel>>;
  readonly value: number;
}

/** The fit with this tag's best offset. */
function fitTag(talks: Parted, start: Fit, tag: Tag): Fit {
  const { [tag]: own = 0, ...others } = start.tagThresholds;
  const withOffset = (offset: number): Fit =>
    fitLevels(talks, offset === 0 ? others : { ...others, [tag]: offset });
  // An offset other than 0 must gain more than chance does.
  const worth = (fit: Fit, offset: number): number => fit.value - (offset === 0 ? 0 : LEAST_GAIN);
  let [best, most] = [start, worth(start, own)];
  for (const offset of OFFSETS) {
    if (offset === own) continue;
    const fit = withOffset(offset);
    if (worth(fit, offset) > most) [best, most] = [fit, worth(fit, offset)];
  }
  return best;
}

/** The thresholds that keep the limits with these offsets, and what they are worth, the mean over the levels. */
function fitLevels(talks: Parted, tagThresholds: Policy['tagThresholds']): Fit {
  const thresholds = thresholdsWithin(talks, tagThresholds);
  const levelAt = (level: Sensitivity) =>
    levelOf(talks, { threshold: thresholds[level], tagThresholds, fatigue: talks.fatigue });
  const levels = { low: levelAt('low'), normal: levelAt('normal'), high: levelAt('high') };
  const values = SENSITIVITIES.map(
    (level) => levels[level].suitable - LIVELY_ALARM_COST * levels[level].livelyAlarms,
  );
  return { tagThresholds, levels, value: values.reduce((sum, value) => sum + value, 0) / values.length };
}

/** For each level the lowest threshold that, like all above it, keeps its limit. */
function thresholdsWithin(
  talks: Parted,
  tagThresholds: Policy['tagThresholds'],
): Record<Sensitivity, number> {
  const [highest = 1] = THRESHOLDS;
  const lowest: Record<Sensitivity, number> = { low: highest, normal: highest, high: highest };
  const open = new Set<Sensitivity>(SENSITIVITIES);
  const lowestOffset = Math.min(0, ...Object.values(tagThresholds ?? {}));
  for (const threshold of THRESHOLDS) {
    if (threshold + lowestOffset < LEAST_NEED) break;
    const tried = { threshold, tagThresholds, fatigue: talks.fatigue };
    const alarms = quietAlarms(talks, tried);
    const lively = counted(talks.lively, tried);
    const livelyAlarms = lively === undefined ? 0 : lively.hard / lively.minutes;
    for (const level of open)
      if (alarms <= ALARM_LIMITS[level] && livelyAlarms <= LIVELY_LIMITS[level]) lowest[level] = threshold;
      else open.delete(level);
    if (open.size === 0) break;
  }
  return lowest;
}

const counted = (talks: readonly CandidateTalk[], tried: Threshold): TalkCounts | undefined =>
  talks
    .map((own) => countTalk(own.talk, admit(own, tried)))
    .reduce<TalkCounts | undefined>(
      (sum, counts) => (sum === undefined ? counts : addCounts(sum, counts)),
      undefined,
    );

/** False alarms a minute in quiet and plain talk. */
function quietAlarms({ quiet, plain }: Parted, tried: Threshold): number {
  const labelled = counted(quiet, tried);
  const cues = plain.reduce((sum, own) => sum + admit(own, tried).length, 0);
  const minutes = plain.reduce((sum, { talk }) => sum + talk.duration / 60, labelled?.minutes ?? 0);
  return ((labelled?.alarms ?? 0) + cues) / minutes;
}

function levelOf(talks: Parted, tried: Threshold): FittedLevel {
  const lively = counted(talks.lively, tried);
  const all = counted([...talks.lively, ...talks.quiet], tried);
  const key = all?.key ?? 0;
  return {
    threshold: tried.threshold,
    found: (all?.found ?? 0) / key,
    suitable: (all?.matched ?? 0) / key,
    quietAlarms: quietAlarms(talks, tried),
    livelyAlarms: lively === undefined ? 0 : lively.hard / lively.minutes,
  };
}
