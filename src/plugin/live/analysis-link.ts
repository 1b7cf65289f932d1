/**
 * Keeps an analysis process running: starts it, notices when it is gone, starts it again with back-off. The show goes
 * on meanwhile; whoever uses the process asks for the client each time.
 */
import type { AnalysisClient } from '../../analysis/process/client.ts';
import { backOff } from '../../core/back-off.ts';
import { asError } from '../../core/errors.ts';
import { isActionable } from '../../core/errors.ts';

/** The first restart comes almost at once; after a while in good health the waits begin anew. */
const waitFor = backOff({ waits: [250, 1_000, 2_000, 5_000, 10_000, 30_000] });
const HEALTHY_MS = 60_000;

/** The analysis process came up, or is gone; `retryInMs` says when it is started again, if at all. */
export type LinkEvent =
  | { readonly type: 'analysis-up'; readonly pid: number; readonly device: string; readonly tookMs: number }
  | {
      readonly type: 'analysis-down';
      readonly code: string;
      readonly message: string;
      readonly retryInMs?: number;
    };

/** How a process is started, and who hears of it. */
export interface AnalysisLinkOptions {
  /** Starts a process with everything loaded; the signal stops the start. */
  readonly open: (signal: AbortSignal) => Promise<AnalysisClient>;
  readonly onEvent: (event: LinkEvent) => void;
  /** A process is there; called before its `analysis-up`. */
  readonly up: (client: AnalysisClient) => void;
  readonly down: () => void;
}

/** `off`: not started yet, or closed. `down`: gone, and started again after a wait where that can help. */
export type LinkState = 'starting' | 'up' | 'down' | 'off';

/** Owns a session's analysis process over all its restarts. */
export class AnalysisLink {
  readonly #options: AnalysisLinkOptions;
  readonly #abort = new AbortController();
  #client: AnalysisClient | undefined;
  #state: LinkState = 'off';
  #restarts = 0;
  #failures = 0;
  #running: Promise<void> | undefined;

  constructor(options: AnalysisLinkOptions) {
    this.#options = options;
  }

  /** The running process, if there is one. */
  get client(): AnalysisClient | undefined {
    return this.#client;
  }

  get state(): LinkState {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Starts the first process. Rejects where a person must mend something first; later faults are told as events. */
  async start(): Promise<void> {
    this.#state = 'starting';
    const client = await this.#open();
    this.#running = this.#keep(client);
  }

  /** Ends the process, or its start, for good. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#client?.close();
    await this.#running;
    this.#state = 'off';
  }

  async #open(): Promise<AnalysisClient> {
    const started = performance.now();
    const client = await this.#options.open(this.#abort.signal);
    this.#client = client;
    this.#state = 'up';
    this.#options.up(client);
    const { pid, device } = client;
    this.#options.onEvent({ type: 'analysis-up', pid, device, tookMs: performance.now() - started });
    return client;
  }

  /** Waits for the end of one process after the other. */
  async #keep(first: AnalysisClient): Promise<void> {
    let client: AnalysisClient | undefined = first;
    while (!this.#stopped) {
      const up = performance.now();
      const failure: unknown = await Promise.race([client.failed, this.#stop]);
      this.#client = undefined;
      if (this.#stopped) return;
      // First of all, so that nobody asks a process that is gone.
      this.#options.down();
      await client.close();
      if (performance.now() - up > HEALTHY_MS) this.#failures = 0;
      client = await this.#again(failure);
      if (client === undefined) return;
    }
  }

  /** Tells the failure and tries until a process runs again, or the link is closed. */
  async #again(failure: unknown): Promise<AnalysisClient | undefined> {
    let error = failure;
    while (!this.#stopped) {
      this.#state = 'down';
      const wait = waitFor(this.#failures);
      this.#failures += 1;
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

  get #stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  readonly #stop = new Promise<void>((resolve) => {
    this.#abort.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function faultOf(thrown: unknown): { readonly code: string; readonly message: string } {
  const error = asError(thrown);
  return { code: isActionable(error) ? error.code : 'analysis-internal', message: error.message };
}
