/**
 * Faults of ours in a running show: an exception in one part is told and counted, and the show goes on with the others.
 * Whatever is called back while a show runs is called through here.
 */
import type { Clock } from '../../core/clock.ts';
import { messageOf } from '../../core/errors.ts';

/** Hears of a fault; it must not throw. */
export type HearFault = (part: string, message: string) => void;

/** Calls parts of a session so that no exception leaves them. */
export class FaultGuard {
  readonly #hear: HearFault;

  constructor(hear: HearFault) {
    this.#hear = hear;
  }

  /** Tells a fault that was caught elsewhere. */
  tell(part: string, error: unknown): void {
    this.#hear(part, messageOf(error));
  }

  /** What `work` gives; undefined where it threw, which is told. */
  run<T>(part: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.tell(part, error);
      return undefined;
    }
  }

  /** The same function, which no longer throws. */
  wrap<Args extends readonly unknown[]>(
    part: string,
    work: (...args: Args) => void,
  ): (...args: Args) => void {
    return (...args) => void this.run(part, () => work(...args));
  }
}

/** A part that fails this often without a pause of `RESTED_MS` between will not come to itself. */
const MOST_IN_A_ROW = 20;
const RESTED_MS = 5_000;
/** Before it is begun again, ms. */
const AGAIN_MS = 100;

/**
 * Runs `work`, and again from where it stands whenever it fails, which is told.
 * @throws its error, once it fails all the time
 */
export async function restarting(
  part: string,
  work: () => Promise<void>,
  guard: FaultGuard,
  clock: Clock,
): Promise<void> {
  let failures = 0;
  let failedAt = -Infinity;
  for (;;)
    try {
      return await work();
    } catch (error) {
      failures = clock.now() - failedAt > RESTED_MS ? 1 : failures + 1;
      failedAt = clock.now();
      if (failures > MOST_IN_A_ROW) throw error;
      guard.tell(part, error);
      await clock.sleep(AGAIN_MS);
    }
}

/** Calls whoever listens to the session. Its own exceptions are not the show's: the process is warned of them. */
export function tellListener(name: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    process.emitWarning(`${name} of a live session threw: ${messageOf(error)}`, 'MomentfxListenerWarning');
  }
}
