/** Child processes as a port: forked here, or by whoever forks on our behalf (src/core/fork-server). */
import { fork } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Node's own remarks about running TypeScript would be taken for a child's last words. */
export const QUIET_NODE: readonly string[] = ['--disable-warning=ExperimentalWarning'];

/** How a child process is started. All fields may be left out. */
export interface ForkOptions {
  /** How messages travel: as JSON (default), or as structured clones. */
  readonly serialization?: 'json' | 'advanced';
  /** Node's own options. Default: `QUIET_NODE`. */
  readonly execArgv?: readonly string[];
  /** The streams that the parent writes to or reads; the others are let go of. Default: none. */
  readonly pipes?: readonly ('stdin' | 'stderr')[];
  /** Another pipe, which has the number 4 in the child; only of `forkHere`. */
  readonly another?: boolean;
}

/** What the house needs of a forked process: node's own `ChildProcess` is one. */
export interface ForkedProcess {
  readonly pid?: number | undefined;
  readonly connected: boolean;
  /** Null where it was not asked for. */
  readonly stdin: Writable | null;
  readonly stderr: NodeJS.ReadableStream | null;
  /** By their numbers in the child, where it was forked here. */
  readonly stdio?: readonly (Readable | Writable | null | undefined)[];
  send(message: unknown, sent: (error: Error | null) => void): boolean;
  kill(signal: NodeJS.Signals): boolean;
  on(event: 'message', heard: (message: unknown) => void): unknown;
  on(event: 'error', heard: (error: Error) => void): unknown;
  /** `close` comes after the last of its error output. */
  on(event: 'exit' | 'close', heard: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
  once(event: 'exit', heard: () => void): unknown;
}

/** Forks a process with a message channel. */
export type Fork = (entry: URL, args?: readonly string[], options?: ForkOptions) => ForkedProcess;

/** Forks from this process. Standard output is let go of, since it would mix with the parent's. */
export const forkHere: Fork = (entry, args = [], options = {}) => {
  const { serialization = 'json', execArgv = QUIET_NODE, pipes = [], another = false } = options;
  const stdio = (name: 'stdin' | 'stderr'): 'pipe' | 'ignore' => (pipes.includes(name) ? 'pipe' : 'ignore');
  return fork(entry, args, {
    serialization,
    execArgv: [...execArgv],
    stdio: [stdio('stdin'), 'ignore', stdio('stderr'), 'ipc', ...(another ? (['pipe'] as const) : [])],
  });
};
