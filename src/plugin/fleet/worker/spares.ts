/**
 * Processes that wait for a session, with all loaded that every session needs: where a worker dies, its sessions send again
 * sooner by that. A worker that has no room for a session keeps none.
 */
import { forkHere, type ForkedProcess } from '../../../core/child-process.ts';
import { usageOf } from '../admission/usage.ts';
import { monotonicMs, type ToSession } from '../live/protocol.ts';
import { SESSION_PROCESS } from './start-job.ts';

/** Each holds some 200 MB (resident, with modules and the bundled library). */
const MOST_SPARES = 2;
/** So long (ms) after the last start of a session, or of a spare process, another one is begun: starts are not to be slowed. */
const REST_MS = 10_000;

/** The spare processes of one worker; its owner disposes of them. */
export class Spares implements Disposable {
  readonly #most: number;
  readonly #restMs: number;
  readonly #waiting: ForkedProcess[] = [];
  #last: number;
  #isOver = false;

  constructor({ most = MOST_SPARES, restMs = REST_MS } = {}) {
    this.#most = most;
    this.#restMs = restMs;
    this.#last = monotonicMs();
  }

  /** What they hold, in bytes. */
  get bytes(): number {
    return this.#waiting.reduce((all, { pid }) => all + usageOf(pid).bytes, 0);
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** Begins another one where it is time for that; ends all where there is no `room` for a session. */
  look(room: boolean): void {
    if (!room) return this.#end();
    const now = monotonicMs();
    if (this.#isOver || this.#waiting.length >= this.#most || now - this.#last < this.#restMs) return;
    this.#last = now;
    const child = forkHere(SESSION_PROCESS.entry, [], SESSION_PROCESS.how);
    this.#waiting.push(child);
    const gone = (): void => {
      const at = this.#waiting.indexOf(child);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
    child.on('error', gone);
    child.on('exit', gone);
    child.send({ type: 'warm' } satisfies ToSession, () => undefined);
  }

  /** One for a session that begins now, the longest there; undefined: none waits. Whoever takes it owns it. */
  take(): ForkedProcess | undefined {
    this.#last = monotonicMs();
    const child = this.#waiting.shift();
    return child?.connected === true ? child : undefined;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#end();
  }

  #end(): void {
    for (const child of this.#waiting.splice(0)) child.kill('SIGKILL');
  }
}
