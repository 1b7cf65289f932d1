/**
 * FFmpeg is given plain HTTP only, and asks a proxy of ours for it, which speaks TLS where it belongs: FFmpeg checks the
 * certificate of the first address, but not those of a playlist's segments, and would tunnel through a proxy unseen. Hosts get
 * a name that exists nowhere, which says how they are asked: relative addresses keep it by themselves, and nothing that goes
 * past the proxy (`no_proxy`) finds anybody.
 */
import { isIPv6 } from 'node:net';

const MARK = /^(.+)\.(\d{1,5})\.(tls|plain)\.momentfx\.invalid$/i;
const PORTS = { tls: 443, plain: 80 } as const;
/** An IPv6 address has no place in a longer name: `::1` stands there as `v6---1`. */
const NUMBERED = /^v6-([\da-f-]+)$/i;
const ADDRESS = /^(https?):\/\/((?:[^/?#@\s]*@)?)(\[[^\]]*\]|[^/?#:\s]+)(?::(\d{1,5}))?/i;

/** `https://host:port/x` as `http://host.port.tls.momentfx.invalid/x`, `http://host/x` as `http://host.80.plain.momentfx.invalid/x`. */
export const marked = (address: string): string =>
  address.replace(ADDRESS, (whole, scheme: string, user: string, host: string, port: string | undefined) => {
    if (MARK.test(host)) return whole;
    const how = scheme.toLowerCase() === 'https' ? 'tls' : 'plain';
    return `http://${user}${named(host)}.${port ?? PORTS[how]}.${how}.momentfx.invalid`;
  });

/** Every address that a playlist of HLS names, marked; relative ones need no mark. */
export const markedPlaylist = (text: string, scheme: 'http' | 'https'): string =>
  text
    .replace(/https?:\/\/[^\s"'<>,]+/gi, (address) => marked(address))
    // Of another host, asked as the playlist is.
    .replace(/^\/\/[^\s"'<>,]+|(?<=")\/\/[^\s"'<>,]+/gm, (rest) => marked(`${scheme}:${rest}`));

/** Every address of media in a description of DASH, marked; names of schemes, which look like addresses, stay. */
export const markedManifest = (text: string): string =>
  text.replace(
    /((?:>\s*)|(?:\b(?:media|initialization|sourceURL|index|href)\s*=\s*["']))(https?:\/\/[^\s"'<>]+)/gi,
    (_, before: string, address: string) => before + marked(address),
  );

/** What a marked address stands for; undefined for one that is not marked. */
export function unmarked(address: URL): URL | undefined {
  const [, host = '', port = '', how] = MARK.exec(address.hostname) ?? [];
  if (how === undefined) return undefined;
  const scheme = how.toLowerCase() === 'tls' ? 'https' : 'http';
  return new URL(`${scheme}://${numbered(host)}:${port}${address.pathname}${address.search}`);
}

function named(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '');
  if (!isIPv6(bare)) return host;
  // Without dots, however it was written.
  const plain = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  return `v6-${plain.replaceAll(':', '-')}`;
}

function numbered(host: string): string {
  const digits = NUMBERED.exec(host)?.[1];
  return digits === undefined ? host : `[${digits.replaceAll('-', ':')}]`;
}
