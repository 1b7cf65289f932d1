/** The speech workers of a process: one for each engine, shared by all sessions that listen with it. */
import type { SpeechEngine } from '../speech/models.ts';
import { type SpeechHost, openSpeechHost } from './speech-host.ts';
import type { SpeechCommand, SpeechReport } from './speech-worker.ts';

/** A session's access to a worker. */
export interface SpeechLease {
  /** `session` in commands and reports counts the lease's own streams. */
  send(command: SpeechCommand): void;
  /** Closes the lease's streams; the worker ends with its last lease. A second call waits for the first. */
  close(): Promise<void>;
}

type Report = (report: SpeechReport) => void;

interface Worker {
  readonly host: Promise<SpeechHost>;
  leases: number;
  /** Who has opened which of the worker's streams, and under what number. */
  readonly streams: Map<number, { readonly own: number; readonly report: Report }>;
}

/** Opens workers when they are first asked for. */
export class SpeechPool {
  readonly #failed: (error: Error) => void;
  readonly #workers = new Map<string, Worker>();
  #next = 0;

  /** `failed`: a worker crashed or hangs; the process is of no use any more. */
  constructor(failed: (error: Error) => void) {
    this.#failed = failed;
  }

  /** Resolves once the engine's models are loaded; rejects with AnalysisStartError when one is missing. */
  async lease(engine: SpeechEngine, report: Report): Promise<SpeechLease> {
    const name = JSON.stringify(engine);
    const worker = this.#workers.get(name) ?? this.#open(name, engine);
    worker.leases += 1;
    try {
      return this.#leaseOf(name, worker, await worker.host, report);
    } catch (error) {
      if (this.#workers.get(name) === worker) this.#workers.delete(name);
      throw error;
    }
  }

  #open(name: string, engine: SpeechEngine): Worker {
    const streams: Worker['streams'] = new Map();
    const host = openSpeechHost(engine, { report: (report) => pass(streams, report), failed: this.#failed });
    const worker: Worker = { host, leases: 0, streams };
    this.#workers.set(name, worker);
    return worker;
  }

  #leaseOf(name: string, worker: Worker, host: SpeechHost, report: Report): SpeechLease {
    const numbers = new Map<number, number>();
    let closed: Promise<void> | undefined;
    const send = (command: SpeechCommand): void => {
      if (closed !== undefined || command.type === 'stop') return;
      const { session: own } = command;
      if (command.type === 'open') numbers.set(own, this.#register(worker, own, report));
      const session = numbers.get(own);
      // A stream that has ended: what was on its way to it is of no use.
      if (session === undefined) return;
      if (command.type === 'close') {
        numbers.delete(own);
        worker.streams.delete(session);
      }
      host.send({ ...command, session });
    };
    const close = async (): Promise<void> => {
      for (const session of numbers.values()) {
        worker.streams.delete(session);
        host.send({ type: 'close', session });
      }
      worker.leases -= 1;
      if (worker.leases > 0) return;
      if (this.#workers.get(name) === worker) this.#workers.delete(name);
      await host.close();
    };
    return { send, close: () => (closed ??= close()) };
  }

  #register(worker: Worker, own: number, report: Report): number {
    const session = this.#next++;
    worker.streams.set(session, { own, report });
    return session;
  }
}

function pass(streams: Worker['streams'], report: SpeechReport): void {
  if (!('session' in report)) return;
  const stream = streams.get(report.session);
  if (report.type === 'ended') streams.delete(report.session);
  stream?.report({ ...report, session: stream.own });
}
