/** A show that one process leaves to another: what it tells whoever keeps its state, and by whose leave it sends. */
import type { CarriedShow, EarlierShow } from './carried-show.ts';
import type { LiveEvent } from './events.ts';
import type { LiveSession } from './session-options.ts';
import { ShowMemory } from './show-memory.ts';
import { decodeState, encodeState } from './show-state.ts';

/** How often a show looks whether its state is another, in ms. */
const TELL_MS = 1_000;

/** The clock of an input wanders; less than this (ms) is no news. */
const STEP_MS = 50;

/** How often a show tells its figures: after so many looks. */
const FIGURES_EVERY = 5;

/** What whoever runs many shows must know of one of them. */
export interface ShowFigures {
  /** Whether its input sends: a show that waits for its source takes next to nothing. */
  readonly connected: boolean;
  /** Windows that wait for the network, of all sessions of its analysis process. */
  readonly waiting: number;
  /** The analysis process, and how many sessions use it. */
  readonly analysis: { readonly pid: number; readonly sessions: number } | undefined;
}

/** Whoever keeps a show while its processes come and go. */
export interface Handover {
  /** The state that the process before told last; absent: the show begins. */
  readonly state?: string;
  /** Hears the state when it is another: as `encodeState` gives it. */
  readonly onState: (state: string) => void;
  /** Hears every few seconds how it is. */
  readonly onFigures?: (figures: ShowFigures) => void;
  /** As `LiveSessionOptions.mayLeave`. */
  readonly mayLeave: () => void;
}

/** Events after which the state is told at once. */
const AT_ONCE: ReadonlySet<LiveEvent['type']> = new Set(['played', 'rejected', 'command', 'delay-changed']);

/** Tells the state of a show: within a second of each change, and at once when an effect has begun or a person has decided. */
export class StateTeller implements Disposable {
  readonly #handover: Handover;
  readonly #memory: ShowMemory;
  readonly #timer: NodeJS.Timeout;
  #session: LiveSession | undefined;
  #told = '';
  #waiting = false;
  #analysis: number | undefined;
  #looks = 0;

  constructor(handover: Handover, earlier: EarlierShow | undefined) {
    this.#handover = handover;
    this.#memory = new ShowMemory(earlier?.moments);
    this.#timer = setInterval(() => {
      this.#tell();
      this.#looks = (this.#looks + 1) % FIGURES_EVERY;
      if (this.#looks === 0) this.#tellFigures();
    }, TELL_MS).unref();
  }

  /** The session whose events it hears. */
  attach(session: LiveSession): void {
    this.#session = session;
  }

  hear(event: LiveEvent): void {
    this.#memory.hear(event, this.#session?.time.zero);
    if (event.type === 'analysis-up') this.#analysis = event.pid;
    if (!AT_ONCE.has(event.type) || this.#waiting) return;
    if (event.type === 'rejected' && event.reason !== 'vetoed') return;
    this.#waiting = true;
    // What is told of a command comes before it is in force.
    queueMicrotask(() => {
      this.#waiting = false;
      this.#tell();
    });
  }

  #tellFigures(): void {
    if (this.#session === undefined) return;
    const { input, analysis } = this.#session.status;
    const { waiting, sessions } = analysis;
    const pid = this.#analysis;
    this.#handover.onFigures?.({
      connected: input.connected,
      waiting,
      analysis: pid === undefined ? undefined : { pid, sessions },
    });
  }

  #tell(): void {
    const { time, controls } = this.#session ?? {};
    const origin = time?.origin;
    if (controls === undefined || origin === undefined) return;
    const state = encodeState(controls.carried, {
      origin: Math.round(origin / STEP_MS) * STEP_MS,
      moments: this.#memory.moments(Date.now()),
    });
    if (state === this.#told) return;
    this.#told = state;
    this.#handover.onState(state);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** What a show begins with that goes on from another process; nothing where that left no state, or one of another version. */
export const stateOf = (handover: Handover | undefined): Partial<CarriedShow> =>
  (handover?.state === undefined ? undefined : decodeState(handover.state)) ?? {};

/** Says what goes on. */
export function goesOnLine({ earlier, set, panicked }: CarriedShow): string {
  if (earlier === undefined)
    return 'What was known of the show before cannot be read: it begins as a new one does.';
  const count = (kind: string): number => earlier.moments.filter((moment) => moment.kind === kind).length;
  const names = [...Object.keys(set), ...(panicked ? ['panic'] : [])];
  const known = `${count('played') + count('by-hand')} effects played, ${count('vetoed')} vetoed`;
  return `The show goes on: ${known} in the last minutes${names.length === 0 ? '' : `, set: ${names.join(', ')}`}.`;
}
