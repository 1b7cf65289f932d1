/**
 * The port that OBS streams to: one for the whole time, while the sessions behind it come and go. Whoever comes between two
 * sessions waits here until the next one listens, where OBS would tell its user that the server refuses.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import { listenAt } from '../../core/listen-at.ts';

const HOST = '127.0.0.1';
/** How often the session is called until it listens, ms. */
const CALL_EVERY_MS = 50;

/** The open gate. */
export interface Gate extends AsyncDisposable {
  readonly port: number;
  /** Whoever comes from now on waits, also where a session listens: it is about to end. */
  hold(): void;
  /** Lets those who wait go on. */
  release(): void;
}

/** Opens a port on the loopback, and hands on whoever comes to the port `behind`. */
export async function openGate(behind: number): Promise<Gate> {
  const callers = new Set<Socket>();
  let held = false;
  const server = createServer((caller) => {
    callers.add(caller);
    // A caller that has gone is seen where it is carried.
    caller.on('error', () => undefined);
    caller.on('close', () => callers.delete(caller));
    carry(caller, behind, () => held).catch(() => caller.destroy());
  });
  await listenAt(server, HOST, 0);
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => void (held = true),
    release: () => void (held = false),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const caller of callers) caller.destroy();
      await closed;
    },
  };
}

async function carry(caller: Socket, behind: number, held: () => boolean): Promise<void> {
  caller.setNoDelay(true);
  const session = await call(caller, behind, held);
  if (session === undefined) return;
  session.setNoDelay(true);
  // Either end takes the other one with it.
  await Promise.race([pipeline(caller, session), pipeline(session, caller)]).finally(() => {
    caller.destroy();
    session.destroy();
  });
}

/** A connection to the session once it listens; undefined where the caller has gone before. */
async function call(caller: Socket, port: number, held: () => boolean): Promise<Socket | undefined> {
  while (!caller.destroyed) {
    if (held()) {
      await sleep(CALL_EVERY_MS);
      continue;
    }
    const session = connect(port, HOST);
    const open = await new Promise<boolean>((resolve) => {
      session.once('connect', () => resolve(true));
      session.on('error', () => resolve(false));
    });
    if (open && !caller.destroyed) return session;
    session.destroy();
    await sleep(CALL_EVERY_MS);
  }
  return undefined;
}

/** Whether somebody listens at a port of the loopback. */
export async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  const open = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return open;
}
