/** Tells whoever listens to a recording's session what happens in it, as the table of events says. */
import { earliest, type Micros } from '../../streams/time.ts';
import { valueOf } from '../session/event-table.ts';
import { declarationOf, type SessionEvent } from './events.ts';

/** Who listens. What they throw while cues are found ends the session. */
export interface Listeners {
  readonly onEvent?: (event: SessionEvent) => void;
  /** How far the input is analysed, and its length where the container says. */
  readonly onProgress?: (done: Micros, total: Micros | undefined) => void;
  /** One line for a person. */
  readonly onWarning?: (line: string) => void;
}

/** What is read: how far, and how long it is where its container says. */
interface Reading {
  readonly position: Micros;
  readonly info: { readonly duration?: Micros };
}

/** What a session tells its listeners through. */
export interface Reports {
  readonly event: (event: SessionEvent) => void;
  /** The input is open: how far it is read is told from now on. */
  watch(reading: Reading): void;
}

/** The reports to these listeners. */
export function reportsTo({ onEvent, onProgress, onWarning }: Listeners): Reports {
  let input: Reading | undefined;
  return {
    event(event) {
      onEvent?.(event);
      const { message, progress } = declarationOf(event);
      const line = valueOf(message, event);
      if (typeof line === 'string') onWarning?.(line);
      if (progress === null || input === undefined) return;
      onProgress?.(earliest(progress(event), input.position), input.info.duration);
    },
    watch(reading) {
      input = reading;
    },
  };
}
