/** The live pipeline inside a session: windows to the detector, cues to the program, everything told. */
import { from, type Observable, Subject, Subscription } from 'rxjs';
import { MomentfxError, isActionable, messageOf } from '../../core/errors.ts';
import type { AnalysisClient } from '../../analysis/process/client.ts';
import { backOff } from '../../core/back-off.ts';
import type { LiveEvent as StreamEvent } from '../../streams/live.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import { liveOptionsFor, type DelayOptions } from '../../streams/live-options.ts';
import { cues } from '../../streams/pipeline.ts';
import type { Policy } from '../../streams/policy.ts';
import type { Command, RejectedEvent } from '../../streams/scheduler.ts';
import type { SightOptions } from '../../streams/sight.ts';
import type { Recalled, Suppressed } from '../../streams/suppress.ts';
import { add, latest, subtract, type Micros } from '../../streams/time.ts';
import type { Cue, Frame, SpeechEvent, Window } from '../../streams/values.ts';
import type { LiveFact } from './events.ts';

/** What decisions are made from, and where they go. */
export interface DecisionsOptions {
  readonly frames$: Observable<Frame>;
  readonly transcript$: Observable<SpeechEvent>;
  readonly client: () => Pick<AnalysisClient, 'detect'> | undefined;
  readonly delay: Micros;
  /** How long before its start a cue is handed over at first. */
  readonly lead: Micros;
  /** In force now: what a person has changed holds when decisions begin anew after a fault, too. */
  readonly policy: () => Partial<Policy>;
  readonly language: LanguageOptions;
  /** What the show before has settled; it is asked for again whenever decisions begin anew. */
  readonly recalled$?: Observable<Recalled>;
  /** Onsets that are known from elsewhere than speech. */
  readonly landmarks?: SightOptions['landmarks'];
  readonly play: (cue: Cue) => void;
  readonly tell: (fact: LiveFact) => void;
}

/** The running decisions of one session. */
export interface Decisions {
  /** The media time that is leaving the program now, and how long before its start a cue must come now. */
  tick(playhead: Micros, lead: Micros): void;
  command(command: Command): void;
  /** Another delay is in force: all that depends on it follows from now on. What was decided stays. */
  setDelay(delay: Micros): void;
  /** Where the playhead of decisions is; undefined before its first tick. */
  readonly decidedTo: Micros | undefined;
  /** The program is over: what waits is told as ended. */
  end(): void;
}

/** No analysis process is there to be asked. */
class AnalysisAwayError extends MomentfxError<'analysis-away'> {
  constructor() {
    super('analysis-away', 'no analysis process', 'Nothing: it is started again.', {
      fault: 'outside',
      retryable: true,
    });
  }
}

const SUPPRESSED: ReadonlySet<string> = new Set<Suppressed['reason']>([
  'overlaps-better',
  'already-decided',
  'words-changed',
]);
const isSuppressed = (event: Suppressed | RejectedEvent): event is Suppressed => SUPPRESSED.has(event.reason);

/** A window closes each second: once the next one is there, it says more than this one. */
const USEFUL_MS = 1_000;

/** A fault in the pipeline is one of ours: it begins anew. */
const waitFor = backOff({ first: 1_000 });

/** Subscribes the live pipeline at once. After a fault of ours, which is told as `analysis-down`, it begins anew. */
export function decideLive(options: DecisionsOptions): Decisions {
  const playhead$ = new Subject<Micros>();
  const commands$ = new Subject<Command>();
  const delayChanges$ = new Subject<DelayOptions>();
  const asked = new Map<number, number>();
  const detector = (windows: readonly Window[]) => {
    const client = options.client();
    if (client === undefined) throw new AnalysisAwayError();
    for (const { index } of windows) asked.set(index, performance.now());
    return from(client.detect(windows, { within: USEFUL_MS }));
  };
  const { lead, language, landmarks, recalled$ } = options;
  let { delay } = options;
  let decidedTo: Micros | undefined;
  let ended = false;
  let subscription = new Subscription();
  const begin = (): void => {
    subscription = cues(options.frames$, options.transcript$, detector, {
      mode: 'live',
      ...liveOptionsFor(delay),
      lead,
      ...(landmarks === undefined ? {} : { landmarks }),
      ...(recalled$ === undefined ? {} : { recalled$ }),
      policy: options.policy(),
      language,
      playhead$,
      commands$,
      delayChanges$,
    }).subscribe({
      next: (event) => take(event),
      error: (error: unknown) => {
        const message = messageOf(error);
        const retryInMs = waitFor(0);
        options.tell({ type: 'analysis-down', code: 'decisions-failed', message, retryInMs });
        if (!ended) setTimeout(() => !ended && begin(), retryInMs).unref();
      },
    });
  };
  const take = (event: StreamEvent): void => {
    switch (event.type) {
      case 'moments': {
        const { window, sightings, arrived } = event;
        const began = asked.get(window.index) ?? performance.now();
        asked.delete(window.index);
        options.tell({
          type: 'window',
          window: {
            index: window.index,
            start: window.start,
            end: window.end,
            subtitles: window.subtitles.map(({ subtitle }) => subtitle.id),
            ...sightings,
            ...(arrived === undefined ? {} : { arrived }),
            tookMs: performance.now() - began,
          },
        });
        return;
      }
      case 'dropped':
        options.tell({ type: 'window-dropped', reason: event.reason, index: event.window.index });
        return;
      case 'failed': {
        asked.delete(event.window.index);
        const away = event.error instanceof AnalysisAwayError || options.client() === undefined;
        const busy = isActionable(event.error) && event.error.code === 'detector-busy';
        const reason = away ? 'analysis-down' : busy ? 'detector-busy' : 'detector-failed';
        options.tell({ type: 'window-dropped', reason, index: event.window.index });
        return;
      }
      case 'rejected':
        options.tell(isSuppressed(event) ? { ...event, type: 'suppressed' } : event);
        return;
      case 'cue':
        options.play(event.cue);
        options.tell(event);
        return;
      case 'upcoming':
      case 'withdrawn':
      case 'ignored':
      case 'language':
        options.tell(event);
    }
  };
  begin();
  return {
    tick(playhead, now) {
      // The pipeline's lead is fixed at the start; a longer one is expressed by a playhead that is further on by the difference.
      const at = add(playhead, subtract(now, lead));
      decidedTo = decidedTo === undefined ? at : latest(decidedTo, at);
      playhead$.next(decidedTo);
    },
    command: (command) => commands$.next(command),
    setDelay(next) {
      delay = next;
      delayChanges$.next(liveOptionsFor(next));
    },
    get decidedTo() {
      return decidedTo;
    },
    end() {
      ended = true;
      playhead$.complete();
      subscription.unsubscribe();
    },
  };
}
