/**
 * Whether an HLS show has ended. FFmpeg gives the same answer to a playlist that is finished and to a server that is gone,
 * and would play what is left of a finished one again and again.
 */
import { Socket } from 'node:net';
import type { Clock } from '../../core/clock.ts';
import { MediaError } from '../errors.ts';
import { unpacked, wholeBody } from './http/body.ts';
import { GuardedRequests } from './http/guarded-request.ts';
import type { InputPlan } from './plan.ts';

/** What a media playlist says. */
export interface Playlist {
  /** `#EXT-X-ENDLIST`: nothing will be added. */
  readonly ended: boolean;
  /** Each segment by its number and name. */
  readonly segments: readonly string[];
}

/** An answer takes at most this long (ms) and this much (characters): a day of segments of 2 s. */
const ANSWER_MS = 10_000;
const MOST_REDIRECTS = 10;
/** A playlist that ended is looked at this often (ms): less than a usual segment, and no burden for a server. */
const LOOK_MS = 3_000;
/** Of a show that goes on, a player begins this many segments before its end. */
const MOST_NEW = 3;

/**
 * Reads a media playlist; a master playlist has none of the signs and is neither ended nor filled.
 * @internal A parser with tests of its own.
 */
export function parsePlaylist(text: string): Playlist {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const first = Number(/^#EXT-X-MEDIA-SEQUENCE:\s*(\d+)/m.exec(text)?.[1] ?? 0);
  const segments = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((name, i) => `${first + i} ${name}`);
  return { ended: lines.includes('#EXT-X-ENDLIST'), segments };
}

/** The first media playlist that a master playlist names; undefined for a media playlist. */
const variantOf = (text: string): string | undefined =>
  /^#EXT-X-STREAM-INF:[^\n]*\n(?:#[^\n]*\n|\s*\n)*([^#\s][^\n]*)/m.exec(text)?.[1]?.trim();

/** The playlist at one address, over all connections to it. */
export class PlaylistWatch {
  readonly #url: string;
  readonly #clock: Clock;
  /** Segments that have been played, as far as anybody knows. */
  #played = new Set<string>();

  constructor(url: string, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
  }

  /**
   * A connection has ended, and with it all that the playlist names has been played. Whether nothing will be added;
   * undefined where the playlist cannot be read.
   */
  async isOver(signal: AbortSignal): Promise<boolean | undefined> {
    const list = await this.#read(signal);
    if (list !== undefined) this.#played = new Set(list.segments);
    return list?.ended;
  }

  /**
   * Waits while the playlist names nothing but what has been played. Gives how many segments before its end the next
   * connection begins; where nothing is known, 1.
   */
  async untilNew(signal: AbortSignal): Promise<number> {
    while (this.#played.size > 0 && !signal.aborted) {
      const list = await this.#read(signal);
      if (list === undefined) break;
      const news = list.segments.filter((segment) => !this.#played.has(segment)).length;
      if (news > 0) return Math.min(news, MOST_NEW);
      await this.#clock.sleep(LOOK_MS, signal);
    }
    return 1;
  }

  async #fetch(address: string, signal: AbortSignal): Promise<{ text: string; url: string }> {
    using requests = await GuardedRequests.to(new URL(this.#url), 'The playlist');
    return await textAt(address, requests, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]));
  }

  /** Undefined where it cannot be read. */
  async #read(signal: AbortSignal): Promise<Playlist | undefined> {
    try {
      const { text, url } = await this.#fetch(this.#url, signal);
      const variant = variantOf(text);
      if (variant === undefined) return parsePlaylist(text);
      return parsePlaylist((await this.#fetch(new URL(variant, url).href, signal)).text);
    } catch (error) {
      // A server that is gone is told as the loss of the input; here it only means that nothing is known.
      if (error instanceof Error) return undefined;
      throw error;
    }
  }
}

/** The text at an address, after redirects, and the address that it has. */
async function textAt(
  address: string,
  requests: GuardedRequests,
  signal: AbortSignal,
): Promise<{ text: string; url: string }> {
  let url = new URL(address);
  const { host } = url;
  const { authorization } = secretOf(url);
  for (let hops = 0; hops < MOST_REDIRECTS; hops += 1) {
    const answer = await requests.send({
      ...{ url, path: `${url.pathname}${url.search}`, signal, patienceMs: ANSWER_MS },
      headers: {
        'accept-encoding': 'identity',
        // The secret is the first host's.
        ...(url.host === host && authorization !== undefined ? { authorization } : {}),
      },
    });
    if (answer instanceof Socket) {
      answer.destroy();
      throw unreadable('it is a stream');
    }
    const { statusCode = 0, headers } = answer;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      answer.destroy();
      url = new URL(headers.location, url);
      continue;
    }
    if (statusCode !== 200) {
      answer.destroy();
      throw unreadable(`status ${statusCode}`);
    }
    const text = (await wholeBody(unpacked(answer, {}))).toString('utf8');
    return { text, url: url.href };
  }
  throw unreadable('it leads on and on');
}

/** The plan of a playlist that is begun so many segments before its end. */
export const begunBefore = (plan: InputPlan, segments: number): InputPlan => ({
  ...plan,
  options: { ...plan.options, live_start_index: String(-segments) },
});

/** Takes name and password out of an address, as a header. */
function secretOf(url: URL): { readonly authorization: string | undefined } {
  if (url.username === '') return { authorization: undefined };
  const secret = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { authorization: `Basic ${Buffer.from(secret).toString('base64')}` };
}

const unreadable = (why: string): MediaError =>
  new MediaError('input-unreadable', `The playlist cannot be read (${why}).`, 'Check the server.');
