/**
 * Whom a connection inside TLS talks to. FFmpeg by itself takes any certificate, and a stream key would go to whoever
 * stands between; here a server is checked as a browser would.
 */
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, getCACertificates } from 'node:tls';
import { hostOf } from './destination.ts';
import type { Loss } from './loss.ts';

/** A server that does not answer the question in this time is not asked further. */
const ASK_MS = 4_000;
const TLS_PORT = 443;

/** Authorities that come with Node, those of the system, and those that NODE_EXTRA_CA_CERTS names. */
const authorities = (): string[] => [
  ...new Set([...getCACertificates('default'), ...getCACertificates('system')]),
];

/** Whether a URL goes through TLS. */
export const isSecure = (target: string): boolean => /^rtmps:/i.test(target);

/** The authorities as a file, which is how FFmpeg takes them; it is removed with the disposal. */
export async function authoritiesFile(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = join(tmpdir(), `momentfx-authorities-${randomBytes(6).toString('hex')}.pem`);
  await writeFile(path, authorities().join('\n'), { flag: 'wx' });
  return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

/**
 * Why TLS with this server came to nothing; FFmpeg has one return code for all reasons. Undefined when TLS is not the
 * reason, or nothing can be found out.
 */
export async function tlsFault(target: string): Promise<Loss | undefined> {
  if (!isSecure(target)) return undefined;
  const host = hostOf(target);
  if (host === '') return undefined;
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(URL.parse(target)?.port) || TLS_PORT,
      ca: authorities(),
      // The answer is looked at below; nothing is sent.
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const answer = (loss: Loss | undefined): void => {
      socket.destroy();
      resolve(loss);
    };
    socket.setTimeout(ASK_MS, () => answer(undefined));
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      answer(
        /^(EPROTO|ERR_SSL)/.test(code ?? '')
          ? { reason: 'rejected', message: 'The server speaks no TLS there: use rtmp:// or another port.' }
          : undefined,
      ),
    );
    socket.once('secureConnect', () => {
      const doubt: unknown = socket.authorizationError;
      answer(
        socket.authorized
          ? undefined
          : {
              reason: 'rejected',
              message: `The server's certificate cannot be trusted (${nameOf(doubt)}): check the address, or name a file with its authority in NODE_EXTRA_CA_CERTS.`,
            },
      );
    });
  });
}

/** Node gives the code itself or an error with it. */
const nameOf = (doubt: unknown): string => {
  const code = doubt instanceof Error ? (doubt as NodeJS.ErrnoException).code : doubt;
  return typeof code === 'string' ? code : 'no reason given';
};
