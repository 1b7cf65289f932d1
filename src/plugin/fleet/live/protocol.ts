/** What a worker and the process of a session say to each other. */
import { uptime } from 'node:os';
import type { ShowFigures } from '../../live/handover.ts';
import type { LiveIntent } from '../intent.ts';

/**
 * The pipe of leases, by its number in the process of a session: a line each, the time until which it may send (ms of
 * `monotonicMs`), and not a moment longer.
 */
export const LEASES = 4;

/** To the process of a session. */
export type ToSession =
  | {
      readonly type: 'begin';
      readonly intent: LiveIntent;
      readonly version: string;
      readonly until: number;
      /** What the owner before told last of the show. */
      readonly state?: string;
    }
  | { readonly type: 'stop' }
  /** It will hear later what it is to begin, and may load until then what every session needs. */
  | { readonly type: 'warm' };

/** From the process of a session. What its log says goes to standard error. */
export type FromSession =
  | { readonly type: 'done'; readonly seconds: number }
  /** What an heir must know of the show. */
  | { readonly type: 'state'; readonly state: string }
  /** How it is. */
  | { readonly type: 'figures'; readonly figures: ShowFigures }
  /** `again`: whether another try may succeed. */
  | { readonly type: 'failed'; readonly line: string; readonly again: boolean };

/**
 * The clock that all processes of a machine share; ms. On Linux it goes on while the machine is suspended, in steps of
 * 10 ms; elsewhere time since the start comes in whole seconds, and the clock of all timers serves, which stands still then.
 */
export const monotonicMs = (): number =>
  process.platform === 'linux' ? Math.round(uptime() * 1_000) : Number(process.hrtime.bigint() / 1_000_000n);
