/** The records of sessions that follow each other, one show after the other in one file. */
import { asError } from '../../../../core/errors.ts';
import type { LiveEvent } from '../../events.ts';
import { openShowLog, type ShowLog } from './writer.ts';

/** Writes the record of the session that runs. */
export class ShowLogs {
  readonly #file: string;
  readonly #onFault: (what: string) => void;
  #log: ShowLog | undefined;
  /** What a session that waits for its input has told; undefined once its show is being written. */
  #early: LiveEvent[] | undefined;
  #opening: Promise<void> | undefined;

  constructor(file: string, onFault: (what: string) => void) {
    this.#file = file;
    this.#onFault = onFault;
  }

  /**
   * Begins the first show at once: a file that cannot be written is told before anything begins.
   * @throws UsageError unwritable
   */
  async open(): Promise<void> {
    this.#log = await openShowLog(this.#file, { onFault: this.#onFault });
  }

  /** Ends the show; another begins with the input of the next session. */
  async next(): Promise<void> {
    await this.close();
    this.#opening = undefined;
    this.#early = [];
  }

  /** Takes an event and never waits. */
  write(event: LiveEvent): void {
    if (this.#early === undefined) return void this.#log?.write(event);
    this.#early.push(event);
    if (event.type === 'input-open') this.#opening ??= this.#begin(this.#early);
  }

  /** Writes what waits; twice is fine. */
  async close(): Promise<void> {
    await this.#opening;
    await this.#log?.close();
    this.#log = undefined;
  }

  async #begin(early: LiveEvent[]): Promise<void> {
    const [first] = early;
    try {
      const began = first === undefined ? {} : { now: () => first.wall };
      const log = await openShowLog(this.#file, { onFault: this.#onFault, ...began });
      this.#log = log;
      for (const event of early) log.write(event);
    } catch (error) {
      this.#onFault(`${asError(error).message} The show goes on without it.`);
    }
    this.#early = undefined;
  }
}
