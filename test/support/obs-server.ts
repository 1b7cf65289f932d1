/** A small server that speaks obs-websocket 5, for what a real OBS cannot be made to do: other versions, strange answers, silence. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

type Data = Readonly<Record<string, unknown>>;

export interface ObsServerOptions {
  readonly port?: number;
  readonly password?: string;
  readonly webSocketVersion?: string;
  /** What GetVersion lists; all that are answered unless given. */
  readonly requests?: readonly string[];
  /** Answers by request; `undefined` as an answer: none comes. */
  readonly answers?: Readonly<Record<string, (data: Data) => Data | undefined>>;
}

export interface ObsServer extends AsyncDisposable {
  readonly port: number;
  /** The requests that came, with their time (ms); those of one batch bear its number. */
  readonly asked: readonly {
    readonly type: string;
    readonly at: number;
    readonly data: Data;
    readonly batch?: number;
  }[];
  readonly clients: number;
  tell(eventType: string, eventData: Data): void;
  /** Cuts all connections, as a crash does. */
  cut(): void;
}

const REFUSED = 600;
const AUTHENTICATION_FAILED = 4009;
const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
const messageSchema = z.object({ op: z.number(), d: z.record(z.string(), z.unknown()) });
const requestSchema = z.object({
  requestType: z.string(),
  requestId: z.string(),
  requestData: z.record(z.string(), z.unknown()).default({}),
});

const batchSchema = z.object({
  requestId: z.string(),
  requests: z.array(
    z.object({ requestType: z.string(), requestData: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** An OBS at rest. */
const AT_REST: NonNullable<ObsServerOptions['answers']> = {
  GetStreamStatus: () => ({ outputActive: false }),
  GetRecordStatus: () => ({ outputActive: false }),
  GetCurrentProgramScene: () => ({ currentProgramSceneName: 'Scene' }),
  GetProfileList: () => ({ currentProfileName: 'Untitled', profiles: ['Untitled'] }),
};

export async function serveObs(options: ObsServerOptions = {}): Promise<ObsServer> {
  const { password, webSocketVersion = '5.1.0' } = options;
  const answers: NonNullable<ObsServerOptions['answers']> = {
    GetVersion: () => ({
      obsVersion: '29.0.2',
      obsWebSocketVersion: webSocketVersion,
      availableRequests: options.requests ?? Object.keys(answers),
    }),
    ...AT_REST,
    ...options.answers,
  };
  const asked: ObsServer['asked'][number][] = [];
  let batches = 0;
  const server = new WebSocketServer({
    ...{ host: '127.0.0.1', port: options.port ?? 0 },
    handleProtocols: () => 'obswebsocket.json',
  });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    const send = (op: number, d: object): void => socket.send(JSON.stringify({ op, d }));
    const [challenge, salt] = [randomBytes(16).toString('base64'), randomBytes(16).toString('base64')];
    const authentication = password === undefined ? {} : { authentication: { challenge, salt } };
    send(0, { obsWebSocketVersion: webSocketVersion, rpcVersion: 1, ...authentication });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data: Buffer) => {
      const { op, d } = messageSchema.parse(JSON.parse(data.toString()));
      if (op === 1) {
        if (password !== undefined && d['authentication'] !== hash(hash(password + salt) + challenge))
          return socket.close(AUTHENTICATION_FAILED, 'Authentication failed.');
        send(2, { negotiatedRpcVersion: 1 });
      } else if (op === 6) answer(socket, requestSchema.parse(d));
      else if (op === 8) answerAll(socket, batchSchema.parse(d));
    });
  });

  function answer(socket: WebSocket, request: z.infer<typeof requestSchema>): void {
    const { requestType, requestId, requestData } = request;
    asked.push({ type: requestType, at: performance.now(), data: requestData });
    const reply = (requestStatus: object, responseData?: Data): void =>
      socket.send(JSON.stringify({ op: 7, d: { requestType, requestId, requestStatus, responseData } }));
    const known = answers[requestType];
    if (known === undefined) return reply({ result: false, code: 204, comment: 'No such request.' });
    try {
      const data = known(requestData);
      if (data !== undefined) reply({ result: true, code: 100 }, data);
    } catch (error) {
      reply({ result: false, code: REFUSED, comment: String(error) });
    }
  }

  function answerAll(socket: WebSocket, { requestId, requests }: z.infer<typeof batchSchema>): void {
    const batch = (batches += 1);
    const results = requests.map(({ requestType, requestData }) => {
      asked.push({ type: requestType, at: performance.now(), data: requestData, batch });
      try {
        const responseData = answers[requestType]?.(requestData);
        const known = answers[requestType] !== undefined;
        const requestStatus = known
          ? { result: true, code: 100 }
          : { result: false, code: 204, comment: 'No such request.' };
        return { requestType, requestStatus, responseData };
      } catch (error) {
        return { requestType, requestStatus: { result: false, code: REFUSED, comment: String(error) } };
      }
    });
    socket.send(JSON.stringify({ op: 9, d: { requestId, results } }));
  }

  return {
    port: (server.address() as AddressInfo).port,
    asked,
    get clients() {
      return server.clients.size;
    },
    tell(eventType, eventData) {
      const message = JSON.stringify({ op: 5, d: { eventType, eventIntent: 64, eventData } });
      for (const client of server.clients) client.send(message);
    },
    cut() {
      for (const client of server.clients) client.terminate();
    },
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
