/** The fork server's process: forks what the session asks for, and passes messages on. Ends with the session. */
import { fork, type ChildProcess } from 'node:child_process';
import type { ForkServerEvent, ForkServerOrder } from './protocol.ts';

const children = new Map<number, ChildProcess>();

function tell(message: ForkServerEvent): void {
  if (process.connected) process.send?.(message);
}

function forkChild({
  id,
  entry,
  args,
  execArgv,
  serialization,
}: Extract<ForkServerOrder, { type: 'fork' }>): void {
  const child = fork(new URL(entry), [...args], {
    serialization,
    execArgv: [...execArgv],
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
  });
  children.set(id, child);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => tell({ type: 'stderr', id, text }));
  // The pipe breaks when the child ends, which is told by that.
  child.stdin?.on('error', () => undefined);
  child.on('message', (message) => tell({ type: 'message', id, message }));
  child.on('error', ({ message }) => tell({ type: 'error', id, message }));
  child.on('close', (code, signal) => {
    children.delete(id);
    tell({ type: 'ended', id, code, signal });
  });
  if (child.pid !== undefined) tell({ type: 'forked', id, pid: child.pid });
}

function obey(order: ForkServerOrder): void {
  if (order.type === 'fork') return forkChild(order);
  const child = children.get(order.id);
  switch (order.type) {
    case 'send':
      // A child that is gone is told as ended.
      if (child?.connected) child.send(order.message as object, () => undefined);
      return;
    case 'stdin':
      child?.stdin?.write(order.data, () => tell({ type: 'taken', id: order.id }));
      return;
    case 'stdin-end':
      child?.stdin?.end();
      return;
    case 'kill':
      child?.kill(order.signal);
  }
}

process.on('message', (order) => obey(order as ForkServerOrder));
// Children end when they lose their channel.
process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C and a service manager's signal reach the whole group; the session decides when its children end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
