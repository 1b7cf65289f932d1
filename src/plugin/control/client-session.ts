/** One connected client: it says hello, asks, and is told what changes; at its own pace, within bounds. */
import type { RawData, WebSocket } from 'ws';
import type { z } from 'zod';
import { describeError, isActionable, messageOf } from '../../core/errors.ts';
import { rateOf } from '../../core/rate.ts';
import {
  helloSchema,
  PROTOCOL_VERSION,
  requestSchema,
  type Action,
  type Role,
  type ServerMessage,
} from './protocol.ts';

/** Keys and clicks of one person; more is a program gone wild. */
const RATE = { perSecond: 20, burst: 40 };
/** Without a hello for so long (ms), a client gives up its place. */
const HELLO_MS = 5_000;
/** What a client has not read, in bytes; more, and it is too slow to be told of a show. */
const MOST_UNREAD = 1_048_576;

/** WebSocket close codes (RFC 6455); those from 4000 on are ours. */
const CLOSE = { policy: 1008, slow: 4_000, unwelcome: 4_001, locked: 4_002, protocol: 4_003 } as const;

/** What a client needs of the server. */
export interface ClientOptions<Asked = Action> {
  readonly socket: WebSocket;
  /** Of a token that came in a header; the client need not bring it again. */
  readonly bearer?: string;
  readonly roleOf: (token: string) => Role | 'wrong' | 'locked';
  /** What a client is told first. */
  readonly welcome: (role: Role) => ServerMessage<unknown, unknown>;
  /** What may be asked. */
  readonly actions: z.ZodType<Asked>;
  /** Does what an operator asks, at once or when the promise resolves; throws what the operator is told. */
  readonly act: (action: Asked) => void | Promise<void>;
  readonly now: () => number;
}

/** A client of the control server. */
export class ClientSession<Asked = Action> {
  readonly #options: ClientOptions<Asked>;
  readonly #request: ReturnType<typeof requestSchema<Asked>>;
  readonly #rate = rateOf(RATE);
  readonly #helloTimer: NodeJS.Timeout;
  #role: Role | undefined;
  /** It answered the last ping. */
  answered = true;

  constructor(options: ClientOptions<Asked>) {
    this.#options = options;
    this.#request = requestSchema(options.actions);
    const { socket } = options;
    this.#helloTimer = setTimeout(() => this.close(CLOSE.policy, 'no hello'), HELLO_MS);
    this.#helloTimer.unref();
    socket.on('message', (data, binary) => this.#hear(data, binary));
    socket.on('pong', () => (this.answered = true));
    // ws has closed the connection by then: broken frames, or a message beyond all bounds.
    socket.on('error', () => undefined);
    socket.on('close', () => clearTimeout(this.#helloTimer));
  }

  /** Whether it is told of the show. */
  get isWelcome(): boolean {
    return this.#role !== undefined;
  }

  /** Sends a message as it is; whoever does not read is cut off. */
  sendText(text: string): void {
    const { socket } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MOST_UNREAD) {
      this.close(CLOSE.slow, 'too slow');
      socket.terminate();
    } else socket.send(text, () => undefined);
  }

  /** Ends the connection, with a reason that the client is told. */
  close(code: number, reason: string): void {
    this.#options.socket.close(code, reason);
  }

  #send(message: ServerMessage<unknown, unknown>): void {
    this.sendText(JSON.stringify(message));
  }

  /** The token that it came with has ended. */
  sendAway(): void {
    this.close(CLOSE.unwelcome, 'The token was renewed.');
  }

  #hear(data: RawData, binary: boolean): void {
    // It was told to go: what it still says counts no more.
    if (this.#options.socket.readyState !== this.#options.socket.OPEN) return;
    if (!this.#rate.take(1, this.#options.now()))
      return this.#refuse(undefined, 'too-fast', `At most ${RATE.perSecond} messages a second.`);
    const value = binary ? undefined : parsed(data);
    if (this.#role === undefined) return this.#greet(value);
    const request = this.#request.safeParse(value);
    if (!request.success) return this.#refuse(numberOf(value), 'bad-message', faultOf(request.error));
    const { n, action } = request.data;
    if (this.#role !== 'operator')
      return this.#refuse(n, 'viewer', 'This dock may look only. Open the address for operators.');
    void this.#do(n, action);
  }

  async #do(n: number, action: Asked): Promise<void> {
    try {
      await this.#options.act(action);
      this.#send({ type: 'done', n });
    } catch (error) {
      const code = isActionable(error) ? error.code : 'internal';
      this.#refuse(n, code, isActionable(error) ? describeError(error) : messageOf(error));
    }
  }

  #greet(value: unknown): void {
    const hello = helloSchema.safeParse(value);
    if (!hello.success) {
      this.#refuse(undefined, 'bad-message', 'Say hello first.');
      return this.close(CLOSE.policy, 'no hello');
    }
    const { protocol, token } = hello.data;
    if (protocol !== PROTOCOL_VERSION) {
      const what = `This server speaks protocol ${PROTOCOL_VERSION}.`;
      this.#refuse(undefined, 'protocol', what);
      return this.close(CLOSE.protocol, what);
    }
    const role = this.#options.roleOf(token === '' ? (this.#options.bearer ?? '') : token);
    if (role === 'wrong' || role === 'locked') {
      const what =
        role === 'wrong' ? 'The token is not right.' : 'Too many wrong tokens: try again in half a minute.';
      this.#refuse(undefined, role === 'wrong' ? 'wrong-token' : 'locked', what);
      return this.close(role === 'wrong' ? CLOSE.unwelcome : CLOSE.locked, what);
    }
    clearTimeout(this.#helloTimer);
    this.#role = role;
    this.#send(this.#options.welcome(role));
  }

  #refuse(n: number | undefined, error: string, message: string): void {
    this.#send({ type: 'refused', ...(n === undefined ? {} : { n }), error, message });
  }
}

function parsed(data: RawData): unknown {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Nothing else is no message either: it is told so.
    return undefined;
  }
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number'
    ? value.n
    : undefined;

function faultOf({
  issues: [issue],
}: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}): string {
  const path = issue?.path.map(String).join('.') ?? '';
  return path === '' ? 'The message is none of the protocol.' : `${path}: ${issue?.message ?? ''}.`;
}
