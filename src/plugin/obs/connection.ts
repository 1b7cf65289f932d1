/**
 * The way to OBS: one connection that comes back by itself, what state OBS is in, and what changes, as typed events. What
 * changed while the connection was gone is told once it is back.
 */
import { z } from 'zod';
import { backOff, type BackOffOptions } from '../../core/back-off.ts';
import { systemClock, type Clock } from '../../core/clock.ts';
import { asError, describeError } from '../../core/errors.ts';
import { whyAbsent } from './absence.ts';
import type { ObsEndpoint } from './endpoint.ts';
import { ObsError } from './errors.ts';
import { openSocket, type ObsSocket, type RequestType } from './socket.ts';
import {
  eventOf,
  FOLLOWED_EVENTS,
  readState,
  stateAfter,
  type ObsEvent,
  type ObsState,
  type ObsVersion,
} from './state.ts';

/** The connection. */
export interface ObsConnection extends AsyncDisposable {
  readonly version: ObsVersion;
  readonly state: ObsState;
  /** Whether OBS can be asked now. */
  readonly connected: boolean;
  /** @throws ObsError as `ObsSocket.ask`, and obs-gone while OBS is away */
  ask: ObsSocket['ask'];
  askAll: ObsSocket['askAll'];
  /** Resolves once OBS can be asked, or when the time is up: whether it can. */
  whenConnected(ms: number): Promise<boolean>;
}

/** Without these OBS cannot be followed. All are in 5.0 and later; older or odd servers are refused with what they lack. */
const FOLLOWED: readonly RequestType[] = [
  'GetStreamStatus',
  'GetRecordStatus',
  'GetCurrentProgramScene',
  'GetProfileList',
];
/** OBS takes some seconds to start; from then on it is found within this (ms): the bar is 5 s. */
const RETRY: BackOffOptions = { waits: [250, 500, 1_000, 2_000] };
/** OBS shows every refused password to its user. */
const REFUSED_WAIT_MS = 10_000;

const versionSchema = z.object({
  obsVersion: z.string(),
  obsWebSocketVersion: z.string(),
  availableRequests: z.array(z.string()),
});
/** How OBS is reached and who hears of it. */
export interface ConnectOptions {
  readonly onEvent?: (event: ObsEvent) => void;
  /** Requests without which the caller cannot work. */
  readonly needs?: readonly RequestType[];
  readonly clock?: Clock;
  /** Breaks off the first try. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to OBS. A first try that fails is the caller's to tell; from then on the connection comes back by itself.
 * @throws ObsError with the one thing to do about it
 */
export async function connectObs(
  endpoint: ObsEndpoint,
  options: ConnectOptions = {},
): Promise<ObsConnection> {
  const connection = new Connection(endpoint, options);
  try {
    await connection.open(options.signal);
  } catch (error) {
    throw await whyAbsent(error, endpoint);
  }
  return connection;
}

class Connection implements ObsConnection {
  readonly #endpoint: ObsEndpoint;
  readonly #options: ConnectOptions;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #socket: ObsSocket | undefined;
  #version: ObsVersion | undefined;
  #state: ObsState = { streaming: false, recording: false, scene: '', profile: '' };
  #known = false;
  #following: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];

  constructor(endpoint: ObsEndpoint, options: ConnectOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
  }

