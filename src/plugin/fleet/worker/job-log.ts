/** What a job says, on its way to Redis: bounded, one write at a time, and never holding the job up. */
import { printable } from '../../../core/printable.ts';
import type { JobProgress } from '../intent.ts';
import type { Scrubber } from './scrubber.ts';

/** Lines that wait while Redis is away; the oldest go first. */
const MOST_LINES = 200;
/** Of one line, in characters. */
const LONGEST_LINE = 1_000;
/** Progress is told at most this often, in ms. */
const PROGRESS_MS = 1_000;

/** Where it is written. A job of BullMQ is one. */
export interface JobSink {
  log(line: string): Promise<number>;
  updateProgress(progress: JobProgress): Promise<void>;
}

/** The log and progress of one attempt. */
export class JobLog {
  readonly #sink: JobSink;
  readonly #scrub: Scrubber;
  #lines: string[] = [];
  #progress: JobProgress | undefined;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told = -Infinity;
  #closed = false;

  constructor(sink: JobSink, scrub: Scrubber) {
    this.#sink = sink;
    this.#scrub = scrub;
  }

  /** A line, without its secrets and with the time. */
  line(text: string): void {
    if (this.#closed) return;
    const line = printable(this.#scrub(text)).slice(0, LONGEST_LINE);
    this.#lines.push(`${new Date().toISOString()} ${line}`);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    this.#write();
  }

  /** The newest counts. */
  progress(progress: JobProgress): void {
    if (this.#closed) return;
    this.#progress = progress;
    const wait = this.#told + PROGRESS_MS - performance.now();
    if (wait <= 0) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), wait);
  }

  /** Writes what has been said so far; nothing is taken any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#progress = undefined;
    while (this.#writing !== undefined || this.#lines.length > 0) {
      this.#write();
      await this.#writing;
    }
  }

  /** Nothing more is written; for an attempt that has lost its job. */
  drop(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#lines = [];
    this.#progress = undefined;
  }

  #write(): void {
    if (this.#writing !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
      // What came while progress was on its way.
      if (this.#lines.length > 0) this.#write();
    });
  }

  async #writeAll(): Promise<void> {
    try {
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift())
        await this.#sink.log(line);
      const progress = this.#progress;
      this.#progress = undefined;
      if (progress === undefined) return;
      this.#told = performance.now();
      await this.#sink.updateProgress(progress);
    } catch {
      // A job that was removed takes no lines; its attempt finds out by its lease.
      this.drop();
    }
  }
}
