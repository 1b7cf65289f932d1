/** Runs one attempt at a job in a process of its own, and hands on what it says. */
import { forkHere } from '../../../core/child-process.ts';
import { besides } from '../../../core/entry.ts';
import type { FromJob, ToJob } from '../batch/protocol.ts';
import type { DecorateIntent, JobProgress, JobResult } from '../intent.ts';

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
}

const PROCESS = besides(import.meta.url, '../batch/process');
/** A process that was told to stop has this long (ms) to remove what it wrote. */
const STOP_MS = 5_000;
/** Of its error output, in characters: what a native part says before it dies. */
const MOST_TAIL = 4_000;

/** One attempt at work. */
export interface JobProcess {
  readonly outcome: Promise<Outcome>;
  /** Ends it, in order. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts the process. */
export function startJobProcess(
  intent: DecorateIntent,
  claim: string | undefined,
  listeners: AttemptListeners,
): JobProcess {
  const child = forkHere(PROCESS, [], { pipes: ['stderr'] });
  const send = (message: ToJob): void => {
    // One that is gone tells by its end.
    if (child.connected) child.send(message, () => undefined);
  };
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-MOST_TAIL)));
  let timer: NodeJS.Timeout | undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    let told: Outcome | undefined;
    child.on('message', (message) => {
      const said = message as FromJob;
      if (said.type === 'done' || said.type === 'failed') told = said;
      else hear(said, listeners, send);
    });
    child.on('error', (error) => resolve(crash(error.message)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(told ?? crash(`${signal ?? `code ${code}`}${lastLines(tail)}`));
    });
  });
  send({ type: 'begin', intent, ...(claim === undefined ? {} : { claim }) });
  return {
    outcome,
    stop() {
      send({ type: 'stop' });
      timer ??= setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function hear(
  said: Exclude<FromJob, { readonly type: 'done' | 'failed' }>,
  { onProgress, onLine, mayPublish }: AttemptListeners,
  send: (message: ToJob) => void,
): void {
  switch (said.type) {
    case 'progress':
      return onProgress(said.progress);
    case 'line':
      return onLine(said.line);
    case 'ready':
      void mayPublish(said.claim).then(
        (allowed) => send({ type: 'publish', allowed }),
        () => send({ type: 'publish', allowed: false }),
      );
  }
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
