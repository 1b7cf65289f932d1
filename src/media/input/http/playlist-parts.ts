/**
 * Playlists of fragmented MP4 whose header (`EXT-X-MAP`) changes in the middle: an advertisement, an encoder that began anew.
 * FFmpeg goes on with the first one and reads nonsense. So it is given the playlist as far as one header holds, and what
 * follows is another part.
 */

/** A part of a file: `undefined`, all of it; else the value of a `Range` header. */
export type FetchHeader = (url: URL, range: string | undefined) => Promise<Buffer>;

interface Segment {
  readonly lines: readonly string[];
  readonly map: string | undefined;
  readonly key: string | undefined;
}

interface MediaPlaylist {
  readonly head: readonly string[];
  readonly sequence: number;
  readonly segments: readonly Segment[];
  /** What stands behind the last segment. */
  readonly tail: readonly string[];
}

/** Headers that are remembered; a playlist names a few. */
const MOST_HEADERS = 256;
/** Tags that speak of the whole playlist. */
const OF_ALL =
  /^#(EXTM3U|EXT-X-(VERSION|TARGETDURATION|MEDIA-SEQUENCE|DISCONTINUITY-SEQUENCE|PLAYLIST-TYPE|INDEPENDENT-SEGMENTS|ALLOW-CACHE|START|SERVER-CONTROL|PART-INF|DEFINE|I-FRAMES-ONLY)\b)/;

/** The playlists of one connection. */
export class PlaylistParts {
  /** By playlist: the number of the segment with which the next part begins. */
  readonly next = new Map<string, number>();
  readonly #fetch: FetchHeader;
  /** By playlist: the number of the segment with which this part begins. */
  readonly #first: Map<string, number>;
  readonly #headers = new Map<string, Buffer>();
  /** A part before this one has been read. */
  readonly #isLater: boolean;
  /** Playlists with segments. */
  readonly #seen = new Set<string>();

  /** `first`: what the part before gave as `next`. */
  constructor(fetch: FetchHeader, first: ReadonlyMap<string, number> = new Map()) {
    this.#fetch = fetch;
    this.#first = new Map(first);
    this.#isLater = first.size > 0;
  }

  /** Whether another part follows that can be read: all of its playlists begin one. */
  get goesOn(): boolean {
    return this.next.size > 0 && this.next.size === this.#seen.size;
  }

  /** Whether something follows whose header is another one. */
  get changes(): boolean {
    return this.next.size > 0;
  }

  /**
   * The playlist at this address as far as this part goes; one that names playlists stays as it is.
   * @throws Error for one of a later part that nobody knows the begin of
   */
  async cut(text: string, from: URL): Promise<string> {
    if (!text.includes('#EXTINF')) return text;
    const list = parse(text);
    const isLive = !list.tail.includes('#EXT-X-ENDLIST');
    // It would be read from its start again, and again.
    if (!isLive && this.#isLater && !this.#first.has(from.href))
      throw new Error('it names its playlists by other addresses each time, and its header changes');
    this.#seen.add(from.href);
    const changes = await this.#changesIn(list, from);
    // A show that goes on is begun at its end.
    if (isLive && !this.#first.has(from.href)) this.#first.set(from.href, changes.at(-1) ?? 0);
    const first = this.#first.get(from.href) ?? 0;
    const last = changes.find((number) => number > first);
    if (last === undefined) this.next.delete(from.href);
    else this.next.set(from.href, last);
    return first <= list.sequence && last === undefined ? text : written(list, first, last);
  }

  /** The numbers of segments that have another header than the one before. */
  async #changesIn({ segments, sequence }: MediaPlaylist, from: URL): Promise<number[]> {
    const changes: number[] = [];
    for (const [i, { map }] of segments.entries()) {
      const before = segments[i - 1]?.map;
      if (map === undefined || before === undefined || map === before) continue;
      const [one, other] = [await this.#headerOf(before, from), await this.#headerOf(map, from)];
      if (one !== undefined && other?.equals(one) === false) changes.push(sequence + i);
    }
    return changes;
  }

  /** Undefined where it cannot be had: FFmpeg will find out by itself. */
  async #headerOf(map: string, from: URL): Promise<Buffer | undefined> {
    const url = URL.parse(/\bURI="([^"]*)"/.exec(map)?.[1] ?? '', from.href);
    if (url === null) return undefined;
    const [, length, offset = '0'] = /\bBYTERANGE="(\d+)(?:@(\d+))?"/.exec(map) ?? [];
    const range = length === undefined ? undefined : `bytes=${offset}-${Number(offset) + Number(length) - 1}`;
    const name = `${url.href} ${range}`;
    const known = this.#headers.get(name);
    if (known !== undefined || this.#headers.size >= MOST_HEADERS) return known;
    try {
      const header = await this.#fetch(url, range);
      this.#headers.set(name, header);
      return header;
    } catch (error) {
      if (error instanceof Error) return undefined;
      throw error;
    }
  }
}

function parse(text: string): MediaPlaylist {
  const head: string[] = [];
  const segments: Segment[] = [];
  let lines: string[] = [];
  let [map, key]: (string | undefined)[] = [];
  for (const line of text.split(/\r?\n/).map((each) => each.trim()))
    if (OF_ALL.test(line)) head.push(line);
    else if (line.startsWith('#EXT-X-MAP:')) map = line;
    else if (line.startsWith('#EXT-X-KEY:')) key = line;
    else if (line !== '') {
      lines.push(line);
      if (line.startsWith('#')) continue;
      segments.push({ lines, map, key });
      lines = [];
    }
  const sequence = Number(/^#EXT-X-MEDIA-SEQUENCE:\s*(\d+)/m.exec(text)?.[1] ?? 0);
  return { head, sequence, segments, tail: lines };
}

/** The segments from number `first` on, as far as `last`, which is not among them; without one, all that follow. */
function written({ head, sequence, segments, tail }: MediaPlaylist, first: number, last?: number): string {
  const begin = Math.max(0, first - sequence);
  const taken = segments.slice(begin, last === undefined ? undefined : last - sequence);
  const lines = head.filter((line) => !line.startsWith('#EXT-X-MEDIA-SEQUENCE'));
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${sequence + begin}`);
  let [map, key]: (string | undefined)[] = [];
  for (const segment of taken) {
    if (segment.key !== key && segment.key !== undefined) lines.push(segment.key);
    if (segment.map !== map && segment.map !== undefined) lines.push(segment.map);
    ({ map, key } = segment);
    lines.push(...segment.lines);
  }
  lines.push(...(last === undefined ? tail : ['#EXT-X-ENDLIST']), '');
  return lines.join('\n');
}
