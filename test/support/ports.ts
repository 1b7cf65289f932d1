import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A TCP port on the loopback that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
