/** TLS in front of a server that has none, with a certificate that nobody trusts unless told to. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const file = (name: string): string => join(import.meta.dirname, '../fixtures/tls', name);
export const CERTIFICATE = file('cert.pem');

/** Ends TLS and passes what was inside on to this port. `protocols`: of the connections so far. */
export async function tlsBefore(port: number) {
  const protocols: (string | null)[] = [];
  const options = { key: readFileSync(file('key.pem')), cert: readFileSync(CERTIFICATE) };
  const server = createServer(options, (inside) => {
    protocols.push(inside.getProtocol());
    const on = connect(port, '127.0.0.1');
    on.on('error', () => inside.destroy());
    inside.on('error', () => on.destroy()).on('close', () => on.destroy());
    inside.pipe(on).pipe(inside);
  });
  const callers = new Set<Socket>();
  server.on('connection', (caller: Socket) => {
    callers.add(caller.on('close', () => callers.delete(caller)));
  });
  // A caller that hangs up because of the certificate.
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    protocols,
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]() {
      server.close();
      for (const caller of callers) caller.destroy();
    },
  };
}
