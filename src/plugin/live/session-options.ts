/** What a live session is given, and what its owner can do with it. */
import type { Address } from '../../core/stream-url.ts';
import type { DeviceName } from '../../media/mixer/device.ts';
import type { OutputPlan } from '../../media/output/plan.ts';
import type { Clock } from '../../core/clock.ts';
import type { Settings } from '../config/options.ts';
import type { ShowControls } from './controls.ts';
import type { LiveEvent, LiveStatus } from './events.ts';

/** What a live session is started with. */
export interface LiveSessionOptions {
  readonly input: Address;
  readonly listen?: boolean;
  /** A file, paced by the clock, once or again and again. */
  readonly realtime?: boolean;
  readonly loop?: boolean;
  readonly outputs: readonly OutputPlan[];
  /** Devices for the whole mix, and for the effects alone. */
  readonly devices?: { readonly mix: readonly DeviceName[]; readonly bus: readonly DeviceName[] };
  readonly settings: Settings;
  readonly version: string;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onWarning?: (line: string) => void;
  /** The clock; faster than real for measurements. */
  readonly clock?: Clock;
  /** Breaks off the start; a session that runs is stopped by `stop`. */
  readonly signal?: AbortSignal;
}

/** A running session. */
export interface LiveSession {
  readonly status: LiveStatus;
  /** Resolves when all has been played and closed; rejects, then too, with what made the session impossible. */
  readonly done: Promise<void>;
  /** What a person may do to it while it runs. */
  readonly controls: ShowControls;
  /** Takes no more input, plays what is held, closes everything; resolves with `done`. */
  stop(): Promise<void>;
}
