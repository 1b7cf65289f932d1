/** Begins a live session's decisions, after an event that holds all that they depend on. */
import type { Observable } from 'rxjs';
import type { AnalysisClient } from '../../analysis/process/client.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import { liveOptionsFor } from '../../streams/live-options.ts';
import { fromSeconds, type Micros } from '../../streams/time.ts';
import type { Policy } from '../../streams/policy.ts';
import type { SightOptions } from '../../streams/sight.ts';
import type { Recalled } from '../../streams/suppress.ts';
import type { Cue } from '../../streams/values.ts';
import { LanguageWarnings, recordedLanguage } from '../language/language.ts';
import { decideLive, type Decisions } from './decisions.ts';
import type { DelayChangedFact, LiveFact } from './events.ts';
import type { AnalysisFeed } from './analysis-feed.ts';
import type { LiveSessionOptions } from './session-options.ts';

/** What a session's decisions are made of. */
export interface DecisionParts {
  readonly session: Pick<LiveSessionOptions, 'settings' | 'input' | 'version'>;
  /** The policy in force, asked at the start and whenever decisions begin anew. */
  readonly policy: () => Policy;
  readonly language: LanguageOptions;
  readonly feed: Pick<AnalysisFeed, 'frames$' | 'transcript$'>;
  readonly client: () => Pick<AnalysisClient, 'detect'> | undefined;
  readonly pacer: { readonly lead: Micros };
  readonly landmarks?: SightOptions['landmarks'];
  /** What the show before has settled. */
  readonly recalled$?: Observable<Recalled>;
  readonly play: (cue: Cue) => void;
  /** For the record. */
  readonly lengths: Readonly<Record<string, Micros>>;
  /** Names of the outputs, for the record. */
  readonly outputs: readonly string[];
  readonly tell: (fact: LiveFact) => void;
  readonly warn: (line: string) => void;
}

/** A session's decisions, which tell of each change of the delay. */
export interface SessionDecisions extends Omit<Decisions, 'setDelay' | 'decidedTo'> {
  /** The program has another delay: tells `delay-changed` with all that `momentfx replay` needs, then follows it. */
  changeDelay(change: Pick<DelayChangedFact, 'from' | 'to' | 'cut'>): void;
}

/** What decisions depend on at a delay, named as in the record, which keeps an older name for how long windows wait. */
function recordedOptions(delay: Micros): Readonly<Record<string, unknown>> {
  const { windowWait: patience, ...options } = liveOptionsFor(delay);
  return { patience, ...options };
}

/** Tells `started`, which holds everything that `momentfx replay` needs, and begins to decide. */
export function beginDecisions(parts: DecisionParts): SessionDecisions {
  const { session, language, feed, client, pacer, play, outputs, lengths, tell, warn } = parts;
  const policy = parts.policy();
  const delay = fromSeconds(session.settings.delay);
  const { lead } = pacer;
  tell({
    type: 'started',
    version: session.version,
    input: session.input.shown,
    outputs,
    delay,
    threshold: policy.threshold,
    policy: { ...recordedOptions(delay), ...policy, lead, language: recordedLanguage(language) },
    lengths,
  });
  const warnings = new LanguageWarnings(language);
  const decisions = decideLive({
    frames$: feed.frames$,
    transcript$: feed.transcript$,
    client,
    delay,
    lead,
    ...(parts.recalled$ === undefined ? {} : { recalled$: parts.recalled$ }),
    ...(parts.landmarks === undefined ? {} : { landmarks: parts.landmarks }),
    policy: parts.policy,
    language,
    play,
    tell: (fact) => {
      const note = fact.type === 'language' ? warnings.hear(fact) : undefined;
      if (note !== undefined) warn(note);
      tell(fact);
    },
  });
  return {
    tick: (playhead, now) => decisions.tick(playhead, now),
    command: (command) => decisions.command(command),
    changeDelay(change) {
      const { decidedTo: arrived } = decisions;
      tell({
        type: 'delay-changed',
        ...change,
        policy: { ...recordedOptions(change.to), lead: pacer.lead },
        ...(arrived === undefined ? {} : { arrived }),
      });
      decisions.setDelay(change.to);
    },
    end: () => decisions.end(),
  };
}
