/** Begins a live session's decisions, after an event that holds all that they depend on. */
import type { AnalysisClient } from '../../analysis/process/client.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import { liveOptionsFor } from '../../streams/live-options.ts';
import { fromSeconds, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import { policyOf, type Calibration } from '../decorate/policy.ts';
import { LanguageWarnings, recordedLanguage } from '../language/language.ts';
import { decideLive, type Decisions } from './decisions.ts';
import type { LiveFact } from './events.ts';
import type { AnalysisFeed } from './analysis-feed.ts';
import type { LiveSessionOptions } from './session-options.ts';

/** What a session's decisions are made of. */
export interface DecisionParts {
  readonly session: Pick<LiveSessionOptions, 'settings' | 'input' | 'version'>;
  readonly calibration: Calibration;
  readonly language: LanguageOptions;
  readonly feed: Pick<AnalysisFeed, 'frames$' | 'transcript$'>;
  readonly client: () => AnalysisClient | undefined;
  readonly program: { readonly lead: Micros; place(cue: Cue): void };
  /** Names of the outputs, for the record. */
  readonly outputs: readonly string[];
  readonly tell: (fact: LiveFact) => void;
  readonly warn: (line: string) => void;
}

/** Tells `started`, which holds everything that `momentfx replay` needs, and begins to decide. */
export function beginDecisions(parts: DecisionParts): Decisions {
  const { session, calibration, language, feed, client, program, outputs, tell, warn } = parts;
  const policy = policyOf(session.settings, calibration);
  const delay = fromSeconds(session.settings.delay);
  const { lead } = program;
  // In the record the wait of windows goes by its older name.
  const { windowWait: patience, ...options } = liveOptionsFor(delay);
  tell({
    type: 'started',
    version: session.version,
    input: session.input.shown,
    outputs,
    delay,
    threshold: policy.threshold ?? calibration.threshold,
    policy: { patience, ...options, ...policy, lead, language: recordedLanguage(language) },
  });
  const warnings = new LanguageWarnings(language, warn);
  return decideLive({
    frames$: feed.frames$,
    transcript$: feed.transcript$,
    client,
    delay,
    lead,
    policy,
    language,
    play: (cue) => program.place(cue),
    tell: (fact) => {
      if (fact.type === 'language') warnings.hear(fact);
      tell(fact);
    },
  });
}
