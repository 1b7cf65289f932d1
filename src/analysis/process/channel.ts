/** How a client and an analysis process reach each other. */
import type { AnalysisFailedError } from './errors.ts';
import type { ClientMessage } from './protocol.ts';

/** The process as its client sees it: a child of its own, or one that others use too. */
export interface Channel {
  /** 0 if there is no process. */
  readonly pid: number;
  /** Does nothing once the process is gone: its end is reported in its own way. */
  send(message: ClientMessage): void;
  /** The process hangs: ends it at once, whoever uses it. Does nothing once it is gone. */
  kill(): void;
  /** This client wants nothing of it any more: a process of its own ends at once, a shared one goes on. */
  abandon(): void;
  /** How it ended; never rejects. */
  readonly ended: Promise<AnalysisFailedError>;
}
