/**
 * One connection to obs-websocket 5. The protocol is obs-websocket-js's; what it leaves open is closed here: a request is
 * answered, refused, too late or cut off, and never waits for ever; and its debugging output shows no message, since
 * OBS's answers hold the stream key.
 */
import {
  OBSWebSocket,
  OBSWebSocketError,
  RequestBatchExecutionType,
  type IncomingMessage,
  type OBSRequestTypes,
} from 'obs-websocket-js/json';
import type { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { hostAndPort, type ObsEndpoint } from './endpoint.ts';
import { ObsError } from './errors.ts';
import { requestPace } from './request-pace.ts';

/** OBS answers within a frame; a busy one, which loads a profile, within seconds. ms. */
const CONNECT_MS = 4_000;
const ANSWER_MS = 10_000;
/** Close codes of the protocol. */
const NOT_DECODED = 4002;
const AUTHENTICATION_FAILED = 4009;
const VERSION_UNKNOWN = 4010;

/** What OBS tells without being asked: general things, profiles and scene collections, scenes, outputs, media that play. */
const SUBSCRIBED = 1 | 2 | 4 | 64 | 256;

/** Any request of the protocol. */
export type RequestType = keyof OBSRequestTypes;

/** One request of several that go out together. */
export interface BatchedRequest {
  readonly type: RequestType;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What became of it: OBS's answer, or its refusal in words. */
export type BatchedAnswer =
  { readonly done: true; readonly data: unknown } | { readonly done: false; readonly refusal: string };

class QuietSocket extends OBSWebSocket {
  protected override async decodeMessage(text: string): Promise<IncomingMessage> {
    const message = await super.decodeMessage(text);
    // `DEBUG=obs-websocket-js` prints every message as JSON, the stream key in it.
    Object.defineProperty(message.d, 'toJSON', { value: () => '…', enumerable: false });
    return message;
  }

  /** Hangs up without waiting for the other side. */
  drop(): void {
    (this.socket as { terminate?: () => void } | undefined)?.terminate?.();
  }
}

/** An open connection. */
export interface ObsSocket {
  readonly webSocketVersion: string;
  /** Resolves when it is over, with the reason in words. */
  readonly over: Promise<string>;
  /**
   * A request and its answer. They go out in order, at most ten a second.
   * @throws ObsError obs-refused when OBS says no, obs-gone when no answer comes, obs-not-obs for a strange answer
   */
  ask<Answer extends z.ZodType>(
    type: RequestType,
    answer: Answer,
    data?: Readonly<Record<string, unknown>>,
  ): Promise<z.infer<Answer>>;
  /**
   * Requests that OBS works on one after the other without anything in between; one that it refuses keeps none of the others
   * back. They count as one of the ten. `urgent`: they wait for no turn.
   * @throws ObsError obs-gone when no answer comes
   */
  askAll(
    requests: readonly BatchedRequest[],
    how?: { readonly urgent?: boolean },
  ): Promise<readonly BatchedAnswer[]>;
  /** Events from now on, by their names in the protocol. */
  listen(hear: (event: string, data: unknown) => void, events: readonly string[]): void;
  close(): void;
}

/**
 * Connects and identifies itself.
 * @throws ObsError with the one thing to do about it
 */
export async function openSocket(endpoint: ObsEndpoint, signal?: AbortSignal): Promise<ObsSocket> {
  signal?.throwIfAborted();
  const socket = new QuietSocket();
  const over = Promise.withResolvers<string>();
  socket.once('ConnectionClosed', (error) => over.resolve(error.message || `closed with code ${error.code}`));
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new SilenceError()), CONNECT_MS);
  const stop = (): void => late.reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const connecting = socket.connect(`ws://${hostAndPort(endpoint)}`, endpoint.password, {
      eventSubscriptions: SUBSCRIBED,
      rpcVersion: 1,
    });
    // Whoever loses the race is not heard.
    connecting.catch(() => undefined);
    const { obsWebSocketVersion } = await Promise.race([connecting, late.promise]);
    return socketOf(socket, obsWebSocketVersion, over.promise);
  } catch (error) {
    socket.drop();
    if (signal?.aborted) throw signal.reason;
    throw faultOf(error, endpoint);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Nothing came in time; it never leaves this file. */
class SilenceError extends ObsError {
  constructor() {
    super('obs-not-obs', 'Nothing came.', 'Wait.');
  }
}

function socketOf(socket: QuietSocket, webSocketVersion: string, over: Promise<string>): ObsSocket {
  const pace = requestPace();
  const cut = over.then((reason): never => {
    throw new ObsError('obs-gone', `The connection to OBS is gone (${reason}).`, 'Start OBS again.', {
      fault: 'outside',
      retryable: true,
    });
  });
  cut.catch(() => undefined);
  return {
    webSocketVersion,
    over,
    async ask(type, answer, data) {
      await pace();
      const answered = socket.call(type, data as never).catch((error: unknown): never => {
        throw refusalOf(type, error);
      });
      answered.catch(() => undefined);
      const parsed = answer.safeParse(await within(Promise.race([answered, cut]), type));
      if (parsed.success) return parsed.data;
      const at = parsed.error.issues[0]?.path.join('.') ?? '';
      throw new ObsError(
        'obs-not-obs',
        `OBS's answer to ${type} is not what the protocol says (${at}).`,
        'Update OBS or momentfx.',
      );
    },
    async askAll(requests, { urgent = false } = {}) {
      if (!urgent) await pace();
      const answered = socket
        .callBatch(
          requests.map(({ type, data = {} }) => ({ requestType: type, requestData: data })) as never,
          { executionType: RequestBatchExecutionType.SerialRealtime, haltOnFailure: false },
        )
        .catch((error: unknown): never => {
          throw refusalOf('a batch of requests', error);
        });
      answered.catch(() => undefined);
      const answers = await within(Promise.race([answered, cut]), 'a batch of requests');
      return answers.map(({ requestType, requestStatus, ...answer }): BatchedAnswer => {
        if (requestStatus.result)
          return { done: true, data: 'responseData' in answer ? answer.responseData : {} };
        return { done: false, refusal: `${requestType}: ${requestStatus.comment} (${requestStatus.code})` };
      });
    },
    listen(hear, events) {
      for (const event of events) socket.on(event as never, (data: unknown) => hear(event, data));
    },
    close: () => socket.drop(),
  };
}

async function within<T>(answer: Promise<T>, type: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ObsError('obs-gone', `OBS does not answer (${type}).`, 'See whether its window reacts.', {
            fault: 'outside',
            retryable: true,
          }),
        ),
      ANSWER_MS,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** OBS's own words; they name fields and states, and quote no values. */
function refusalOf(type: string, error: unknown): ObsError {
  const code = error instanceof OBSWebSocketError ? ` (${error.code})` : '';
  const reason = messageOf(error).replace(/\.$/, '') || 'no reason given';
  return new ObsError('obs-refused', `OBS refuses ${type}${code}: ${reason}.`, 'See what OBS shows.', {
    fault: 'outside',
  });
}

/** How a person switches the server on in a running OBS. */
export const ENABLE = 'In OBS open Tools → WebSocket Server Settings and tick "Enable WebSocket server".';

interface Outside {
  readonly fault: 'outside';
  readonly cause: unknown;
}

function faultOf(error: unknown, endpoint: ObsEndpoint): ObsError {
  const where = hostAndPort(endpoint);
  const facts = { fault: 'outside', cause: error } as const;
  const code = error instanceof OBSWebSocketError ? error.code : undefined;
  if (code === AUTHENTICATION_FAILED) return passwordFault(where, endpoint, facts);
  if (code === VERSION_UNKNOWN || code === NOT_DECODED)
    return new ObsError(
      'obs-too-old',
      `OBS at ${where} speaks another version of the protocol.`,
      'Update OBS to 28 or newer.',
      facts,
    );
  const reason = reasonOf(error);
  if (reason === undefined) return notObs(where, facts);
  if (endpoint.configured?.enabled === false && endpoint.port === endpoint.configured.port)
    return new ObsError(
      'obs-server-off',
      `OBS's WebSocket server is switched off (${where}: ${reason}).`,
      ENABLE,
      { ...facts, retryable: true },
    );
  if (endpoint.here && endpoint.configured === undefined)
    return new ObsError(
      'obs-not-found',
      `OBS does not answer at ${where} (${reason}), and this user has no OBS configuration.`,
      'Start OBS 28 or newer, or say where it is with --obs-host and --obs-port.',
      { ...facts, retryable: true },
    );
  return new ObsError(
    'obs-unreachable',
    `OBS does not answer at ${where} (${reason}).`,
    `Start OBS. ${ENABLE} Its port is --obs-port.`,
    { ...facts, retryable: true },
  );
}

const passwordFault = (where: string, { password }: ObsEndpoint, facts: Outside): ObsError =>
  password === undefined
    ? new ObsError(
        'obs-password-missing',
        `OBS at ${where} asks for a password.`,
        'Give the one of Tools → WebSocket Server Settings, as in --obs-password {env:OBS_PASSWORD}.',
        facts,
      )
    : new ObsError(
        'obs-password-wrong',
        `OBS at ${where} does not take the password.`,
        'Give the one that OBS shows under Tools → WebSocket Server Settings → Show Connect Info, with --obs-password {env:OBS_PASSWORD}.',
        facts,
      );

const notObs = (where: string, facts: Outside): ObsError =>
  new ObsError(
    'obs-not-obs',
    `What answers at ${where} is no OBS with obs-websocket 5.`,
    'Check --obs-port against Tools → WebSocket Server Settings, and update OBS to 28 or newer.',
    facts,
  );

/** Why there is no connection at all, in the system's word; undefined where something answered that is not OBS. */
function reasonOf(error: unknown): string | undefined {
  return /\b(E[A-Z_]{4,})\b/.exec(messageOf(error))?.[1];
}
