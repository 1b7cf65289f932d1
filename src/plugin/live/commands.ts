/** What a person can say to a running show, one line each. */
import { SENSITIVITIES, type Sensitivity } from '../../analysis/manifest.ts';
import { DELAY_PRESETS } from '../config/options.ts';
import { fromSeconds, type Micros } from '../../streams/time.ts';
import type { Command } from '../../streams/scheduler.ts';

/** A command to the decisions, or one that reaches further than them. */
export type ShowCommand =
  | Command
  | { readonly type: 'panic' }
  | { readonly type: 'delay'; readonly delay: Micros }
  | { readonly type: 'sensitivity'; readonly level: Sensitivity };

const KNOWN =
  'Known are: delay SECONDS, veto ID, nudge ID SECONDS, quiet on|off, panic, sensitivity low|normal|high, threshold P.';

/** A moment waits no longer than the longest delay; further it cannot be moved. In seconds. */
const MOST_NUDGE = 60;

/** The command that a line holds, or what is wrong with it in one sentence. */
export function parseCommand(line: string): ShowCommand | string {
  const [word = '', first = '', second = ''] = line.trim().split(/\s+/);
  const value = Number(first);
  switch (word) {
    case 'delay': {
      const seconds = Object.hasOwn(DELAY_PRESETS, first)
        ? DELAY_PRESETS[first as keyof typeof DELAY_PRESETS]
        : value;
      return first !== '' && seconds >= 0 && seconds <= 60
        ? { type: 'delay', delay: fromSeconds(seconds) }
        : 'The delay is 0 to 60 seconds, or snappy, balanced, careful.';
    }
    case 'veto':
      return first === '' ? `Which moment? ${KNOWN}` : { type: 'veto', id: first };
    case 'nudge':
      return first === '' || second === '' || !(Math.abs(Number(second)) <= MOST_NUDGE)
        ? `nudge needs a moment and seconds from -${MOST_NUDGE} to ${MOST_NUDGE}. ${KNOWN}`
        : { type: 'nudge', id: first, by: fromSeconds(Number(second)) };
    case 'quiet':
      return first === 'on' || first === 'off'
        ? { type: 'policy', change: { quiet: first === 'on' } }
        : `quiet is on or off. ${KNOWN}`;
    case 'panic':
      return { type: 'panic' };
    case 'sensitivity': {
      const level = SENSITIVITIES.find((own) => own === first);
      return level === undefined
        ? `sensitivity is ${SENSITIVITIES.join(', ')}. ${KNOWN}`
        : { type: 'sensitivity', level };
    }
    case 'threshold':
      return first !== '' && value >= 0 && value <= 1
        ? { type: 'policy', change: { threshold: value } }
        : `The threshold is a number from 0 to 1. ${KNOWN}`;
    default:
      return `"${word}" is no command. ${KNOWN}`;
  }
}
