/**
 * What the browser plays of the recording: the file itself where browsers know it, else a copy that is made meanwhile. A media
 * element brings no header, so that the address itself is the right to come: it holds a secret of this review alone.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describeError } from '../../core/errors.ts';
import { partIsGone, partOf, sweepParts } from '../../core/part-files.ts';
import { urlOf } from '../../core/http-guard.ts';
import { sameSecret } from '../../core/same-secret.ts';
import { openInput } from '../../media/input/demuxer.ts';
import type { InputInfo } from '../../media/input/info.ts';
import { copyForBrowser } from '../../media/output/browser-copy.ts';
import { toSeconds } from '../../streams/time.ts';
import type { Route } from '../control/server.ts';
import type { MediaView } from './protocol.ts';

/** By extension, what browsers are told that it is; others are copied. */
const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/mp4',
  '.webm': 'video/webm',
  '.m4a': 'audio/mp4',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
};
const CODECS = new Set(['h264', 'vp8', 'vp9', 'av1', 'aac', 'mp3', 'opus', 'vorbis', 'flac', 'pcm_s16le']);

/**
 * Whether browsers usually play it as it is; a page says so where its own does not.
 * @internal Tried on files of many kinds, without a review.
 */
export function isPlayable(file: string, { video, audio }: Pick<InputInfo, 'video' | 'audio'>): boolean {
  return (
    TYPES[extname(file).toLowerCase()] !== undefined &&
    [video, audio].every((stream) => stream === undefined || CODECS.has(stream.codec))
  );
}

/** A file, and what browsers are told that it is. */
interface Served {
  readonly file: string;
  readonly type: string;
}

/** The media of one review. Its owner closes it, and with it goes the copy. */
export class ReviewMedia implements AsyncDisposable {
  readonly #file: string;
  readonly #hasVideo: boolean;
  readonly #duration: number | undefined;
  /** Hears what becomes of the copy. */
  onChange: (view: MediaView) => void = () => undefined;
  readonly #grant = randomBytes(32).toString('base64url');
  readonly #stop = new AbortController();
  #folder: string | undefined;
  #copying: Promise<void> | undefined;
  #isCopying = false;
  /** Whose pictures the copy has. */
  #copied: 'kept' | 'anew' | undefined;
  /** The pictures are such that browsers play: a copy need not make them anew. */
  readonly #keepPictures: boolean;
  /** What is served now. */
  #served: Served | undefined;
  /** The mix, once there is one; it has a secret of its own. */
  #mixed: Served | undefined;
  readonly #mixGrant = randomBytes(32).toString('base64url');

  private constructor(file: string, info: InputInfo) {
    this.#file = file;
    this.#hasVideo = info.video !== undefined;
    this.#duration = info.duration === undefined ? undefined : toSeconds(info.duration);
    this.#keepPictures = info.video?.codec === 'h264' && !isPlayable(file, info);
    if (isPlayable(file, info)) this.#served = { file, type: TYPES[extname(file).toLowerCase()] ?? '' };
  }

  /** Looks at the file. @throws MediaError for a file that is none */
  static async open(file: string): Promise<ReviewMedia> {
    await using opened = await openInput(file);
    return new ReviewMedia(file, opened.info);
  }

  /** What there is to play; begins to make a copy where nothing is. */
  start(): MediaView {
    if (this.#served !== undefined) return this.#there();
    this.copy();
    return this.#copyingView(0);
  }

  /**
   * Makes a copy that every browser plays. Asked again, where the recording's own pictures are in it, one with pictures made
   * anew: nothing better can be made than that.
   */
  copy(): void {
    if (this.#isCopying || this.#copied === 'anew') return;
    const keep = this.#keepPictures && this.#copied === undefined;
    this.#isCopying = true;
    this.#copying = this.#copy(keep)
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.onChange({ type: 'failed', message: describeError(error) });
      })
      .finally(() => (this.#isCopying = false));
  }

  /** Serves the mix from now on; its address. */
  serveMix(file: string): string {
    this.#mixed = { file, type: TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream' };
    return `/media/${this.#mixGrant}.mix`;
  }

  /** Serves what is played, in the ranges that a browser asks for, and the mix. */
  readonly route: Route = async (request, response) => {
    const [grant = ''] = basename(urlOf(request).pathname).split('.');
    const isMix = sameSecret(grant, this.#mixGrant);
    const served = isMix ? this.#mixed : this.#served;
    // Browsers say so where a page of another site asks.
    const site = request.headers['sec-fetch-site'] ?? 'none';
    const isOurs = site === 'none' || site === 'same-origin';
    if (!(isMix || sameSecret(grant, this.#grant)) || served === undefined || !isOurs)
      return void response.writeHead(404).end();
    if (isMix) {
      const name = encodeURIComponent(basename(served.file));
      response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${name}`);
    }
    await serveFile(request, response, served);
  };

  async #copy(keepPictures: boolean): Promise<void> {
    this.onChange(this.#copyingView(0));
    // What reviews left that were killed.
    await sweepParts(tmpdir());
    this.#folder ??= partOf(join(tmpdir(), 'momentfx-review'));
    await mkdir(this.#folder, { mode: 0o700, recursive: true });
    const output = join(this.#folder, keepPictures ? 'copy.mp4' : 'copy-anew.mp4');
    await copyForBrowser({
      ...{ input: this.#file, output, signal: this.#stop.signal, keepPictures },
      onProgress: (done) => this.onChange(this.#copyingView(toSeconds(done))),
    });
    this.#served = { file: output, type: 'video/mp4' };
    this.#copied = keepPictures ? 'kept' : 'anew';
    this.onChange(this.#there());
  }

  #copyingView(done: number): MediaView {
    return { type: 'copying', done, ...(this.#duration === undefined ? {} : { total: this.#duration }) };
  }

  #there(): MediaView {
    // Another address for each copy, or the browser would not ask again.
    const url = `/media/${this.#grant}.${this.#copied ?? 'original'}`;
    return { type: 'there', url, isCopy: this.#copied === 'anew', video: this.#hasVideo };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#copying;
    if (this.#folder === undefined) return;
    await rm(this.#folder, { recursive: true, force: true });
    partIsGone(this.#folder);
  }
}

async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  { file, type }: Served,
): Promise<void> {
  const { size } = await stat(file);
  const range = rangeOf(request.headers.range, size);
  if (range === 'outside') return void response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range === undefined ? 200 : 206, {
    'Accept-Ranges': 'bytes',
    'Content-Type': type,
    'Content-Length': end - start + 1,
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) return void response.end();
  // A browser that seeks goes away in the middle.
  await pipeline(createReadStream(file, { start, end }), response).catch(() => response.destroy());
}

/**
 * The one range of a Range header (RFC 9110); undefined where there is none, or several, which may be ignored.
 * @internal Tested as a value.
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start >= size || (first === '' && Number(last) === 0) ? 'outside' : { start, end };
}
