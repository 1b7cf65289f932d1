/**
 * The table of a session's events: each is declared once, with all that the log, the metrics, the terminal view and the
 * record of the show say of it. The compiler asks for every event and every column.
 */
import { rowOf } from '../../session/event-table.ts';
import type { LiveEvent } from '../events.ts';
import { ANALYSIS_EVENTS } from './analysis-events.ts';
import type { Declaration, Declarations, EventType } from './columns.ts';
import { DECISION_EVENTS } from './decision-events.ts';
import { INPUT_EVENTS } from './input-events.ts';
import { OUTPUT_EVENTS } from './output-events.ts';
import { SESSION_EVENTS } from './session-events.ts';

/** Every event of a session, by its type. */
export const EVENTS = {
  ...SESSION_EVENTS,
  ...INPUT_EVENTS,
  ...OUTPUT_EVENTS,
  ...ANALYSIS_EVENTS,
  ...DECISION_EVENTS,
} as const satisfies Declarations<EventType>;

/** What is said of this event. */
export const declarationOf = (event: LiveEvent): Declaration<LiveEvent> => rowOf(EVENTS, event);

/** The events whose column `record` is one of these words. */
type RecordedAs<Word extends string> = {
  [Type in EventType]: (typeof EVENTS)[Type]['record'] extends Word ? Type : never;
}[EventType];

/** Events with lines of their own making in the record. */
export type NumberedType = RecordedAs<'numbered'>;
/** Events that the record does not hold. */
export type UnwrittenType = RecordedAs<'unwritten'>;
/** Events whose lines hold their fields as they are. */
export type PlainType = Exclude<EventType, NumberedType | UnwrittenType>;
