/**
 * A client of the control server for pads, bots and scripts.
 *
 * ```ts
 * import { connectControl } from 'momentfx/control';
 * const control = await connectControl({ url: 'http://127.0.0.1:9465/', token });
 * await control.do({ type: 'play', sfx: 'cash-register' });
 * ```
 */
import { WebSocket } from 'ws';
import { MomentfxError } from '../../core/errors.ts';
import {
  PROTOCOL_VERSION,
  type Action,
  type EffectView,
  type Role,
  type ServerMessage,
  type ShowView,
} from './protocol.ts';
import { applyChange } from './show-state.ts';

export type * from './protocol.ts';

/** The server refused a token or an action, or it is not there (any more). The code is the server's. */
export class ControlError extends MomentfxError<string> {}

/** Which server, and who listens. */
export interface ControlClientOptions {
  /** As `momentfx dock` prints it; a token behind its # is used where none is given. */
  readonly url: string;
  readonly token?: string;
  /** Hears of every change, with the whole view after it. */
  readonly onChange?: (show: ShowView) => void;
  /** The connection is gone; whoever wants another one connects again. */
  readonly onClose?: (reason: string) => void;
}

/** A connection to a show. */
export interface ControlClient {
  readonly role: Role;
  readonly version: string;
  /** What may be played. */
  readonly effects: readonly EffectView[];
  readonly show: ShowView;
  /** Resolves when the show has obeyed; rejects with a ControlError that says why not. */
  do(action: Action): Promise<void>;
  close(): void;
}

/** An answer that does not come within this (ms) will not come. */
const ANSWER_MS = 5_000;

/**
 * Connects and says hello.
 * @throws ControlError when the server is not there, or does not welcome this token
 */
export function connectControl(options: ControlClientOptions): Promise<ControlClient> {
  const { hash, host, protocol } = new URL(options.url);
  const token = options.token ?? hash.slice(1);
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/control`, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: ANSWER_MS,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    let client: Connected | undefined;
    const fail = (error: ControlError): void => {
      reject(error);
      socket.close();
    };
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, token: '' })),
    );
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as ServerMessage;
      if (client !== undefined) return client.take(message);
      if (message.type === 'welcome') resolve((client = new Connected(socket, message, options)));
      else if (message.type === 'refused') fail(refusal(message));
    });
    socket.on('error', (cause) => {
      fail(
        new ControlError(
          'unreachable',
          `The control server at ${host} cannot be reached.`,
          'Is the show running with --dock?',
          {
            fault: 'outside',
            cause,
          },
        ),
      );
    });
    socket.on('close', (_code, reason) => {
      const why = reason.toString('utf8') || 'the connection was closed';
      fail(gone(why));
      client?.end(why);
    });
  });
}

class Connected implements ControlClient {
  readonly role: Role;
  readonly version: string;
  readonly effects: readonly EffectView[];
  #show: ShowView;
  readonly #socket: WebSocket;
  readonly #options: ControlClientOptions;
  readonly #asked = new Map<
    number,
    { readonly resolve: () => void; readonly reject: (error: Error) => void }
  >();
  #next = 1;

  constructor(
    socket: WebSocket,
    { role, version, effects, show }: Extract<ServerMessage, { readonly type: 'welcome' }>,
    options: ControlClientOptions,
  ) {
    this.#socket = socket;
    this.role = role;
    this.version = version;
    this.effects = effects;
    this.#show = show;
    this.#options = options;
  }

  get show(): ShowView {
    return this.#show;
  }

  do(action: Action): Promise<void> {
    const n = this.#next++;
    const answered = Promise.withResolvers<void>();
    const tooLate = setTimeout(() => this.#settle(n, gone('no answer came')), ANSWER_MS);
    this.#asked.set(n, answered);
    if (this.#socket.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify({ type: 'do', n, action }));
    else this.#settle(n, gone('the connection was closed'));
    return answered.promise.finally(() => clearTimeout(tooLate));
  }

  close(): void {
    this.#socket.close();
  }

  take(message: ServerMessage): void {
    if (message.type === 'change') {
      this.#show = applyChange(this.#show, message.change);
      this.#options.onChange?.(this.#show);
    } else if (message.type === 'done') this.#settle(message.n, undefined);
    else if (message.type === 'refused' && message.n !== undefined) this.#settle(message.n, refusal(message));
  }

  end(reason: string): void {
    for (const n of [...this.#asked.keys()]) this.#settle(n, gone(reason));
    this.#options.onClose?.(reason);
  }

  #settle(n: number, error: Error | undefined): void {
    const asked = this.#asked.get(n);
    this.#asked.delete(n);
    if (error === undefined) asked?.resolve();
    else asked?.reject(error);
  }
}

const refusal = ({ error, message }: Extract<ServerMessage, { readonly type: 'refused' }>): ControlError =>
  new ControlError(error, message, 'See docs/control.md.');

const gone = (why: string): ControlError =>
  new ControlError('gone', `The control server is gone: ${why}.`, 'Connect again.', {
    fault: 'outside',
    retryable: true,
  });
