/** Servers on the loopback, at ports that nobody else uses. Whoever disposes of one hangs up on all its callers. */
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** An HTTP address of it. */
  url(path: string): string;
  /** The callers that have not gone, in the order of their coming. */
  readonly callers: ReadonlySet<Socket>;
}

/** A web server that answers every request in one way. */
export const serveHttp = (answer: RequestListener): Promise<TestServer> =>
  listening(createHttpServer(answer));

/** A TCP server that treats every caller in one way; callers that fail are hung up on. */
export const serveTcp = (treat: (caller: Socket) => void = () => undefined): Promise<TestServer> =>
  listening(createServer(treat));

async function listening(server: Server): Promise<TestServer> {
  const callers = new Set<Socket>();
  server.on('connection', (caller) => {
    callers.add(caller);
    caller.on('error', () => caller.destroy()).on('close', () => callers.delete(caller));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (path) => `http://127.0.0.1:${port}/${path}`,
    callers,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const caller of callers) caller.destroy();
      await closed;
    },
  };
}
