/** Starts the process of a job: that of a recording, or that of a session. */
import { besides } from '../../../core/entry.ts';
import { forkHere, type ForkedProcess, type ForkOptions } from '../../../core/child-process.ts';
import type { FromJob, ToJob } from '../batch/protocol.ts';
import type { DecorateIntent, Intent, LiveIntent } from '../intent.ts';
import { LEASES, type FromSession, type ToSession } from '../live/protocol.ts';
import { startProcess, type AttemptListeners, type JobProcess, type Outcome } from './job-process.ts';

const RECORDING = besides(import.meta.url, '../batch/process');
/** How the process of a session is forked. */
export const SESSION_PROCESS = {
  entry: besides(import.meta.url, '../live/process'),
  how: { pipes: ['stderr'], another: true } satisfies ForkOptions,
} as const;
/** A recording that is told to stop has this long (ms) to remove what it wrote. */
export const STOP_RECORDING_MS = 5_000;
/** A session plays what it holds, up to a minute of delay, and closes its outputs. */
export const STOP_SESSION_MS = 70_000;

/** What a job begins with besides its intent. */
export interface JobStart {
  /** What an earlier attempt was about to publish. */
  readonly claim: string | undefined;
  /** What the owner before told last of the show. */
  readonly state: string | undefined;
  /** The job is this attempt's until then, in ms of the machine's monotonic clock. */
  readonly until: number;
  readonly version: string;
  /** A process that waits for a session; undefined: there is none. */
  readonly takeSpare: () => ForkedProcess | undefined;
}

/** Starts it. */
export const startJob = (intent: Intent, start: JobStart, listeners: AttemptListeners): JobProcess =>
  intent.kind === 'live'
    ? startSession(intent, start, listeners)
    : startRecording(intent, start.claim, listeners);

function startRecording(
  intent: DecorateIntent,
  claim: string | undefined,
  listeners: AttemptListeners,
): JobProcess {
  return startProcess<ToJob, FromJob>({
    child: forkHere(RECORDING, [], { pipes: ['stderr'] }),
    begin: { type: 'begin', intent, ...(claim === undefined ? {} : { claim }) },
    stopMessage: { type: 'stop' },
    stopMs: STOP_RECORDING_MS,
    hear: (said, send) => hearRecording(said, listeners, send),
  });
}

function hearRecording(
  said: FromJob,
  { onProgress, onLine, mayPublish, onPublished }: AttemptListeners,
  send: (message: ToJob) => void,
): Outcome | undefined {
  switch (said.type) {
    case 'done':
    case 'failed':
      return said;
    case 'progress':
      onProgress(said.progress);
      return undefined;
    case 'line':
      onLine(said.line);
      return undefined;
    case 'ready':
      void mayPublish(said.claim).then(
        (allowed) => send({ type: 'publish', allowed }),
        () => send({ type: 'publish', allowed: false }),
      );
      return undefined;
    case 'published':
      onPublished();
      return undefined;
  }
}

function startSession(
  intent: LiveIntent,
  { until, version, state, takeSpare }: JobStart,
  { onProgress, onLine, onState, onFigures }: AttemptListeners,
): JobProcess {
  onProgress({ phase: 'live' });
  return startProcess<ToSession, FromSession>({
    child: takeSpare() ?? forkHere(SESSION_PROCESS.entry, [], SESSION_PROCESS.how),
    begin: { type: 'begin', intent, version, until, ...(state === undefined ? {} : { state }) },
    stopMessage: { type: 'stop' },
    stopMs: STOP_SESSION_MS,
    leases: LEASES,
    hear(said) {
      if (said.type === 'done') return { type: 'done', result: { seconds: said.seconds } };
      if (said.type === 'failed') return said;
      if (said.type === 'state') onState(said.state);
      else onFigures(said.figures);
      return undefined;
    },
    onLine,
  });
}
