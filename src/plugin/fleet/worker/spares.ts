/**
 * Processes that wait for a session, with all loaded that every session needs: where a worker dies, its sessions send again
 * sooner by that. A worker that has no room for a session keeps none, nor one that needs their memory for a job.
 */
import { forkHere, type ForkedProcess } from '../../../core/child-process.ts';
import { usageOf } from '../admission/usage.ts';
import { monotonicMs, type ToSession } from '../live/protocol.ts';
import { SESSION_PROCESS } from './start-job.ts';

const MOST_SPARES = 2;
/** No spare process takes more than this (bytes): some 200 MB are resident, with modules and the bundled library. */
export const SPARE_BYTES = 256 * 2 ** 20;
/** So long (ms) after the last start of a session, or of a spare process, another one is begun: starts are not to be slowed. */
const REST_MS = 10_000;

/** The spare processes of one worker; its owner disposes of them. */
export class Spares implements Disposable {
  readonly #most: number;
  readonly #restMs: number;
  readonly #waiting: ForkedProcess[] = [];
  #bytes = 0;
  #last: number;
  #isOver = false;

  constructor({ most = MOST_SPARES, restMs = REST_MS } = {}) {
    this.#most = most;
    this.#restMs = restMs;
    this.#last = monotonicMs();
  }

  /** What they hold, in bytes. */
  get bytes(): number {
    try {
      this.#bytes = this.#waiting.reduce((all, { pid }) => all + usageOf(pid).bytes, 0);
    } catch {
      // Without a descriptor, or the right to read: what was measured last counts on.
    }
    return this.#bytes;
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** Begins another one where it is time for that and there is room for `more`; ends all where none is to be kept. */
  look({ keep, more }: { readonly keep: boolean; readonly more: boolean }): void {
    if (!keep) return this.#end();
    const now = monotonicMs();
    if (this.#isOver || !more || this.#waiting.length >= this.#most || now - this.#last < this.#restMs)
      return;
    this.#last = now;
    try {
      this.#begin();
    } catch {
      // The system has no process for it: it is tried again, and sessions that are there go on.
    }
  }

  /** One for a session that begins now, the longest there; undefined: none waits. Whoever takes it owns it. */
  take(): ForkedProcess | undefined {
    this.#last = monotonicMs();
    for (let child = this.#waiting.shift(); child !== undefined; child = this.#waiting.shift()) {
      if (child.connected) return child;
      child.kill('SIGKILL');
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#end();
  }

  #begin(): void {
    const child = forkHere(SESSION_PROCESS.entry, [], SESSION_PROCESS.how);
    this.#waiting.push(child);
    const gone = (): void => {
      const at = this.#waiting.indexOf(child);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
    child.on('error', gone);
    child.on('exit', gone);
    // One that did not start has no channel.
    if (child.connected) child.send({ type: 'warm' } satisfies ToSession, () => undefined);
  }

  #end(): void {
    for (const child of this.#waiting.splice(0)) child.kill('SIGKILL');
  }
}
