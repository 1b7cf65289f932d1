/** The analysis process's side of its speech worker. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import '../no-telemetry.ts';
import type { SpeechEngine } from '../speech/models.ts';
import { systemClock } from '../../core/clock.ts';
import { besides } from '../../core/entry.ts';
import { Watchdog } from '../../core/watchdog.ts';
import { AnalysisError, AnalysisStartError, speechHung } from './errors.ts';
import type { SpeechCommand, SpeechReport } from './speech-worker.ts';

/**
 * A worker that has audio and says nothing for this long hangs. It answers for each piece of at most 1 s once it has
 * been heard, which takes 0.01 s, and up to 2 s when as much waits to be recognised as may (24 s).
 */
const SILENT_LIMIT_MS = 60_000;

/** A running speech worker. */
export interface SpeechHost {
  send(command: SpeechCommand): void;
  /** Stops the worker and waits for its end; does nothing after a failure. */
  close(): Promise<void>;
}

/** What `openSpeechHost` tells its owner. */
export interface SpeechHostOptions {
  /** Each message of the worker but those that `failed` tells. */
  readonly report: (report: SpeechReport) => void;
  /** The worker crashed or hangs: called at most once. */
  readonly failed: (error: Error) => void;
}

async function started(worker: Worker): Promise<void> {
  const [report] = (await once(worker, 'message')) as [SpeechReport];
  if (report.type === 'start-failed') throw new AnalysisStartError(report.error);
  if (report.type !== 'ready') throw new Error(`internal: the speech worker began with ${report.type}`);
}

/** Starts the worker and waits until its models are loaded. Throws AnalysisStartError when one is missing. */
export async function openSpeechHost(engine: SpeechEngine, options: SpeechHostOptions): Promise<SpeechHost> {
  const worker = new Worker(besides(import.meta.url, 'speech-worker'), { workerData: engine });
  try {
    await started(worker);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  let waiting = 0;
  /** It watches while the worker has something to answer. */
  let watchdog: Watchdog | undefined;
  let over = false;

  const fail = (error: Error): void => {
    if (over) return;
    over = true;
    watchdog?.stop();
    options.failed(error);
  };
  const watch = (): void => {
    watchdog = new Watchdog(systemClock(), SILENT_LIMIT_MS, (limit) => fail(speechHung(limit)));
    watchdog.start();
  };
  worker.on('message', (report: SpeechReport) => {
    watchdog?.heard();
    if ((report.type === 'taken' || report.type === 'ended') && --waiting === 0) watchdog?.stop();
    if (report.type === 'failed') fail(new AnalysisError(report.error));
    else options.report(report);
  });
  worker.on('error', (error: Error) => fail(error));
  worker.on('exit', (code) => fail(new Error(`the speech worker ended with code ${code}`)));

  return {
    send(command) {
      if ((command.type === 'write' || command.type === 'end') && waiting++ === 0 && !over) watch();
      // The samples are handed over, not copied: they came with a message of their own.
      worker.postMessage(command, command.type === 'write' ? [command.pcm.buffer as ArrayBuffer] : []);
    },
    async close() {
      if (over) return;
      over = true;
      watchdog?.stop();
      const ended = once(worker, 'exit');
      worker.postMessage({ type: 'stop' } satisfies SpeechCommand);
      await ended;
    },
  };
}
