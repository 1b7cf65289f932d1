/**
 * Waits for an RTMP publisher. FFmpeg serves whoever comes first, alone, and lets nobody else in while that client says
 * nothing: a port scanner would keep a publisher out. So we let everybody in, hand on those who say hello, each to a
 * listener of its own, and go on with the first whose media come.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { freePort } from '../../core/free-port.ts';
import { afterAwake } from '../../core/awake.ts';
import { asError } from '../../core/errors.ts';
import { MediaError } from '../errors.ts';
import { openPlannedInput, type ChangingInput } from './demuxer.ts';
import type { InputPlan } from './plan.ts';

/** A publisher and the input that its media are read from. */
export interface Sender extends AsyncDisposable {
  readonly input: ChangingInput;
  /** When its first bytes of media came. */
  readonly connectedMs: number;
}

/** Whether publishers come to this input by RTMP. */
export const takesPublishers = ({ kind, url }: InputPlan): boolean =>
  kind === 'listen' && url.startsWith('rtmp:');

/** How a publisher is waited for. */
export interface SenderOptions {
  readonly signal: AbortSignal;
  /** Milliseconds of the session's clock. */
  readonly now: () => number;
  /** Somebody said hello and gave no media that can be read. */
  readonly onRefused: (error: Error) => void;
}

/** A client's first message: its version (3, for RTMP in plain) and 1,536 bytes of anything. */
const VERSION = 3;
const HELLO_BYTES = 1 + 1536;
/** Publishers say hello within a round trip; who has not after this (ms) is sent away. */
const HELLO_MS = 5_000;
/** Who has said hello has its media here within this (ms), or is sent away. */
const MEDIA_MS = 10_000;
/** Clients that may be silent at once; the oldest goes. */
const MOST_SILENT = 32;
/** Clients that are served at once, each by a thread of the pool's 16; the oldest goes. */
const MOST_SERVED = 3;
/** How often and how long (ms) our own listener is called until it is there. */
const CALL_EVERY_MS = 10;
const CALL_MS = 3_000;
const BACKLOG = 64;
const DEFAULT_PORT = 1935;

/**
 * Resolves with the first client that sends media; then nobody listens any more.
 * @throws MediaError input-unreadable where nobody can listen; the signal's reason
 */
export async function awaitPublisher(plan: InputPlan, options: SenderOptions): Promise<Sender> {
  const found = Promise.withResolvers<Sender>();
  // Told before anybody waits for it, when nobody can listen.
  found.promise.catch(() => undefined);
  const over = new AbortController();
  const stop = (): void => found.reject(asError(options.signal.reason));
  options.signal.throwIfAborted();
  options.signal.addEventListener('abort', stop, { once: true });
  const clients = new Clients(plan, { ...options, signal: over.signal }, found.resolve);
  const server = createServer((socket) => clients.take(socket));
  server.on('error', found.reject);
  try {
    await listen(server, plan);
    const publisher = await found.promise;
    clients.keep(publisher);
    return publisher;
  } finally {
    options.signal.removeEventListener('abort', stop);
    over.abort();
    server.close();
    await clients.done();
  }
}

async function listen(server: Server, plan: InputPlan): Promise<void> {
  const { host, port } = placeOf(plan.url);
  try {
    server.listen({ host, port, backlog: BACKLOG });
    await once(server, 'listening');
  } catch (cause) {
    throw new MediaError(
      'input-unreadable',
      `${plan.shown} cannot be listened at (${(cause as NodeJS.ErrnoException).code ?? 'no reason given'}).`,
      'Check that the address is one of this machine, and that nobody else listens at the port.',
      { cause },
    );
  }
}

/** Host and port of an RTMP address. */
function placeOf(url: string): { readonly host: string; readonly port: number } {
  const [, host = '', port] = /^[^:]+:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?/.exec(url) ?? [];
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? DEFAULT_PORT : Number(port) };
}

/** Those that have connected, until one of them has media. */
class Clients {
  readonly #plan: InputPlan;
  readonly #options: SenderOptions;
  readonly #found: (publisher: Sender) => void;
  readonly #silent = new Set<Socket>();
  readonly #served = new Set<AbortController>();
  readonly #open = new Set<Promise<Sender | undefined>>();
  #kept: Sender | undefined;

