/** What the log says of each event, from the table of events. */
import { valueOf } from '../../session/event-table.ts';
import type { LiveEvent } from '../events.ts';
import type { Facts, Level } from '../events/columns.ts';
import { declarationOf } from '../events/table.ts';

/** A line of the log. */
export interface Entry {
  readonly level: Level;
  readonly message: string;
  readonly facts: Facts;
  /** It may come many times a second: entries of the same key are added up, by `count`. */
  readonly repeats?: { readonly key: string; readonly count: number };
}

/** The log entry of an event. */
export function entryOf(event: LiveEvent): Entry {
  const { level, message, facts, repeats } = declarationOf(event);
  const entry = {
    level: valueOf(level, event),
    message: valueOf(message, event),
    facts: facts(event),
  };
  if (repeats === null) return entry;
  const { key, count } = repeats(event);
  return { ...entry, repeats: { key: `${event.type} ${key}`, count } };
}
