/** What a person can say to a running show, one line each. */
import { SENSITIVITIES, type Sensitivity } from '../../analysis/manifest.ts';
import { DELAY_PRESETS } from '../config/options.ts';
import { fromSeconds, type Micros } from '../../streams/time.ts';
import type { Command } from '../../streams/scheduler.ts';

/** A command to the decisions, or one that reaches further than them. */
export type ShowCommand =
  | Command
  | { readonly type: 'panic' | 'release' }
  /** An effect of the library, by hand. */
  | { readonly type: 'play'; readonly sfx: string }
  /** Another effect of the library for a moment that waits. */
  | { readonly type: 'choose'; readonly id: string; readonly sfx: string }
  | { readonly type: 'mute' | 'unmute'; readonly sfx: string }
  /** In dB. */
  | { readonly type: 'gain' | 'duck'; readonly value: number }
  | { readonly type: 'delay'; readonly delay: Micros }
  | { readonly type: 'sensitivity'; readonly level: Sensitivity };

const KNOWN =
  'Known are: delay SECONDS, veto ID, nudge ID SECONDS, swap ID EFFECT, pin ID, play EFFECT, mute EFFECT, unmute EFFECT, quiet on|off, panic, release, gain DB, duck DB, sensitivity low|normal|high, threshold P.';

/** A moment waits no longer than the longest delay; further it cannot be moved. In seconds. */
const MOST_NUDGE = 60;

/** Bounds of the settings of these names, in dB. */
const LEVELS = { gain: [-60, 24], duck: [0, 60] } as const;

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
    case 'pin':
      return first === '' ? `Which moment? ${KNOWN}` : { type: 'pin', id: first };
    case 'swap':
      return first === '' || second === ''
        ? `swap needs a moment and an effect. ${KNOWN}`
        : { type: 'choose', id: first, sfx: second };
    case 'play':
    case 'mute':
    case 'unmute':
      return first === '' ? `Which effect? ${KNOWN}` : { type: word, sfx: first };
    case 'gain':
    case 'duck': {
      const [low, high] = LEVELS[word];
      return first !== '' && value >= low && value <= high
        ? { type: word, value }
        : `${word} is ${low} to ${high} dB. ${KNOWN}`;
    }
    case 'panic':
    case 'release':
      return { type: word };
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
