/** A process that works with one audio device, watched by this one and started again whenever it fails. */
import { backOff, PROVEN_MS, RECONNECT } from '../core/back-off.ts';
import type { ForkedProcess } from '../core/child-process.ts';

/** The device at this moment; `gone`: nobody will try it again. */
export type DeviceState = 'opening' | 'open' | 'waiting' | 'gone' | 'closed';

/** Who starts the process and hears of it. */
export interface DeviceWatchOptions {
  /** Starts it anew. */
  readonly start: () => ForkedProcess;
  /** Its messages; those of one that was given up are not heard. */
  readonly hear: (message: unknown) => void;
  /** Told in words for a person: that the device was lost and why, that it is back. */
  readonly onEvent: (message: string) => void;
}

/** A process that is not at work, or gives no heartbeat, after this has failed. */
const SILENT_MS = 5_000;
/** It ends by itself within this, or is ended. */
const CLOSE_MS = 1_000;

/** Keeps one such process at work. */
export class DeviceWatch {
  readonly #options: DeviceWatchOptions;
  readonly #backOff = backOff(RECONNECT);
  /** In a row. */
  #failures = 0;
  #process: ForkedProcess | undefined;
  #state: DeviceState = 'opening';
  #lost = false;
  #openedAt = 0;
  #reopened = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DeviceWatchOptions) {
    this.#options = options;
    this.#open();
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** The process at work, if there is one. */
  get process(): ForkedProcess | undefined {
    return this.#process;
  }

  /** How often the device was back after a loss. */
  get reopened(): number {
    return this.#reopened;
  }

  /** The process works with its device. */
  opened(): void {
    this.#expectLife();
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#openedAt = performance.now();
    if (!this.#lost) return;
    this.#lost = false;
    this.#reopened += 1;
    this.#options.onEvent('It is back.');
  }

  /** A sign of life; of one that has not opened its device it counts for nothing. */
  alive(): void {
    if (this.#state === 'open') this.#expectLife();
  }

  /** Ends the process, which is of no use any more, and starts it again later. */
  fail(reason: string): void {
    const process = this.#process;
    if (process !== undefined) this.#fail(process, reason);
  }

  /** No waiting will mend it. */
  giveUp(reason: string): void {
    this.#state = 'gone';
    clearTimeout(this.#timer);
    this.#options.onEvent(reason);
  }

  /** Ends the process for good; `ask` has it end by itself, which may take a second. */
  async close(ask: (process: ForkedProcess) => void): Promise<void> {
    clearTimeout(this.#timer);
    this.#state = 'closed';
    const process = this.#process;
    if (process === undefined) return;
    const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
    const giving = setTimeout(() => process.kill('SIGKILL'), CLOSE_MS);
    ask(process);
    await ended;
    clearTimeout(giving);
  }

  #open(): void {
    this.#state = 'opening';
    const process = this.#options.start();
    this.#process = process;
    this.#expectLife();
    process.on('message', (message) => {
      if (process === this.#process && this.#state !== 'closed') this.#options.hear(message);
    });
    process.on('error', (error) => this.#fail(process, `Its process cannot be started (${error.message}).`));
    process.on('exit', () => this.#fail(process, 'Its process ended.'));
    // The pipe breaks when the process ends, which is told by that.
    process.stdin?.on('error', () => process.kill('SIGKILL'));
  }

  #expectLife(): void {
    clearTimeout(this.#timer);
    const process = this.#process;
    if (process === undefined) return;
    this.#timer = setTimeout(
      () => this.#fail(process, `It gave no sign of life for ${SILENT_MS / 1000} s.`),
      SILENT_MS,
    );
  }

  #fail(process: ForkedProcess, reason: string): void {
    if (process !== this.#process) return;
    this.#process = undefined;
    process.kill('SIGKILL');
    clearTimeout(this.#timer);
    if (this.#state === 'closed' || this.#state === 'gone') return;
    if (this.#state === 'open' && performance.now() - this.#openedAt >= PROVEN_MS) this.#failures = 0;
    this.#state = 'waiting';
    this.#lost = true;
    const wait = this.#backOff(this.#failures);
    this.#failures += 1;
    this.#options.onEvent(`${reason} It is tried again in ${Math.round(wait / 1000)} s.`);
    this.#timer = setTimeout(() => this.#open(), wait);
  }
}
