/** All that a live session tells, for the log, the record of the show, the metrics and the terminal. */
import type { SupervisorEvent } from '../session/analysis-supervisor.ts';
import type { InputCounts, InputNote } from '../../media/input/source.ts';
import type { OutputCounts, OutputEvent } from '../../media/output/sink.ts';
import type { LanguageEvent } from '../../streams/language.ts';
import type { Command, ScheduleEvent } from '../../streams/scheduler.ts';
import type { Micros } from '../../streams/time.ts';
import type { Heard, PlacedMoment, Subtitle } from '../../streams/values.ts';

/** What one window showed the network and what the network saw. */
export interface WindowRecord {
  readonly index: number;
  readonly start: Micros;
  readonly end: Micros;
  /** Ids of its subtitles, which `subtitle` events have told. */
  readonly subtitles: readonly string[];
  readonly moments: readonly PlacedMoment[];
  /** No later window will show a moment that starts before this media time. */
  readonly horizon: Micros;
  /** The words that it had, as decisions depend on them; absent where it could not hold all of its span. */
  readonly heard?: Heard;
  /** Where the playhead of decisions was when it came; absent before its first tick. */
  readonly arrived?: Micros;
  /** Milliseconds of the wall clock from the window's closing to the answer. */
  readonly tookMs: number;
}

/** Another delay is in force. */
export interface DelayChangedFact {
  readonly type: 'delay-changed';
  readonly from: Micros;
  readonly to: Micros;
  /** Media time that was left out (positive) or held back (negative). */
  readonly cut: Micros;
  /**
   * What decisions depend on from here on, named as in `started`, for `momentfx replay`; absent in records of sessions whose
   * decisions kept to their first delay.
   */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** Where the playhead of decisions was; absent before its first tick. */
  readonly arrived?: Micros;
}

/** What happened, without when: one kind for everything that a session tells. */
export type LiveFact =
  | {
      readonly type: 'started';
      readonly version: string;
      readonly input: string;
      readonly outputs: readonly string[];
      readonly delay: Micros;
      readonly threshold: number;
      /** Everything that decisions depend on, for `momentfx replay`. */
      readonly policy: Readonly<Record<string, unknown>>;
      /** How long each effect of the library lasts, for lists that editors read; absent in older records. */
      readonly lengths?: Readonly<Record<string, Micros>>;
    }
  | InputNote
  | { readonly type: 'input-open'; readonly leg: number; readonly at: Micros; readonly summary: string }
  /** The same sender goes on with other streams: a picture that begins later, another size, another rate. */
  | { readonly type: 'input-changed'; readonly leg: number; readonly at: Micros; readonly summary: string }
  | (OutputEvent & { readonly output: string })
  | SupervisorEvent
  | { readonly type: 'speech-skipped'; readonly start: Micros; readonly end: Micros }
  | { readonly type: 'subtitle'; readonly subtitle: Subtitle }
  | { readonly type: 'retracted'; readonly id: string }
  | { readonly type: 'window'; readonly window: WindowRecord }
  | {
      readonly type: 'window-dropped';
      readonly reason: 'detector-busy' | 'detector-failed' | 'analysis-down' | 'playhead-behind';
      readonly index: number;
    }
  | ScheduleEvent
  | LanguageEvent
  /** A person's word to the decisions, told before they obey. `moment`: what its id stands for; the record fills it in. */
  | { readonly type: 'command'; readonly command: Command; readonly moment?: PlacedMoment }
  | {
      readonly type: 'suppressed';
      readonly moment: PlacedMoment;
      readonly reason: 'overlaps-better' | 'already-decided' | 'words-changed';
    }
  /** What became of a cue where it is played: in the mixer, or by another program (`failed`: that did not). */
  | { readonly type: 'played'; readonly id: string; readonly at: Micros }
  | {
      readonly type: 'not-played';
      readonly id: string;
      readonly reason: 'late' | 'crowded' | 'ended' | 'failed';
    }
  | DelayChangedFact
  | { readonly type: 'hold'; readonly on: boolean; readonly at: Micros }
  /** An exception in a part of the session, which goes on without what it was about. */
  | { readonly type: 'fault'; readonly part: string; readonly message: string }
  | { readonly type: 'stopping' }
  | { readonly type: 'stopped' };

/** A fact with when it happened, on both clocks. */
export type LiveEvent = LiveFact & {
  /** Milliseconds since 1970. */
  readonly wall: number;
  /** The media time that was leaving the program. */
  readonly playhead: Micros;
};

/** The session's figures at one moment, for metrics and the terminal. */
export interface LiveStatus {
  readonly state: 'starting' | 'running' | 'holding' | 'stopping' | 'stopped';
  readonly input: InputCounts & { readonly connected: boolean; readonly name: string };
  readonly outputs: readonly (OutputCounts & { readonly name: string })[];
  /** What was asked for, and what is measured now: arrival of media to its leaving. */
  readonly delay: { readonly asked: Micros; readonly actual: Micros };
  readonly line: { readonly span: Micros; readonly bytes: number };
  readonly playhead: Micros;
  readonly analysis: {
    readonly state: 'starting' | 'up' | 'down' | 'off';
    readonly restarts: number;
    /** Windows that wait for the network, and sessions that use the process; of all that share it. */
    readonly waiting: number;
    readonly sessions: number;
  };
  /** How far recognised speech lies behind the input. */
  readonly speechLag: Micros;
  readonly mixer: { readonly played: number; readonly late: number; readonly crowded: number };
  /** Resident bytes: this process and the analysis process. */
  readonly memory: { readonly session: number; readonly analysis: number };
}
