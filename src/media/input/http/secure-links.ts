/** Addresses inside TLS that a playlist names, written so that FFmpeg asks the gateway for them. */

/** Where an address begins in HLS (a line, an attribute) and in DASH (a text, an attribute). */
const SECURE = /(^[ \t]*|=\s*["']|>\s*|\[CDATA\[\s*)https:\/\/([^/?#\s"'<]*)/gim;
const SCHEMELESS = /(^[ \t]*|=\s*["']|>\s*)\/\/(?=[^/])/gm;

/** Whether a body that begins like this may be a playlist: HLS, or XML. */
export const mayBePlaylist = (head: string): boolean => /^(#EXTM3U|\s*<)/.test(head);

/** Whether a whole body is one. */
export const isPlaylist = (text: string): boolean => /^#EXTM3U|<MPD/.test(text);

/**
 * A playlist whose `https:` addresses are what `origin` makes of their host and port. An address that hides in another
 * place stays as it is, and FFmpeg is not allowed to open it.
 */
export const rewriteLinks = (text: string, secure: boolean, origin: (authority: string) => string): string =>
  (secure ? text.replace(SCHEMELESS, '$1https://') : text).replace(
    SECURE,
    (_, before: string, authority: string) => `${before}${origin(authority)}`,
  );
