/** The page's connection to the show: it says hello, asks, hears what changes, and comes back after a loss. */
import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { backOff } from '../../../core/back-off.ts';
import type { EffectView, PROTOCOL_VERSION, Role, ServerMessage } from '../protocol.ts';

/** Held equal to the server's by the compiler; importing the value would bring its whole validation along. */
const PROTOCOL = 1 satisfies typeof PROTOCOL_VERSION;
/** Between two updates of what is shown, in ms: at most ten a second. */
const UPDATE_MS = 100;
/** An answer that does not come within this (ms) will not come. */
const ANSWER_MS = 5_000;
/** The server closes with these codes (client-session.ts). */
const CLOSED = { unwelcome: 4_001, locked: 4_002, protocol: 4_003 } as const;
/** After too many wrong tokens nobody new gets in for half a minute. */
const LOCKED_MS = 31_000;

const wait = backOff({ first: 500, factor: 2, most: 8_000, jitter: 0.2 });

/** How the connection is. */
export type ConnectionState =
  | { readonly type: 'connecting' }
  | { readonly type: 'open' }
  /** It is tried again at `retryAt` (of `performance.now()`). */
  | { readonly type: 'lost'; readonly ended: boolean; readonly retryAt: number }
  /** It would not help to try again. */
  | { readonly type: 'refused'; readonly why: 'no-token' | 'wrong-token' | 'protocol' };

/** What became of a request. */
export type Outcome = { readonly type: 'done' } | { readonly type: 'refused'; readonly message: string };

/** What the server said at the beginning. */
export interface Welcome {
  readonly role: Role;
  readonly effects: readonly EffectView[];
}

/** How a view follows what changes of it. */
export interface Following<View, Change> {
  readonly apply: (view: View, change: Change) => View;
  /** Whether the change tells where the clock is. */
  readonly tellsTime?: (change: Change) => boolean;
}

/** A connection that keeps itself up. */
export class Connection<View, Change, Asked> {
  readonly #state = signal<ConnectionState>({ type: 'connecting' });
  readonly #welcome = signal<Welcome | undefined>(undefined);
  readonly #show = signal<View | undefined>(undefined);
  /** When the status in `show` came, of `performance.now()`. */
  statusAt = 0;
  readonly #token: string | undefined;
  readonly #following: Following<View, Change>;
  readonly #asked = new Map<number, (outcome: Outcome) => void>();
  #socket: WebSocket | undefined;
  /** The newest view; it is shown at the next update. */
  #next: View | undefined;
  #nextStatusAt = 0;
  #updating: number | undefined;
  #retry: number | undefined;
  #failures = 0;
  #n = 1;

  constructor(token: string | undefined, following: Following<View, Change>) {
    this.#token = token;
    this.#following = following;
    if (token === undefined) this.#state.value = { type: 'refused', why: 'no-token' };
    else this.connect();
  }

  get state(): ReadonlySignal<ConnectionState> {
    return this.#state;
  }

  get welcome(): ReadonlySignal<Welcome | undefined> {
    return this.#welcome;
  }

  get show(): ReadonlySignal<View | undefined> {
    return this.#show;
  }

  /** Connects now. */
  connect(): void {
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#state.value = { type: 'connecting' };
    const socket = new WebSocket(
      `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/control`,
    );
    this.#socket = socket;
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: 'hello', protocol: PROTOCOL, token: this.#token ?? '' }));
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#take(JSON.parse(String(data)) as ServerMessage<View, Change>);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#lost(code);
    };
  }

  /** Asks the show to do something; resolves with what became of it, whatever that is. */
  do(action: Asked): Promise<Outcome> {
    const n = this.#n++;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        clearTimeout(tooLate);
        this.#asked.delete(n);
        resolve(outcome);
      };
      const tooLate = setTimeout(() => settle({ type: 'refused', message: '' }), ANSWER_MS);
      if (this.#state.value.type !== 'open') return settle({ type: 'refused', message: '' });
      this.#asked.set(n, settle);
      this.#socket?.send(JSON.stringify({ type: 'do', n, action }));
    });
  }

  #take(message: ServerMessage<View, Change>): void {
    switch (message.type) {
      case 'welcome': {
        const { role, effects, show } = message;
        this.#failures = 0;
        this.statusAt = this.#nextStatusAt = performance.now();
        this.#next = show;
        batch(() => {
          this.#state.value = { type: 'open' };
          this.#welcome.value = { role, effects };
          this.#show.value = show;
        });
        break;
      }
      case 'change':
        if (this.#next === undefined) return;
        if (this.#following.tellsTime?.(message.change) === true) this.#nextStatusAt = performance.now();
        this.#next = this.#following.apply(this.#next, message.change);
        // A hidden page's timers are slow; it is up to date when it is seen again.
        this.#updating ??= setTimeout(() => {
          this.#updating = undefined;
          this.statusAt = this.#nextStatusAt;
          this.#show.value = this.#next;
        }, UPDATE_MS);
        break;
      case 'done':
        this.#asked.get(message.n)?.({ type: 'done' });
        break;
      case 'refused':
        if (message.n !== undefined)
          this.#asked.get(message.n)?.({ type: 'refused', message: message.message });
        break;
    }
  }

  #lost(code: number): void {
    for (const settle of [...this.#asked.values()]) settle({ type: 'refused', message: '' });
    if (code === CLOSED.unwelcome || code === CLOSED.protocol) {
      this.#state.value = { type: 'refused', why: code === CLOSED.protocol ? 'protocol' : 'wrong-token' };
      return;
    }
    const ms = code === CLOSED.locked ? LOCKED_MS : wait(this.#failures);
    this.#failures += 1;
    // 1001: the server has said farewell.
    this.#state.value = { type: 'lost', ended: code === 1_001, retryAt: performance.now() + ms };
    this.#retry = setTimeout(() => this.connect(), ms);
  }
}
