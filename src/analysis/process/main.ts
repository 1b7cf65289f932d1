/**
 * The analysis process of one session. Started by `startAnalysis` (client.ts) with an IPC channel; ends by itself when its
 * parent is gone. It writes nothing to standard output.
 */
import { ClientSession } from './client-session.ts';
import { type Engine, openEngine } from './engine.ts';
import { toWire } from './errors.ts';
import { HEARTBEAT_MS, type ProcessMessage } from './protocol.ts';

/** A message for a parent that is gone is of no use to anyone: the process is about to end. */
function tell(message: ProcessMessage, sent?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => sent?.());
  else sent?.();
}

function die(error: unknown): void {
  tell({ type: 'fatal', error: toWire(error) }, () => process.exit(1));
}

function sendHeartbeat(sent?: () => void): void {
  const { waiting = 0, dropped = 0 } = engine?.batches ?? {};
  tell({ type: 'heartbeat', waiting, dropped, sessions: 1 }, sent);
}

let engine: Engine | undefined;

async function stop(): Promise<void> {
  clearInterval(heartbeat);
  await session.close();
  await engine?.close();
  // The channel is what keeps the process; native thread pools must not.
  process.exit(0);
}

const session = new ClientSession({
  engine: async (options) => (engine = await openEngine(options, die)),
  tell,
  stop: () => void stop().catch(die),
  // Behind the message that says why.
  startFailed: () => sendHeartbeat(() => process.exit(1)),
  unknown: die,
  failed: die,
});

process.on('message', (raw) => session.take(raw));
process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C and a service manager's signal reach the whole group; the parent decides when analysis ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
const heartbeat = setInterval(sendHeartbeat, HEARTBEAT_MS);
