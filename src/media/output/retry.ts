/** What becomes of an output after a failure: when it is tried again, and which refusal is final. */
import { backOff, PROVEN_MS, RECONNECT } from '../../core/back-off.ts';
import type { Clock } from '../../core/clock.ts';
import { tlsFault } from '../certificates.ts';
import { nameIsKnown } from './transport/destination.ts';
import { OutputFailure, otherLoss, type Loss } from './transport/loss.ts';
import type { OutputPlan } from './plan.ts';

/**
 * A key that the server took before may be refused for as long as it holds on to the lost connection; tries of 1 to
 * 16 s cover the half minute after which servers let go.
 */
const REFUSALS_BEFORE_GONE = 5;

const waitFor = backOff(RECONNECT);
/** Whoever makes room does it at once, and each second is lost to the recording; to ask a disk costs nothing. */
const waitForDisk = backOff({ first: 1_000, factor: 2, most: 8_000, jitter: 0.25 });

/** What to do about a loss. */
export type Verdict =
  | { readonly type: 'gone'; readonly loss: Loss }
  /** `told`: the last loss was the same and there is no need to say so again. */
  | { readonly type: 'retry'; readonly loss: Loss; readonly retryInMs: number; readonly told: boolean };

/** The tries of one output: whoever connects asks it when, and tells it what came of each. */
export class Retries {
  readonly #plan: OutputPlan;
  readonly #clock: Clock;
  /** Failures in a row. */
  #failures = 0;
  #everOpened = false;
  #openedAt: number | undefined;
  #refusals = 0;
  #notBefore = 0;
  #diskWasFull = false;

  constructor(plan: OutputPlan, clock: Clock) {
    this.#plan = plan;
    this.#clock = clock;
  }

  /** The coming try's number: 1 for the first one. */
  get attempt(): number {
    return this.#failures + 1;
  }

  /** Waits until the next try is due, or the stream segment is over. */
  async pause(over: AbortSignal): Promise<void> {
    const clock = this.#clock;
    while (clock.now() < this.#notBefore && !over.aborted)
      await clock.sleep(this.#notBefore - clock.now(), over);
  }

  /** A connection was made. */
  opened(): void {
    this.#everOpened = true;
    this.#diskWasFull = false;
    this.#openedAt = this.#clock.now();
  }

  /** The connection did all that was asked of it. */
  succeeded(): void {
    this.#openedAt = undefined;
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** Call when a try failed or an open connection was lost; one that had held for `PROVEN_MS` ends the row of failures. */
  interrupted(): void {
    const openedAt = this.#openedAt;
    this.#openedAt = undefined;
    if (openedAt === undefined) return;
    this.#refusals = 0;
    if (this.#clock.now() - openedAt >= PROVEN_MS) this.#failures = 0;
  }

  /** Decides after a failure: gone for good, or tried again after a wait that grows with each failure in a row. */
  async judge(error: unknown): Promise<Verdict> {
    const { final, ...loss } = await this.#explain(error);
    if (final || this.#isFinal(loss)) return { type: 'gone', loss };
    const diskIsFull = loss.reason === 'disk-full';
    const retryInMs = (diskIsFull ? waitForDisk : waitFor)(this.#failures);
    this.#failures += 1;
    this.#notBefore = this.#clock.now() + retryInMs;
    const told = diskIsFull && this.#diskWasFull;
    this.#diskWasFull = diskIsFull;
    return { type: 'retry', loss, retryInMs, told };
  }

  async #explain(error: unknown): Promise<Loss & { readonly final: boolean }> {
    if (!(error instanceof OutputFailure)) return otherLoss(error);
    const { loss } = error;
    // FFmpeg answers alike when a server refuses a stream, when its name is unknown, and when TLS does not come about.
    if (loss.reason === 'rejected' && !(await nameIsKnown(this.#plan)))
      return { reason: 'refused', message: "The server's name is unknown.", final: false };
    const fault = loss.reason === 'rejected' ? await tlsFault(this.#plan.address.reveal()) : undefined;
    return { ...(fault === undefined ? loss : { reason: 'rejected', message: fault }), final: false };
  }

  /** A refusal is final, unless the server took this very stream before. */
  #isFinal({ reason }: Loss): boolean {
    if (reason !== 'rejected') return false;
    this.#refusals += 1;
    return !this.#everOpened || this.#refusals > REFUSALS_BEFORE_GONE;
  }
}
