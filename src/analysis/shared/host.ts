/** The shared analysis process's side: lets sessions in, serves each, and ends some time after the last one has left. */
import { type Server, type Socket, createServer } from 'node:net';
import { ClientSession } from '../process/client-session.ts';
import { type Engine, openEngine } from '../process/engine.ts';
import { toWire } from '../process/errors.ts';
import { type AnalysisOptions, HEARTBEAT_MS, type ProcessMessage } from '../process/protocol.ts';
import { type Answer, type Claim, claimSchema, mismatch } from './identity.ts';
import { WireReader, sendLine, sendMessage } from './wire.ts';

/** Each has some MB of its own and its share of two threads: more would serve nobody. */
const MOST_SESSIONS = 16;

/** How a host is run. */
export interface HostOptions {
  /** Where it listens; nothing may be there. */
  readonly socket: string;
  /** How long (ms) it waits for a session before it ends. */
  readonly linger: number;
  /** It is over and has let go of everything, or has failed. */
  readonly over: (failed: boolean) => void;
}

/** A session that was let in. */
interface Guest {
  readonly socket: Socket;
  readonly session: ClientSession;
}

/** The shared process; see `listen`. */
export class SharedHost {
  readonly #options: HostOptions;
  readonly #server: Server;
  readonly #guests = new Set<Guest>();
  /** Of the first session; all others must match it. */
  #served: Claim | undefined;
  #engine: Promise<Engine> | undefined;
  #opened: Engine | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #heartbeats: NodeJS.Timeout | undefined;
  #ending = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#meet(socket));
  }

  /** Resolves once sessions can come. Rejects where the socket can't be made. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.socket, resolve);
    });
    this.#server.on('error', (error) => this.fail(error));
    this.#heartbeats = setInterval(() => this.#sendHeartbeat(), HEARTBEAT_MS);
    this.#linger();
  }

  /** Something that all need is broken: tells every session and ends. */
  fail(error: unknown): void {
    if (this.#ending) return;
    this.#ending = true;
    const message: ProcessMessage = { type: 'fatal', error: toWire(error) };
    const told = [...this.#guests].map(
      ({ socket }) => new Promise<void>((resolve) => sendMessage(socket, message, resolve)),
    );
    void Promise.race([Promise.all(told), new Promise((resolve) => setTimeout(resolve, 1_000))]).then(() =>
      this.#options.over(true),
    );
  }

  /** Lets nobody in any more, closes what is open, and is over. */
  async end(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    clearInterval(this.#heartbeats);
    clearTimeout(this.#lingering);
    // Its name goes at once, so that whoever comes now starts another process.
    this.#server.close();
    for (const { socket } of this.#guests) socket.destroy();
    await Promise.all([...this.#guests].map(({ session }) => session.close()));
    await this.#opened?.close();
    this.#options.over(false);
  }

  #meet(socket: Socket): void {
    let guest: Guest | undefined;
    const reader = new WireReader({
      line: (value) => (guest = this.#welcome(socket, value)),
      message: (value) => guest?.session.take(value),
    });
    socket.on('data', (chunk) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.#refuse(socket, error);
      }
    });
    // Its end is all there is to know about a broken connection.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (guest !== undefined) this.#part(guest);
    });
  }

  #welcome(socket: Socket, value: unknown): Guest | undefined {
    const claim = claimSchema.safeParse(value);
    const why = this.#ending
      ? 'it is ending'
      : claim.success
        ? this.#objection(claim.data)
        : 'it does not understand this session, which is of another version';
    if (!claim.success || why !== undefined) {
      // With nobody else to serve it makes room: the session comes again, and finds a fresh process or starts one.
      if (this.#guests.size === 0) void this.end().catch((error: unknown) => this.fail(error));
      else sendLine(socket, { joined: false, pid: process.pid, why: why ?? '' } satisfies Answer);
      socket.end();
      return undefined;
    }
    this.#served ??= claim.data;
    clearTimeout(this.#lingering);
    const guest = { socket, session: this.#sessionOn(socket) };
    this.#guests.add(guest);
    sendLine(socket, { joined: true, pid: process.pid } satisfies Answer);
    return guest;
  }

  #objection(claim: Claim): string | undefined {
    if (this.#guests.size >= MOST_SESSIONS) return `it serves ${MOST_SESSIONS} sessions already`;
    return this.#served === undefined ? undefined : mismatch(claim, this.#served);
  }

  #sessionOn(socket: Socket): ClientSession {
    return new ClientSession({
      engine: (options) => this.#open(options),
      tell: (message) => sendMessage(socket, message),
      stop: () => socket.end(),
      startFailed: () => this.#startFailed(socket),
      unknown: (error) => this.#refuse(socket, error),
      failed: (error) => this.fail(error),
    });
  }

  #open(options: AnalysisOptions): Promise<Engine> {
    this.#engine ??= openEngine(options, (error) => this.fail(error)).then(
      (engine) => (this.#opened = engine),
    );
    return this.#engine;
  }

  /** Without an engine the process is of no use to anybody, and each session has been told why. */
  #startFailed(socket: Socket): void {
    socket.end();
    if (this.#opened === undefined) setTimeout(() => void this.end(), 100);
  }

  /** That session alone is at fault: it ends, the others go on. */
  #refuse(socket: Socket, error: unknown): void {
    sendMessage(socket, { type: 'fatal', error: toWire(error) } satisfies ProcessMessage);
    socket.end();
  }

  #part(guest: Guest): void {
    this.#guests.delete(guest);
    guest.session.close().catch((error: unknown) => this.fail(error));
    if (this.#guests.size === 0 && !this.#ending) this.#linger();
  }

  #linger(): void {
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(
      () => void this.end().catch((error: unknown) => this.fail(error)),
      this.#options.linger,
    );
  }

  #sendHeartbeat(): void {
    const { waiting = 0, dropped = 0 } = this.#opened?.batches ?? {};
    const sessions = this.#guests.size;
    for (const { socket } of this.#guests)
      // A session that reads nothing gets no more of them: they would pile up.
      if (!socket.writableNeedDrain) sendMessage(socket, { type: 'heartbeat', waiting, dropped, sessions });
  }
}