  constructor(plan: InputPlan, options: SenderOptions, found: (publisher: Sender) => void) {
    this.#plan = plan;
    this.#options = options;
    this.#found = found;
    options.signal.addEventListener('abort', () => {
      for (const socket of this.#silent) socket.destroy();
    });
  }

  /** A client has connected: waits for its hello. */
  take(socket: Socket): void {
    socket.setNoDelay(true);
    // What happens to a client is seen where it is served.
    socket.on('error', () => undefined);
    this.#silent.add(socket);
    const callOff = afterAwake(HELLO_MS, () => socket.destroy());
    const parts: Buffer[] = [];
    let bytes = 0;
    const hear = (part: Buffer): void => {
      parts.push(part);
      bytes += part.length;
      if (parts[0]?.[0] !== VERSION) return void socket.destroy();
      if (bytes < HELLO_BYTES) return;
      forget();
      socket.pause();
      this.#serve(socket, Buffer.concat(parts));
    };
    const forget = (): void => {
      callOff();
      this.#silent.delete(socket);
      socket.off('data', hear);
    };
    socket.once('close', forget);
    socket.on('data', hear);
    if (this.#silent.size > MOST_SILENT) oldest(this.#silent)?.destroy();
  }

  #serve(socket: Socket, hello: Buffer): void {
    const stop = new AbortController();
    if (this.#served.size >= MOST_SERVED) oldest(this.#served)?.abort();
    this.#served.add(stop);
    const opening = this.#openFor(socket, hello, stop).catch((error: unknown) => {
      socket.destroy();
      if (!stop.signal.aborted && !this.#options.signal.aborted) this.#options.onRefused(asError(error));
      return undefined;
    });
    this.#open.add(opening);
    void opening.then((publisher) => {
      this.#served.delete(stop);
      if (publisher !== undefined) this.#found(publisher);
    });
  }

  async #openFor(socket: Socket, hello: Buffer, stop: AbortController): Promise<Sender> {
    const { signal, now } = this.#options;
    const stopped = AbortSignal.any([signal, stop.signal]);
    const callOff = afterAwake(MEDIA_MS, () => stop.abort());
    const port = await freePort();
    const url = this.#plan.url.replace(/^([^:]+:\/\/)[^/?#]*/, `$1127.0.0.1:${port}`);
    let connectedMs = now();
    const onConnected = (): void => {
      callOff();
      connectedMs = now();
    };
    const opening = openPlannedInput({ ...this.#plan, url }, this.#plan.shown, {
      signal: stopped,
      onConnected,
    });
    // A client that leaves ends our own listener too, which waits for a hello of its own otherwise.
    void relay(socket, hello, port, stopped).catch(() => stop.abort());
    try {
      const input = await opening;
      const close = async (): Promise<void> => {
        socket.destroy();
        await input.close();
      };
      return { input, connectedMs, [Symbol.asyncDispose]: close };
    } finally {
      callOff();
    }
  }

  /** This one is the caller's. */
  keep(publisher: Sender): void {
    this.#kept = publisher;
  }

  /** Once all but the one that is kept are closed. */
  async done(): Promise<void> {
    for (const publisher of await Promise.all(this.#open))
      if (publisher !== undefined && publisher !== this.#kept) await publisher[Symbol.asyncDispose]();
  }
}

/** Carries bytes between a client and our own listener until either leaves; rejects where the listener never comes. */
async function relay(client: Socket, hello: Buffer, port: number, signal: AbortSignal): Promise<void> {
  const server = await call(port, signal);
  server.setNoDelay(true);
  server.write(hello);
  const ways = [pipeline(client, server), pipeline(server, client)];
  // Either side may break off at any time, which the other then sees.
  await Promise.allSettled(ways);
  server.destroy();
  client.destroy();
}

async function call(port: number, signal: AbortSignal): Promise<Socket> {
  const until = performance.now() + CALL_MS;
  for (;;) {
    signal.throwIfAborted();
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      socket.destroy();
      if (performance.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, CALL_EVERY_MS));
  }
}

const oldest = <T>(all: Set<T>): T | undefined => all.values().next().value;
