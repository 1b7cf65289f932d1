/**
 * Whom a connection inside TLS talks to. FFmpeg by itself takes any certificate, and a stream key would go to whoever
 * stands between; here a server is checked as a browser would.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createSecureContext, getCACertificates, TLSSocket, type SecureContext } from 'node:tls';
import { hostOf } from '../core/stream-url.ts';

/** A server that does not answer the question in this time is not asked further. */
const ASK_MS = 4_000;
const TLS_PORT = 443;

/** Authorities that come with Node, those of the system, and those that NODE_EXTRA_CA_CERTS names. */
const authorities = (): string[] => [
  ...new Set([...getCACertificates('default'), ...getCACertificates('system')]),
];

let context: SecureContext | undefined;

/** For connections of Node: whom to trust. */
export const trustedContext = (): SecureContext => (context ??= createSecureContext({ ca: authorities() }));

/** A person has said so in the environment. */
export const trustsAnybody = (): boolean => process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';

/** Whether a URL goes through TLS. */
export const isSecure = (target: string): boolean => /^(rtmpt?s|https|rtsps|tls):/i.test(target);

/** Where systems keep their authorities in one file. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/**
 * The authorities as a file, which is how FFmpeg takes them; it is removed with the disposal. A temporary folder that is
 * full must not take a stream down: there are other places, and the system's own file.
 * @throws the system's error where none can be written and none is there
 */
export async function authoritiesFile(): Promise<AsyncDisposable & { readonly path: string }> {
  const name = `momentfx-authorities-${randomBytes(6).toString('hex')}.pem`;
  const text = authorities().join('\n');
  let failure: unknown;
  for (const folder of [tmpdir(), '/dev/shm', homedir()]) {
    const path = join(folder, name);
    try {
      await writeFile(path, text, { flag: 'wx' });
      return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    } catch (error) {
      failure ??= error;
      await rm(path, { force: true });
    }
  }
  const system = SYSTEM_FILES.find((path) => existsSync(path));
  if (system === undefined) throw failure;
  return { path: system, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** FFmpeg's options for an input inside TLS, good until the disposal; none where a person has said to trust anybody. */
export async function trustFor(
  url: string,
): Promise<AsyncDisposable & { readonly options: Readonly<Record<string, string>> }> {
  if (!isSecure(url) || trustsAnybody())
    return { options: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
  const file = await authoritiesFile();
  return {
    options: { tls_verify: '1', ca_file: file.path },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/**
 * Why TLS with this server came to nothing, in words for a person; FFmpeg has one return code for all reasons. Undefined
 * when TLS is not the reason, or nothing can be found out.
 */
export async function tlsFault(target: string): Promise<string | undefined> {
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
    const answer = (fault: string | undefined): void => {
      socket.destroy();
      resolve(fault);
    };
    socket.setTimeout(ASK_MS, () => answer(undefined));
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      answer(
        /^(EPROTO|ERR_SSL)/.test(code ?? '')
          ? 'The server speaks no TLS there: use rtmp:// or another port.'
          : undefined,
      ),
    );
    socket.once('secureConnect', () => {
      answer(certificateFault(socket));
    });
  });
}

/** Why the certificate at the other end of a connection cannot be trusted, for a person; undefined where it can. */
export function certificateFault(socket: unknown): string | undefined {
  if (!(socket instanceof TLSSocket) || socket.authorized) return undefined;
  const doubt: unknown = socket.authorizationError;
  if (doubt === undefined || doubt === null) return undefined;
  return `The server's certificate cannot be trusted (${nameOf(doubt)}): check the address, or name a file with its authority in NODE_EXTRA_CA_CERTS.`;
}

/** Node gives the code itself or an error with it. */
const nameOf = (doubt: unknown): string => {
  const code = doubt instanceof Error ? (doubt as NodeJS.ErrnoException).code : doubt;
  return typeof code === 'string' ? code : 'no reason given';
};
