/** The columns of the table of events: what each place that tells of events needs to know of one. */
import type { z } from 'zod';
import { toSeconds, type Micros } from '../../../streams/time.ts';
import type { Tag } from '../../../streams/values.ts';
import type { Column, EventOf as AnyEventOf } from '../../session/event-table.ts';
import type { LiveEvent } from '../events.ts';

/** How much an entry of the log matters. */
export type Level = 'debug' | 'info' | 'warn' | 'error';

/** What an event is called. */
export type EventType = LiveEvent['type'];
/** The event that is called so. */
export type EventOf<Type extends EventType> = AnyEventOf<LiveEvent, Type>;

/** Facts of a log entry, by name; times in seconds. */
export type Facts = Readonly<Record<string, unknown>>;

/** Counters that events feed, without `momentfx_`. */
export type CounterName =
  | 'input_retries_total'
  | 'input_gap_seconds_total'
  | 'output_losses_total'
  | 'output_dropped_packets_total'
  | 'speech_skipped_seconds_total'
  | 'windows_total'
  | 'moments_rejected_total'
  | 'delay_changes_total'
  | 'faults_total';

/** What may become of a cue where it is played; `failed`: another program was to play it, and did not. */
export type CueOutcome = 'played' | 'late' | 'crowded' | 'ended' | 'failed';

/** What an event changes in the metrics. */
export type Tally =
  | {
      readonly type: 'count';
      readonly counter: CounterName;
      /** 1 where absent. */
      readonly by?: number;
      readonly labels?: Readonly<Record<string, string>>;
    }
  /** `seconds` go to a histogram. */
  | { readonly type: 'detection'; readonly seconds: number }
  | { readonly type: 'margin'; readonly seconds: number }
  /** A cue of this tag waits for the mixer; it counts when its outcome is told. */
  | { readonly type: 'cue'; readonly id: string; readonly tag: Tag }
  | { readonly type: 'outcome'; readonly id: string; readonly outcome: CueOutcome };

/** A line of the terminal view about a moment that a person may ask about. */
export interface Happening {
  readonly id?: string;
  readonly at: Micros;
  readonly text: string;
  readonly outcome: string;
}

/** What an event changes in the terminal view. */
export type ViewChange =
  | { readonly type: 'happening'; readonly happening: Happening }
  /** What became of the happening with this id. */
  | { readonly type: 'outcome'; readonly id: string; readonly outcome: string }
  | { readonly type: 'margin'; readonly seconds: number }
  | { readonly type: 'detection'; readonly seconds: number }
  | { readonly type: 'lost'; readonly what: 'windows' | 'packets'; readonly count: number }
  | { readonly type: 'trouble'; readonly text: string };

/** Schemas of an event's own fields, each by its name: the compiler asks for every one. */
export type RecordFields<Event> = {
  readonly [Name in Exclude<keyof Event, 'type' | 'wall' | 'playhead'>]-?: z.ZodType<Event[Name]>;
};

/** All that is said of one kind of event. */
export interface Declaration<Event> {
  /** Of its entry in the log. */
  readonly level: Column<Event, Level>;
  /** Of its entry in the log: always the same for its kind of event, so that it can be searched for. */
  readonly message: Column<Event, string>;
  readonly facts: (event: Event) => Facts;
  /**
   * It may come many times a second: entries of the same key are added up, by `count`. Null: each has a line of its own.
   */
  readonly repeats: null | ((event: Event) => { readonly key: string; readonly count: number });
  /** In the metrics; null: nothing counts it. */
  readonly counter: null | ((event: Event) => readonly Tally[]);
  /** In the terminal view; null: it does not show. */
  readonly view: null | ((event: Event) => readonly ViewChange[]);
  /**
   * In the record of the show: its fields as they are; or `numbered`, where the encoder replaces words, effects and moments
   * by numbers; or `unwritten`, where deciding anew gives it.
   */
  readonly record: RecordFields<Event> | 'numbered' | 'unwritten';
}

/** A declaration for each of these events. */
export type Declarations<Types extends EventType> = {
  readonly [Type in Types]: Declaration<EventOf<Type>>;
};

/** Media time in seconds with three digits. */
export const seconds = (time: Micros): number => Math.round(toSeconds(time) * 1000) / 1000;

/** The facts about another try, where there will be one. */
export const retryFacts = (retryInMs: number | undefined): Facts =>
  retryInMs === undefined ? {} : { retryIn: retryInMs / 1000 };
