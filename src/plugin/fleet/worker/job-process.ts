/** Runs one attempt at a job in a process of its own, and hands on what it says. */
import { Writable } from 'node:stream';
import type { ForkedProcess } from '../../../core/child-process.ts';
import { lineSplitter } from '../../../core/lines.ts';
import type { ShowFigures } from '../../live/handover.ts';
import type { JobProgress, JobResult } from '../intent.ts';

/** How an attempt ended. */
export type Outcome =
  | { readonly type: 'done'; readonly result: JobResult }
  /** `again`: whether another try may succeed. */
  | { readonly type: 'failed'; readonly line: string; readonly again: boolean };

/** Who hears of an attempt. */
export interface AttemptListeners {
  readonly onProgress: (progress: JobProgress) => void;
  readonly onLine: (line: string) => void;
  /** Whether the job is still this attempt's; what it says is written down first. */
  readonly mayPublish: (claim: string) => Promise<boolean>;
  /** What it claimed is published. */
  readonly onPublished: () => void;
  /** What an heir must know of the show; each takes the place of the one before. */
  readonly onState: (state: string) => void;
  /** How a session is. */
  readonly onFigures: (figures: ShowFigures) => void;
}

/** One attempt at work. */
export interface JobProcess {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  readonly outcome: Promise<Outcome>;
  /** The job is this attempt's until then, in ms of the machine's monotonic clock. */
  lease(until: number): void;
  /** Ends it, in order. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** What the kinds of jobs do differently. */
export interface JobProcessOptions<To, From> {
  /** With its standard error, and the pipe of leases where it has one. */
  readonly child: ForkedProcess;
  readonly begin: To;
  /** What a message means; undefined: it has been dealt with. */
  readonly hear: (said: From, send: (message: To) => void) => Outcome | undefined;
  readonly stopMessage: To;
  /** How long it has to end in order, in ms. */
  readonly stopMs: number;
  /** The number of the pipe by which the process hears how long the job is its; absent: it need not know. */
  readonly leases?: number;
  /** Hears its standard error line by line; absent: only the end of it is kept, for a crash. */
  readonly onLine?: (line: string) => void;
}

/** Of its error output, in characters: what a native part says before it dies. */
const MOST_TAIL = 4_000;
/** Of leases that wait, in bytes. */
const MOST_UNREAD = 1_024;
/** Of one line. */
const LONGEST_LINE = 2_000;

/** Has the process begin. */
export function startProcess<To, From>(options: JobProcessOptions<To, From>): JobProcess {
  const { child, begin, hear, stopMessage, stopMs, leases, onLine } = options;
  const pipe = leases === undefined ? undefined : child.stdio?.[leases];
  pipe?.on('error', () => undefined);
  const send = (message: To): void => {
    // One that is gone tells by its end.
    if (child.connected) child.send(message, () => undefined);
  };
  const tail = keepTail(child, onLine);
  let timer: NodeJS.Timeout | undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    let told: Outcome | undefined;
    child.on('message', (message) => (told = hear(message as From, send) ?? told));
    child.on('error', (error) => resolve(crash(error.message)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(told ?? crash(`${signal ?? `code ${code}`}${lastLines(tail())}`));
    });
  });
  send(begin);
  return {
    pid: child.pid,
    outcome,
    lease(until) {
      // One that stands still reads nothing.
      if (pipe instanceof Writable && pipe.writableLength < MOST_UNREAD) pipe.write(`${until}\n`);
    },
    stop() {
      send(stopMessage);
      timer ??= setTimeout(() => child.kill('SIGKILL'), stopMs);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Gives the end of what the process has said on standard error. */
function keepTail({ stderr }: ForkedProcess, onLine: ((line: string) => void) | undefined): () => string {
  let tail = '';
  const lines = lineSplitter(LONGEST_LINE);
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-MOST_TAIL);
    if (onLine !== undefined) for (const line of lines.push(text)) if (line !== undefined) onLine(line);
  });
  return () => tail;
}

const crash = (how: string): Outcome => ({
  type: 'failed',
  line: `The process of the job ended without a result (${how}). It is tried again.`,
  again: true,
});

function lastLines(tail: string): string {
  const lines = tail.trim().split('\n').slice(-3).join(' ').trim();
  return lines === '' ? '' : `: ${lines}`;
}
