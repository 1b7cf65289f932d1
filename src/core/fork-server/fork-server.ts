/**
 * Forks processes for a session without forking the session. libsrt takes a lock of its own in the child of a fork; if
 * one of its threads holds it at that moment, the child waits for ever, and the forking thread, which is the one that
 * moves media, waits for the child (met one time in six with SRT and an audio device). So one process is forked before
 * any input or output opens, and it forks all others.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { QUIET_NODE, type Fork, type ForkedProcess } from '../child-process.ts';
import { besides } from '../entry.ts';
import type { ForkServerEvent, ForkServerOrder } from './protocol.ts';

/** A child of the fork server. */
class ForkedChild extends EventEmitter implements ForkedProcess {
  pid: number | undefined;
  connected = true;
  readonly stderr = new PassThrough();
  readonly stdin: Writable;
  readonly #order: (order: ForkServerOrder) => void;
  readonly #id: number;
  #taken: (() => void) | undefined;

  constructor(id: number, order: (order: ForkServerOrder) => void) {
    super();
    this.#id = id;
    this.#order = order;
    this.stdin = new Writable({
      // One piece at a time: what waits here is what the child has not taken.
      write: (data: Buffer, _encoding, done) => {
        this.#taken = done;
        order({ type: 'stdin', id, data });
      },
      final: (done) => {
        order({ type: 'stdin-end', id });
        done();
      },
    });
  }

  send(message: unknown, sent?: (error: Error | null) => void): boolean {
    this.#order({ type: 'send', id: this.#id, message });
    sent?.(null);
    return true;
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): boolean {
    this.#order({ type: 'kill', id: this.#id, signal });
    return true;
  }

  /** For the fork server: what became of the child. */
  hear(event: ForkServerEvent): void {
    switch (event.type) {
      case 'forked':
        this.pid = event.pid;
        return;
      case 'message':
        this.emit('message', event.message);
        return;
      case 'stderr':
        this.stderr.write(event.text);
        return;
      case 'taken': {
        const taken = this.#taken;
        this.#taken = undefined;
        taken?.();
        return;
      }
      case 'error':
        this.emit('error', new Error(event.message));
        return;
      case 'ended':
        this.connected = false;
        this.stderr.end();
        this.emit('exit', event.code, event.signal);
        this.emit('close', event.code, event.signal);
    }
  }
}

/** The process that forks the others. Disposing it ends that process and every child that still runs. */
export interface ForkServer extends Disposable {
  /** Gives every child both pipes, whoever reads them. */
  readonly fork: Fork;
}

const PROCESS = besides(import.meta.url, 'process');

/** Starts a fork server. Its children end with it. */
export function openForkServer(): ForkServer {
  const children = new Map<number, ForkedChild>();
  const process: ChildProcess = fork(PROCESS, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [...QUIET_NODE],
  });
  let next = 0;
  const order = (message: ForkServerOrder): void => {
    // A fork server that is gone takes its children along, which is told below.
    if (process.connected) process.send(message, () => undefined);
  };
  const gone = (): void => {
    for (const [id, child] of children) child.hear({ type: 'ended', id, code: null, signal: 'SIGKILL' });
    children.clear();
  };
  process.on('message', (event) => {
    const told = event as ForkServerEvent;
    const child = children.get(told.id);
    if (told.type === 'ended') children.delete(told.id);
    child?.hear(told);
  });
  process.on('error', gone);
  process.on('exit', gone);
  return {
    fork(entry, args = [], { serialization = 'json', execArgv = QUIET_NODE } = {}) {
      const id = next++;
      const child = new ForkedChild(id, order);
      children.set(id, child);
      order({ type: 'fork', id, entry: entry.href, args, execArgv, serialization });
      // Told later, as `fork` tells it.
      if (!process.connected)
        setImmediate(() => child.hear({ type: 'ended', id, code: null, signal: 'SIGKILL' }));
      return child;
    },
    [Symbol.dispose]() {
      if (process.connected) process.disconnect();
    },
  };
}
