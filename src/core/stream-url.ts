/** An address of a stream as a value that can be printed anywhere: what is secret in it shows only when asked for. */
import { existsSync } from 'node:fs';
import { inspect } from 'node:util';

/** Stands for what is secret, wherever something is printed. */
export const REDACTED = '…';

/** A scheme has two letters at least: one letter is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/** What may stand before a colon without slashes: devices, protocols of FFmpeg, and addresses that lack their slashes. */
const NO_FILES = new Set(
  [
    'v4l2 alsa pulse pipewire jack x11grab lavfi avfoundation dshow',
    'pipe fd data concat concatf subfile crypto async cache',
    'rtmp rtmps rtmpt srt udp rtp rtsp http https hls tcp tls ftp sftp mms unix',
  ].flatMap((names) => names.split(' ')),
);

/**
 * The file that a name or address means, for inputs and outputs alike; undefined for an address of anything else.
 *
 * - What exists as a file is that file, whatever its name looks like (`talk:1.mkv`, `a%23b.mkv`).
 * - `file:` addresses, with or without slashes, are percent-decoded, here and nowhere else: `file:///x/a%23b` is
 *   `/x/a#b`. A `%` that begins no code stands for itself.
 * - Whatever else begins with `scheme://`, or with the name of a protocol or device and a colon (`v4l2:/dev/video0`), is
 *   no file. All that remains is a file's name as it stands, colon or not (`Interview: part 1.mkv`).
 *
 * The name is not made absolute.
 */
export function fileOf(text: string): string | undefined {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return text;
  const slashes = text.startsWith('//', scheme.length + 1);
  if (!slashes && existsSync(text)) return text;
  if (scheme !== 'file') return slashes || NO_FILES.has(scheme) ? undefined : text;
  const path = text.replace(/^file:(\/\/(localhost(?=\/))?)?/i, '');
  return path.replace(/(%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      // No UTF-8: it is not a code for a character.
      return codes;
    }
  });
}

/**
 * A file name or URL. Every printed form (string, JSON, `console.log`) leaves out user, password, query and, on
 * services where it is the stream key, the last element of the path; `reveal` alone gives the whole, for FFmpeg.
 */
export class Address {
  readonly #text: string;
  /** Lower-case scheme without the colon; `file` for what names a file (`fileOf`). */
  readonly scheme: string;
  /** The form that may be shown. */
  readonly shown: string;

  /** `printed` stands for it in print: the same address with what must never show taken out beforehand. */
  constructor(text: string, printed: string = text) {
    this.#text = text;
    const scheme = fileOf(text) === undefined ? SCHEME.exec(text)?.[1] : undefined;
    this.scheme = scheme?.toLowerCase() ?? 'file';
    this.shown = redact(printed, this.scheme);
  }

  /** The address with its secrets: for the library that opens it, never for a message. */
  reveal(): string {
    return this.#text;
  }

  /** The address without its secrets, as it may be printed. */
  toString(): string {
    return this.shown;
  }

  /** The same for JSON: no secret ever gets into a log line. */
  toJSON(): string {
    return this.shown;
  }

  [inspect.custom](): string {
    return this.shown;
  }
}

/** A name or address that a person gave, as a value. */
export const addressOf = (text: string | Address): Address =>
  typeof text === 'string' ? new Address(text) : text;

/** Schemes of names on this machine or of devices: nothing in them is secret. */
const OPEN = /^(file|udp|rtp|pulse|alsa|jack|v4l2|lavfi|x11grab|avfoundation|dshow)$/;
/** Services whose last path element is the stream key. */
const KEYED = /^rtmp/;

function redact(text: string, scheme: string): string {
  if (OPEN.test(scheme)) return text;
  const match = /^([^:]+:\/\/)([^/?#]*)([^?#]*)(.*)$/s.exec(text);
  if (match === null) return `${scheme}:${REDACTED}`;
  const [, head = '', authority = '', path = '', rest = ''] = match;
  if (isDoubtful(authority, path, rest)) return `${head}${REDACTED}`;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  // The application is the first element of the path; what follows it is the key, whatever its form.
  const shownPath = KEYED.test(scheme) ? path.replace(/^(\/[^/]*)\/.*$/, `$1/${REDACTED}`) : path;
  return `${head}${host}${shownPath}${rest.startsWith('?') ? `?${REDACTED}` : ''}`;
}

/**
 * A password may hold a `/`, `?` or `#` that should have been percent-encoded: then an `@` follows, and what stands before
 * it is no host but a part of the password, or may be. Such an address shows nothing.
 */
function isDoubtful(authority: string, path: string, rest: string): boolean {
  const inPath = path.lastIndexOf('@');
  if (inPath >= 0) return `${authority}${path.slice(0, inPath)}`.includes(':');
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return rest.includes('@') && !/^(\[[^\]]*\]|[^:]*)(:\d{0,5})?$/.test(host);
}

/** The server's name or number in a URL, without the brackets of IPv6; empty where there is none. */
export const hostOf = (target: string): string => URL.parse(target)?.hostname.replace(/^\[|\]$/g, '') ?? '';
