/** What a threshold costs: key sentences found and suited against false alarms a minute, over many thresholds. */
import type { Policy } from '../../../src/streams/policy.ts';
import { admit, type CandidateTalk } from './candidates.ts';
import { ALL, QUIET, scoreTalks, type TalkCounts } from './score.ts';

/** How a checkpoint does on talks at one threshold. */
export interface CurvePoint {
  readonly threshold: number;
  /** Share of key sentences with a cue, 0…1; NaN without key sentences. */
  readonly found: number;
  /** Share of key sentences with a cue whose tag suits. */
  readonly suitable: number;
  /** False alarms a minute, of all talks. */
  readonly alarms: number;
  /** The same without those in `maybe` sentences. */
  readonly hardAlarms: number;
  /** False alarms a minute of quiet talks; NaN without any. */
  readonly quietAlarms: number;
}

/** 0.05, 0.1, … 0.95, and closer together near 1, where the threshold of a confident network lies. */
const CURVE_THRESHOLDS: readonly number[] = [
  ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
  0.97,
  0.98,
  0.99,
];

const share = (part: number, whole: number): number => (whole === 0 ? NaN : part / whole);

/** One point for each threshold, in their order; `policy` holds what else is asked, such as the offsets of tags. */
export function talkCurve(
  talks: readonly CandidateTalk[],
  policy: Partial<Policy> = {},
  thresholds: readonly number[] = CURVE_THRESHOLDS,
): CurvePoint[] {
  return thresholds.map((threshold) => {
    const { rows } = scoreTalks(
      talks.map((own) => ({ talk: own.talk, cues: admit(own, { ...policy, threshold }) })),
    );
    const [all, quiet] = [rows[ALL], rows[QUIET]] as [TalkCounts, TalkCounts];
    return {
      threshold,
      found: share(all.found, all.key),
      suitable: share(all.matched, all.key),
      alarms: share(all.alarms, all.minutes),
      hardAlarms: share(all.hard, all.minutes),
      quietAlarms: share(quiet.alarms, quiet.minutes),
    };
  });
}
