/**
 * Keeps a session's analysis process running: starts it, notices when it is gone, starts or joins another one with back-off.
 * The media go on meanwhile. Live asks for the client each time and loses what nobody answers; a recording waits and asks
 * again (`retry`).
 */
import {
  type AnalysisClient,
  AnalysisClosedError,
  AnalysisFailedError,
} from '../../analysis/process/client.ts';
import { backOff } from '../../core/back-off.ts';
import type { ActiveDevice } from '../../analysis/runtime/devices.ts';
import { asError, isActionable } from '../../core/errors.ts';

/** The first restart comes almost at once; after a while in good health, or with an answer, the waits begin anew. */
const WAITS = [250, 1_000, 2_000, 5_000, 10_000, 30_000] as const;
const waitFor = backOff({ waits: WAITS });
const HEALTHY_MS = 60_000;

/** Losses in a row after which a recording that shares its process gives up. */
export const MOST_LOSSES: number = WAITS.length;

/** The analysis process came up, or is gone; without `retryInMs` it is not started again. */
export type SupervisorEvent =
  | { readonly type: 'analysis-up'; readonly pid: number; readonly device: string; readonly tookMs: number }
  | {
      readonly type: 'analysis-down';
      readonly code: string;
      readonly message: string;
      readonly retryInMs?: number;
    };

/** How a process is started, and who hears of it. */
export interface SupervisorOptions {
  /**
   * Starts or joins a process with everything loaded; the signal stops the start. `lostOn`: a process before it was lost
   * while its network ran on that device, which may be at fault: the next ones are to do without.
   */
  readonly open: (signal: AbortSignal, lostOn?: ActiveDevice) => Promise<AnalysisClient>;
  readonly onEvent: (event: SupervisorEvent) => void;
  /** A process is there; called before its `analysis-up`. */
  readonly up?: (client: AnalysisClient) => void;
  readonly down?: () => void;
  /** Losses in a row that are borne; one more is `failed`. By default it is never given up. */
  readonly mostLosses?: number;
}

/** `off`: not started yet, or closed. `down`: gone, and started again after a wait where that can help. */
export type SupervisorState = 'starting' | 'up' | 'down' | 'off';

/** Owns a session's analysis process over all its restarts. */
export class AnalysisSupervisor {
  readonly #options: SupervisorOptions;
  readonly #abort = new AbortController();
  readonly #failed = Promise.withResolvers<Error>();
  #client: AnalysisClient | undefined;
  #state: SupervisorState = 'off';
  #restarts = 0;
  #losses = 0;
  /** The last device but the CPU on which a process was lost. */
  #lostOn: ActiveDevice | undefined;
  #running: Promise<void> | undefined;
  /** Resolves with the next process; made anew with each loss. */
  #next = nextClient();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** The running process, if there is one. */
  get client(): AnalysisClient | undefined {
    return this.#client;
  }

  get state(): SupervisorState {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Resolves when analysis has been given up. */
  get failed(): Promise<Error> {
    return this.#failed.promise;
  }

  /**
   * Starts the first process; the signal breaks that off. Rejects where a person must mend something first; later faults are
   * told as events.
   */
  async start(signal?: AbortSignal): Promise<AnalysisClient> {
    const stop = (): void => void this.close();
    signal?.throwIfAborted();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.#state = 'starting';
      const client = await this.#open();
      this.#running = this.#keep(client);
      return client;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends the process, or its start, for good. */
  async close(): Promise<void> {
    this.#abort.abort();
    this.#next.reject(new AnalysisClosedError());
    await this.#client?.close();
    await this.#running;
    this.#state = 'off';
  }

  /**
   * Does `work` with the process that is there, waits for one where there is none, and does it again where the process is
   * lost meanwhile.
   * @throws what `work` throws beside a loss; the loss, once analysis has been given up
   */
  async retry<T>(work: (client: AnalysisClient) => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#stopped) throw new AnalysisClosedError();
      const client = this.#client ?? (await this.#next.promise);
      try {
        const answer = await work(client);
        this.#losses = 0;
        return answer;
      } catch (error) {
        if (this.#stopped || !isLoss(error)) throw error;
        // What is closed though nobody closed it has failed, and says how.
        await client.failed;
        this.#lose(client);
      }
    }
  }

  async #open(): Promise<AnalysisClient> {
    const started = performance.now();
    const client = await this.#options.open(this.#abort.signal, this.#lostOn);
    this.#client = client;
    this.#state = 'up';
    this.#options.up?.(client);
    const { pid, device } = client;
    this.#options.onEvent({ type: 'analysis-up', pid, device, tookMs: performance.now() - started });
    this.#next.resolve(client);
    return client;
  }

  /** Waits for the end of one process after the other. */
  async #keep(first: AnalysisClient): Promise<void> {
    let client: AnalysisClient | undefined = first;
    while (!this.#stopped) {
      const up = performance.now();
      const failure: unknown = await Promise.race([client.failed, this.#stop]);
      // First of all, so that nobody asks a process that is gone.
      this.#lose(client);
      if (this.#stopped) return;
      this.#options.down?.();
      const { device } = client;
      if (device !== 'cpu') this.#lostOn = device;
      await client.close();
      if (performance.now() - up > HEALTHY_MS) this.#losses = 0;
      // A device is lost once: the next process does without, and may do what this one could not.
      client = await this.#again(failure, device === 'cpu' ? this.#mostLosses : Infinity);
      if (client === undefined) return;
    }
  }

  /** Tells the failure and tries until a process runs again, it is given up, or the supervisor is closed. */
  async #again(failure: unknown, mostLosses: number): Promise<AnalysisClient | undefined> {
    let [error, most] = [failure, mostLosses];
    while (!this.#stopped) {
      this.#state = 'down';
      if (this.#losses >= most) return this.#giveUp(asError(failure));
      most = this.#mostLosses;
      const wait = waitFor(this.#losses);
      this.#losses += 1;
      this.#options.onEvent({ type: 'analysis-down', ...faultOf(error), retryInMs: wait });
      await Promise.race([this.#stop, new Promise((resolve) => setTimeout(resolve, wait))]);
      if (this.#stopped) return undefined;
      try {
        this.#state = 'starting';
        const client = await this.#open();
        this.#restarts += 1;
        return client;
      } catch (thrown) {
        error = thrown;
      }
    }
    return undefined;
  }

  get #mostLosses(): number {
    return this.#options.mostLosses ?? Infinity;
  }

  #giveUp(error: Error): undefined {
    this.#options.onEvent({ type: 'analysis-down', ...faultOf(error) });
    this.#next.reject(error);
    this.#failed.resolve(error);
  }

  /** Nobody is given this process from now on. */
  #lose(client: AnalysisClient): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    if (!this.#stopped) this.#next = nextClient();
  }

  get #stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  readonly #stop = new Promise<void>((resolve) => {
    this.#abort.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function nextClient(): PromiseWithResolvers<AnalysisClient> {
  const next = Promise.withResolvers<AnalysisClient>();
  // Whoever waits is told; nobody else need be.
  next.promise.catch(() => undefined);
  return next;
}

const isLoss = (error: unknown): boolean =>
  error instanceof AnalysisFailedError || error instanceof AnalysisClosedError;

function faultOf(thrown: unknown): { readonly code: string; readonly message: string } {
  const error = asError(thrown);
  return { code: isActionable(error) ? error.code : 'analysis-internal', message: error.message };
}
