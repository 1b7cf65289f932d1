/**
 * The moments of a talk that may become cues, found once, and which of them a policy admits: the latter takes 0.1
 * ms a talk, where deciding its sightings anew takes 17 ms, so that hundreds of policies can be tried on hours of
 * talk. Both gave the same cues on 44 talks of 3 minutes at each of seven thresholds from 0.1 to 0.9 (1,139 to 15
 * cues).
 */
import { agreement } from '../../../src/streams/agreement.ts';
import {
  DEFAULT_POLICY,
  forgetBefore,
  objection,
  ownObjection,
  remember,
  type Candidate,
  type CueHistory,
  type Policy,
} from '../../../src/streams/policy.ts';
import { recordedDecisions } from '../../../src/streams/recorded.ts';
import { toSeconds } from '../../../src/streams/time.ts';
import type { ScoredCue } from './score.ts';
import type { SightedTalk } from './sight.ts';
import type { Talk } from './talk.ts';

/** A talk and its candidates, in order of time. */
export interface CandidateTalk {
  readonly talk: Talk;
  readonly candidates: readonly Candidate[];
}

/** More than any probability: every moment is decided as below the threshold, so that none suppresses another. */
const BEYOND = 2;
/** Less probable moments are left out, which are nine of ten: no useful threshold is this low. */
const LEAST = 0.02;

/** The candidates of a talk; its sightings are not needed any more. */
export function candidatesOf({ talk, sightings }: SightedTalk): CandidateTalk {
  const candidates: Candidate[] = [];
  const agreed = agreement();
  const run = recordedDecisions({
    policy: { threshold: BEYOND },
    likelihood: (moment) => agreed.of(moment),
  });
  run.events$.subscribe((event) => {
    if (event.type !== 'rejected' || event.reason !== 'below-threshold') return;
    const { start: at, sfx, tag } = event.moment;
    const probability = agreed.of(event.moment);
    if (probability >= LEAST) candidates.push({ at, sfx, tag, probability, chosen: false });
  });
  for (const each of sightings) {
    agreed.add(each);
    run.arrive(each);
  }
  run.end();
  return { talk, candidates: candidates.sort((a, b) => a.at - b.at) };
}

/** Candidates may compete with one that lies at most so many gaps before them: who yields to whom seldom reaches further. */
const RIVAL_GAPS = 6;
/** More candidates than lie within them, so that few are looked at. */
const MOST_RIVALS = 24;

/** The cues of a talk under a policy. */
export function admit(
  { candidates }: Pick<CandidateTalk, 'candidates'>,
  change: Partial<Policy>,
): ScoredCue[] {
  const policy: Policy = { ...DEFAULT_POLICY, ...change };
  const admitted: ScoredCue[] = [];
  let history: CueHistory = [];
  for (const [i, candidate] of candidates.entries()) {
    if (ownObjection(candidate, history, policy) !== undefined) continue;
    const reach = candidate.at + RIVAL_GAPS * policy.leastGap;
    const rivals = candidates.slice(i + 1, i + 1 + MOST_RIVALS).filter(({ at }) => at <= reach);
    if (objection(candidate, rivals, history, policy) !== undefined) continue;
    admitted.push({ at: toSeconds(candidate.at), tag: candidate.tag });
    history = forgetBefore(remember(history, candidate.at), candidate.at);
  }
  return admitted;
}
