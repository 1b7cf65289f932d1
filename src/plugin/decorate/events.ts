/** All that the session of a recording tells, and the table of it: each event is declared once, in all columns. */
import type { LanguageEvent } from '../../streams/language.ts';
import type { Micros } from '../../streams/time.ts';
import type { SupervisorEvent } from '../session/analysis-supervisor.ts';
import { rowOf, type Column, type EventOf } from '../session/event-table.ts';
import type { FindEvent } from './find-cues.ts';

/** Words that are ready for a person: one line. */
interface Told {
  readonly message: string;
}

/** Everything that a recording's session tells, as it becomes known. */
export type SessionEvent =
  | Exclude<FindEvent, LanguageEvent>
  /** `note`: one line, where effects stop or go on because of it. */
  | (LanguageEvent & { readonly note?: string })
  /** A caption cannot be read as it is, or is left out. */
  | ({ readonly type: 'caption-broken' } & Told)
  /** Something of the input is not in the output. */
  | ({ readonly type: 'left-out' } & Told)
  /** Effects are mixed without GStreamer. */
  | ({ readonly type: 'mixer-fallback' } & Told)
  /** Analysis should be shared and is not. */
  | ({ readonly type: 'analysis-unshared' } & Told)
  /** The network does not run on the device asked for, or no longer. */
  | ({ readonly type: 'analysis-device' } & Told)
  /** The analysis process is lost, or there is another one; of the first one nothing is told. */
  | SupervisorEvent;

/** What is told of one kind of event. */
interface Row<Event> {
  /** One line for a person; null or undefined: none. */
  readonly message: Column<Event, string | null | undefined>;
  /** How far decisions have come; null: it says nothing of that. */
  readonly progress: null | ((event: Event) => Micros);
}

const EVENTS = {
  subtitle: { message: null, progress: null },
  moments: { message: null, progress: null },
  cue: { message: null, progress: null },
  rejected: { message: null, progress: null },
  upcoming: { message: null, progress: null },
  withdrawn: { message: null, progress: null },
  ignored: { message: null, progress: null },
  playhead: { message: null, progress: ({ at }) => at },
  language: { message: ({ note }) => note, progress: null },
  'caption-broken': { message: ({ message }) => message, progress: null },
  'left-out': { message: ({ message }) => message, progress: null },
  'mixer-fallback': { message: ({ message }) => message, progress: null },
  'analysis-unshared': { message: ({ message }) => message, progress: null },
  'analysis-device': { message: ({ message }) => message, progress: null },
  'analysis-up': { message: 'analysis ready', progress: null },
  'analysis-down': {
    // A loss that ends the work is told by its error.
    message: ({ retryInMs, message }) =>
      retryInMs === undefined ? null : `analysis down, again in ${retryInMs / 1000} s: ${message}`,
    progress: null,
  },
} as const satisfies {
  readonly [Type in SessionEvent['type']]: Row<EventOf<SessionEvent, Type>>;
};

/** What is told of this event. */
export const declarationOf = (event: SessionEvent): Row<SessionEvent> => rowOf(EVENTS, event);
