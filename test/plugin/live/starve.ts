/** Takes a running process's memory away from within, as a leak would: whatever it asks for next, it does not get. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Kept for good, in ever smaller pieces, until not even the smallest is left. */
const LEAK = `{
  const kept = (globalThis.leaked = []);
  for (const size of [2 ** 20, 2 ** 16, 2 ** 12])
    try { for (;;) kept.push(Buffer.alloc(size, 1)); } catch {}
}`;

/** What the process's memory may grow to, beyond what it has: enough for its debugger to start. */
const ROOM = 64 * 2 ** 20;
const DEBUGGER_MS = 10_000;

async function debuggerOf(port: number): Promise<string> {
  for (const until = performance.now() + DEBUGGER_MS; performance.now() < until; await sleep(20))
    try {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
        readonly webSocketDebuggerUrl: string;
      }[];
      if (targets[0] !== undefined) return targets[0].webSocketDebuggerUrl;
    } catch {
      // Not listening yet.
    }
  throw new Error(`the process's debugger does not listen at ${port}`);
}

/** `port`: that of the process's debugger (`--inspect-port` in NODE_OPTIONS). Linux only. */
export async function starve(pid: number, port: number): Promise<void> {
  const held = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  execFileSync('prlimit', ['--pid', String(pid), `--as=${Number(held) * 1024 + ROOM}`]);
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await debuggerOf(port));
  // The process may end with the answer still owed.
  socket.on('error', () => undefined);
  socket.on('open', () =>
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: LEAK } })),
  );
}
