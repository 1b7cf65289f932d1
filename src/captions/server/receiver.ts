/**
 * What becomes of caption clients once a server has let them in: seats, rates, sizes, mistakes, and what they send as events.
 * One for each show; who may come is the server's to say.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Subject } from 'rxjs';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { cleanLines } from '../../streams/words/clean.ts';
import type { Micros } from '../../streams/time.ts';
import { faultsTo, type Faults } from '../faults.ts';
import type { CaptionEvent, CaptionSource, CaptionTime } from '../source.ts';
import { CaptionsAhead } from './ahead.ts';
import { clientOf, RATE, seatFor, type Client } from './client.ts';
import { readMessage, type SentCaption } from './message.ts';

/** Where the show is. */
export interface CaptionClock {
  /** In media time, as far as is known; captions may then be sent 10 minutes ahead of it. */
  readonly mediaNow?: () => Micros | undefined;
  /** Milliseconds since 1970 by the clock that the show goes by; default the machine's. */
  readonly wallNow?: () => number;
}

/** A sentence with its id and times takes under 1 KiB; an array of a screenful of them fits. In bytes. */
const LONGEST_MESSAGE = 16_384;
/** A longer message is answered up to this; beyond, its connection is closed unread. In bytes. */
const LONGEST_READ = 4 * LONGEST_MESSAGE;
/** Answers that a client does not read, in bytes; more and it is cut off. */
const MOST_UNREAD = 65_536;
/** A client that does not answer a ping within this is gone. */
const PING_MS = 15_000;
/** A client that does not answer the farewell within this is cut off. */
const FAREWELL_MS = 500;
/** Ids told as captions with words, of which the oldest are forgotten. */
const REMEMBER = 512;

/** Receives captions from clients that are let in. Clients send `{ id, start, end, text, final }`, one object or an array a message; a bad one is answered with a line `{ error, message }` and dropped as a whole. */
export class CaptionReceiver implements CaptionSource {
  readonly name = 'captions over WebSocket';
  /** All clients with their sockets. */
  readonly sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_READ });
  readonly #events$ = new Subject<CaptionEvent>();
  readonly events$ = this.#events$.asObservable();
  readonly #faults: Faults = faultsTo((event) => this.#events$.next(event));
  readonly #clock: CaptionClock;
  readonly #clients = new Map<WebSocket, Client>();
  readonly #ahead = new CaptionsAhead();
  readonly #known = new Set<string>();
  readonly #pings: NodeJS.Timeout;

  constructor(clock: CaptionClock = {}) {
    this.#clock = clock;
    this.#pings = setInterval(() => this.#pingAll(), PING_MS);
    this.#pings.unref();
  }

  /** Clients that are in. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Tells of something that went wrong with senders; at most one a second. */
  tell(message: string, nextStep: string): void {
    this.#faults.tell(message, nextStep);
  }

  /** Makes a client of a request that may come; false where there is no seat, and then the request is still the caller's. */
  admit(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const peer = request.socket.remoteAddress ?? '';
    const seat = seatFor(peer, [...this.#clients.values()], performance.now());
    if (typeof seat === 'object') this.#cutOff(seat, 'Another program needs this place.');
    if (seat === false) return false;
    this.sockets.handleUpgrade(request, socket, head, (client) => this.#welcome(client, peer));
    return true;
  }

  #welcome(socket: WebSocket, peer: string): void {
    const client = clientOf(socket, peer, performance.now());
    this.#clients.set(socket, client);
    socket.on('close', () => this.#clients.delete(socket));
    socket.on('pong', () => (client.answered = true));
    socket.on('message', (data, binary) => this.#hear(client, data, binary));
    // ws has closed the connection by then: broken frames, or a message beyond all bounds.
    socket.on('error', () =>
      this.#faults.tell('A caption client broke the protocol and was cut off.', 'Check that client.'),
    );
  }

  #hear(client: Client, data: RawData, binary: boolean): void {
    const bytes = bytesOf(data);
    if (bytes.length > LONGEST_MESSAGE)
      return this.#refuse(client, 'TOO_LONG', `A message may have ${LONGEST_MESSAGE} bytes.`);
    if (binary) return this.#refuse(client, 'BAD_JSON', 'The message is not text.');
    const message = readMessage(bytes.toString('utf8'));
    if ('fault' in message) return this.#refuse(client, message.fault.error, message.fault.message);
    if (!client.captions.take(message.captions.length, performance.now()))
      return this.#refuse(client, 'TOO_FAST', `At most ${RATE.perSecond} captions a second.`);
    const now = { wall: this.#clock.wallNow?.() ?? Date.now(), media: this.#clock.mediaNow?.() };
    const objection = this.#ahead.objection(message.captions, now);
    if (objection !== undefined) return this.#refuse(client, 'TOO_FAR', objection);
    client.useful ||= message.captions.length > 0;
    for (const caption of message.captions) this.#tell(client, caption);
  }

  #tell({ rolling }: Client, { id, start, end, lines, final }: SentCaption): void {
    const text = cleanLines(rolling.fresh(id, lines, inMicros(start), inMicros(end)));
    const known = this.#known.delete(id);
    if (text !== '') {
      this.#known.add(id);
      if (this.#known.size > REMEMBER)
        for (const oldest of this.#known.keys().take(1)) this.#known.delete(oldest);
      this.#events$.next({ type: 'caption', id, start, end, text, final });
    } else if (known) this.#events$.next({ type: 'withdrawn', id });
  }

  #refuse(client: Client, error: string, message: string): void {
    const { socket, answers, mistakes } = client;
    const now = performance.now();
    // Who sends too fast, or a whole script beforehand, sends captions all the same.
    const isRubbish = error !== 'TOO_FAST' && error !== 'TOO_FAR';
    if (isRubbish && !mistakes.take(1, now)) {
      this.#faults.tell(
        'A caption client sent nothing but bad messages and was cut off',
        'Mend that client.',
      );
      return this.#cutOff(client, 'Too many bad messages.');
    }
    this.#faults.tell(`A caption client sent a bad message (${error}: ${message})`, 'Mend that client.');
    if (!answers.take(1, now)) return;
    if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
    else socket.send(`${JSON.stringify({ error, message })}\n`, () => undefined);
  }

  #pingAll(): void {
    for (const client of this.#clients.values()) {
      if (client.answered) client.socket.ping();
      else client.socket.terminate();
      client.answered = false;
    }
  }

  #cutOff({ socket }: Client, reason: string, code = 1008): void {
    this.#clients.delete(socket);
    socket.removeAllListeners('message');
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  }

  /** Whoever is in has to come again. */
  sendAway(reason: string): void {
    for (const client of [...this.#clients.values()]) this.#cutOff(client, reason);
  }

  /** No captions come any more. The clients stay until they are told, by `close` or by the server that owns them. */
  end(): void {
    clearInterval(this.#pings);
    this.#events$.complete();
  }

  /** Ends the captions and tells every client; who lingers is cut off. */
  async close(): Promise<void> {
    this.end();
    for (const client of this.#clients.values()) this.#cutOff(client, 'the show has ended', 1001);
    this.sockets.close();
    await Promise.resolve();
  }
}

const inMicros = ({ clock, at }: CaptionTime): number => (clock === 'media' ? at : at * 1_000);

const bytesOf = (data: RawData): Buffer => {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
};
