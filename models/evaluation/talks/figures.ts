/** All that is measured of a checkpoint on sighted talks, at one policy. */
import { DEFAULT_POLICY, type Policy } from '../../../src/streams/policy.ts';
import { toSeconds } from '../../../src/streams/time.ts';
import { candidatesOf } from './candidates.ts';
import { talkCurve } from './curve.ts';
import { rankTalks } from './ranking.ts';
import type { TalkFigures } from './report.ts';
import { scoreTalks, type ScoredCue } from './score.ts';
import { sentenceScores, talkCues, type SightedTalk } from './sight.ts';
import { isQuiet } from './talk.ts';

/** Scores the cues that this policy gives, ranks sentences, and draws the curve over thresholds with its other parts. */
export function talkFigures(sighted: readonly SightedTalk[], policy: Partial<Policy>): TalkFigures {
  const judged = sighted.map((own) => ({ talk: own.talk, cues: talkCues(own, policy).map(scored) }));
  const ranked = sighted.map((own) => ({ talk: own.talk, scores: sentenceScores(own) }));
  const lively = ranked.filter(({ talk }) => !isQuiet(talk));
  return {
    talks: sighted.length,
    threshold: policy.threshold ?? DEFAULT_POLICY.threshold,
    ...scoreTalks(judged),
    ranking: rankTalks(ranked),
    ...(lively.length === 0 ? {} : { livelyRanking: rankTalks(lively) }),
    curve: talkCurve(sighted.map(candidatesOf), policy),
  };
}

const scored = ({ at, tag }: { at: Parameters<typeof toSeconds>[0]; tag: ScoredCue['tag'] }): ScoredCue => ({
  at: toSeconds(at),
  tag,
});
