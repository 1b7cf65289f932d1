/** What the running program reports, as a fact for the record or a warning for people; but for changes of the delay. */
import type { Outcome } from '../../media/mixer/effects-bus.ts';
import type { ProgramEvent } from '../../media/program/program.ts';
import type { PacerEvent } from '../../media/program/realtime-pacer.ts';
import { toSeconds, type Micros } from '../../streams/time.ts';
import type { LiveFact } from './events.ts';
import type { PlayerOutcome } from './session-options.ts';

/** What a program tells, or who plays effects in its place. */
export type ReportedEvent =
  | Exclude<ProgramEvent, { type: 'outcome' }>
  | { readonly type: 'outcome'; readonly cue: string; readonly outcome: Outcome | PlayerOutcome };

/** A fact for the record, or a line for people. */
export type ProgramReport = { readonly fact: LiveFact } | { readonly warning: string };

/** `at`: where the playhead is. */
export function reportOf(
  event: ReportedEvent | Exclude<PacerEvent, { type: 'delay-changed' }>,
  at: Micros,
): ProgramReport {
  switch (event.type) {
    case 'outcome': {
      const { cue: id, outcome } = event;
      return {
        fact: outcome === 'played' ? { type: 'played', id, at } : { type: 'not-played', id, reason: outcome },
      };
    }
    case 'paused':
      return {
        warning: 'The input is gone; the outputs were closed and open again when it is back.',
      };
    case 'line-full':
      return {
        warning: `The delay line is full: ${toSeconds(event.left).toFixed(1)} s leave earlier than asked. Choose a shorter --delay.`,
      };
    case 'mixer-failed':
      return { warning: `${event.message} Effects are mixed without GStreamer until it works again.` };
    case 'hold':
      return { fact: event };
  }
}