  get version(): ObsVersion {
    if (this.#version === undefined) throw new Error('internal: the version of OBS before it was reached');
    return this.#version;
  }

  get state(): ObsState {
    return this.#state;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  async open(signal?: AbortSignal): Promise<void> {
    const socket = await this.#reach(signal);
    this.#following = this.#follow(socket);
  }

  readonly ask: ObsSocket['ask'] = (type, answer, data) => {
    return this.#socket?.ask(type, answer, data) ?? Promise.reject(absent());
  };

  readonly askAll: ObsSocket['askAll'] = (requests, how) =>
    this.#socket?.askAll(requests, how) ?? Promise.reject(absent());

  async whenConnected(ms: number): Promise<boolean> {
    if (this.connected) return true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const enough = new AbortController();
    await Promise.race([promise, this.#clock.sleep(ms, enough.signal)]);
    enough.abort();
    return this.connected;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    this.#socket?.close();
    await this.#following;
  }

  /** A socket, its version looked at, its state read, its events heard. */
  async #reach(signal: AbortSignal = this.#closed.signal): Promise<ObsSocket> {
    const socket = await openSocket(this.#endpoint, signal);
    const drop = (): void => socket.close();
    signal.addEventListener('abort', drop, { once: true });
    try {
      signal.throwIfAborted();
      const found = await socket.ask('GetVersion', versionSchema);
      const version = {
        obs: found.obsVersion,
        webSocket: found.obsWebSocketVersion,
        requests: new Set(found.availableRequests),
      };
      const missing = [...FOLLOWED, ...(this.#options.needs ?? [])].filter(
        (request) => !version.requests.has(request),
      );
      if (missing.length > 0)
        throw new ObsError(
          'obs-too-old',
          `OBS ${version.obs} (obs-websocket ${version.webSocket}) lacks ${missing.join(', ')}.`,
          'Update OBS to 28 or newer.',
          { fault: 'outside' },
        );
      // Listened to first: what changes while the state is read is not missed.
      const early: (() => void)[] = [];
      let ready = false;
      this.#listen(socket, (event) => (ready ? this.#hear(event) : early.push(() => this.#hear(event))));
      const state = await readState(socket);
      const again = this.#known;
      this.#known = true;
      this.#version = version;
      this.#socket = socket;
      this.#tell({ type: 'connected', version, again });
      this.#catchUp(state);
      ready = true;
      for (const hear of early) hear();
    } catch (error) {
      socket.close();
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
    for (const resolve of this.#waiting.splice(0)) resolve();
    return socket;
  }

  /** Until it is closed: whenever the connection ends, makes another. */
  async #follow(first: ObsSocket): Promise<void> {
    const { signal } = this.#closed;
    const waitFor = backOff(RETRY);
    for (let socket = first; !signal.aborted;) {
      const reason = await socket.over;
      this.#socket = undefined;
      if (signal.aborted) return;
      this.#tell({ type: 'disconnected', reason });
      const next = await this.#reachAgain(waitFor);
      if (next === undefined) return;
      socket = next;
    }
  }

  async #reachAgain(waitFor: (failures: number) => number): Promise<ObsSocket | undefined> {
    const { signal } = this.#closed;
    let said = '';
    for (let failures = 0; ; failures += 1) {
      const started = said === '' ? waitFor(failures) : REFUSED_WAIT_MS;
      await this.#clock.sleep(started, signal);
      if (signal.aborted) return undefined;
      try {
        return await this.#reach();
      } catch (error) {
        if (signal.aborted) return undefined;
        const reason = describeError(asError(error));
        const away = error instanceof ObsError && error.retryable;
        if (!away && said !== reason) this.#tell({ type: 'refused', reason });
        said = away ? '' : reason;
      }
    }
  }

  #listen(socket: ObsSocket, hear: (event: ObsEvent) => void): void {
    socket.listen((name, data) => {
      const event = eventOf(name, data);
      if (event !== undefined && this.#mine(socket)) hear(event);
    }, FOLLOWED_EVENTS);
  }

  /** Whether the socket is the one in use or about to be. */
  #mine(socket: ObsSocket): boolean {
    return this.#socket === undefined || this.#socket === socket;
  }

  #hear(event: ObsEvent): void {
    this.#state = stateAfter(this.#state, event);
    this.#tell(event);
  }

  /** What is otherwise than it was known to be. */
  #catchUp(now: ObsState): void {
    const before = this.#state;
    this.#state = now;
    if (before.profile !== now.profile) this.#tell({ type: 'profile', name: now.profile });
    if (before.scene !== now.scene) this.#tell({ type: 'scene', name: now.scene });
    if (before.recording !== now.recording)
      this.#tell({ type: 'recording', state: now.recording ? 'started' : 'stopped', found: true });
    if (before.streaming !== now.streaming)
      this.#tell({ type: 'stream', state: now.streaming ? 'started' : 'stopped', found: true });
  }

  #tell(event: ObsEvent): void {
    try {
      this.#options.onEvent?.(event);
    } catch (error) {
      // Thrown in an event of the socket it would be swallowed there.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

const absent = (): ObsError =>
  new ObsError('obs-gone', 'OBS is not there.', 'Start it again.', { fault: 'outside', retryable: true });
