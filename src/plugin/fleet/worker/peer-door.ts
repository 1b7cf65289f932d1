/**
 * The door by which workers ask each other whether Redis answers them. One datagram asks, one answers yes or no. Each is
 * signed with a key that whoever is asked has made up and put into Redis: only who reads this Redis can ask, or answer.
 * Anything else that comes is dropped without a word, so that nobody can have it send more than was sent to it. So is a
 * question that has come before: who has seen one on its way may send it again.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { PeerBudget } from './peer-budget.ts';
import { FRESH_MS } from './peer-verdict.ts';

/** Where a worker is asked, and the key of its questions. */
export interface PeerAddress {
  /** An IP address. */
  readonly host: string;
  /** UDP. */
  readonly port: number;
  readonly key: string;
}

/** The first byte says what a datagram is. */
const [QUESTION, ANSWER] = [0x3f, 0x21];
const [NONCE_BYTES, MAC_BYTES] = [16, 32];
/** What it is, its nonce, and a byte of what is said. */
const BODY_BYTES = 2 + NONCE_BYTES;
/** Questions that wait for an answer: more than are ever asked within that time. */
const MOST_OPEN = 64;
/** Said of a question: Redis is there for who asks, or away. */
const [PEACE, AWAY] = [0, 1];

/** How a door works. */
export interface PeerDoorOptions {
  /** An IP address of this machine: nobody reaches the door by another one. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Signs questions to this door, and its answers. */
  readonly key: string;
  /**
   * What is said to who asks; undefined: nothing. `isAway`: Redis is away for him, and by `false` he takes it that this worker
   * takes no session within the life of a lock.
   */
  readonly answers: (isAway: boolean) => boolean | undefined;
  /** It does not open, or was shut by the system. */
  readonly onFault: (error: Error) => void;
}

interface OpenQuestion {
  readonly key: string;
  readonly at: number;
  readonly heard: (answers: boolean) => void;
}

/** An open door; its owner disposes of it. Its socket keeps no process alive. */
export class PeerDoor implements Disposable {
  readonly host: string;
  readonly #options: PeerDoorOptions;
  readonly #socket: Socket;
  readonly #open = new Map<string, OpenQuestion>();
  readonly #budget = new PeerBudget();
  #port: number | undefined;
  #isShut = false;

  constructor(options: PeerDoorOptions) {
    this.host = options.host;
    this.#options = options;
    this.#socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4');
    this.#socket.on('error', (error) => {
      if (this.#isShut) return;
      this[Symbol.dispose]();
      options.onFault(error);
    });
    this.#socket.on('message', (data, from) => this.#hear(data, from));
    this.#socket.on('listening', () => (this.#port = this.#socket.address().port));
    this.#socket.bind({ address: options.host, port: options.port, exclusive: true });
    this.#socket.unref();
  }

  /** Undefined until it is open. */
  get port(): number | undefined {
    return this.#port;
  }

  /**
   * Asks a worker at `now` (ms of the machine's monotonic clock); an answer may never come. `isAway`: Redis does not answer
   * who asks.
   */
  ask(
    { host, port, key }: PeerAddress,
    { isAway, now }: { readonly isAway: boolean; readonly now: number },
    heard: (answers: boolean) => void,
  ): void {
    for (const [nonce, { at }] of this.#open)
      if (now - at > FRESH_MS || this.#open.size >= MOST_OPEN) this.#open.delete(nonce);
    const nonce = randomBytes(NONCE_BYTES);
    this.#open.set(nonce.toString('hex'), { key, at: now, heard });
    const body = Buffer.concat([Buffer.of(QUESTION), nonce, Buffer.of(isAway ? AWAY : PEACE)]);
    this.#send(body, key, { port, address: host });
  }

  [Symbol.dispose](): void {
    if (this.#isShut) return;
    this.#isShut = true;
    this.#port = undefined;
    this.#socket.close();
  }

  #hear(data: Buffer, from: Sender): void {
    if (data.length !== BODY_BYTES + MAC_BYTES || !this.#budget.hears(from.address, performance.now()))
      return;
    const body = data.subarray(0, BODY_BYTES);
    const mac = data.subarray(BODY_BYTES);
    if (body[0] === QUESTION) this.#hearQuestion(body, mac, from);
    if (body[0] === ANSWER) this.#hearAnswer(body, mac);
  }

  #hearQuestion(body: Buffer, mac: Buffer, from: Sender): void {
    const { key, answers } = this.#options;
    const nonce = body.subarray(1, 1 + NONCE_BYTES);
    if (!isSigned(body, mac, key) || !this.#budget.isNew(nonce.toString('hex'))) return;
    const own = answers(body[1 + NONCE_BYTES] === AWAY);
    if (own === undefined) return;
    this.#send(Buffer.concat([Buffer.of(ANSWER), nonce, Buffer.of(own ? 1 : 0)]), key, from);
  }

  #hearAnswer(body: Buffer, mac: Buffer): void {
    const nonce = body.subarray(1, 1 + NONCE_BYTES).toString('hex');
    const question = this.#open.get(nonce);
    if (question === undefined || !isSigned(body, mac, question.key)) return;
    this.#open.delete(nonce);
    question.heard(body[1 + NONCE_BYTES] === 1);
  }

  #send(body: Buffer, key: string, { port, address }: Sender): void {
    if (this.#isShut || port === 0) return;
    // What cannot be sent is not answered.
    this.#socket.send(Buffer.concat([body, macOf(body, key)]), port, address, () => undefined);
  }
}

interface Sender {
  readonly address: string;
  readonly port: number;
}

const macOf = (body: Buffer, key: string): Buffer => createHmac('sha256', key).update(body).digest();

const isSigned = (body: Buffer, mac: Buffer, key: string): boolean => timingSafeEqual(mac, macOf(body, key));
