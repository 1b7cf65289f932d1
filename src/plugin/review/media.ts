/**
 * What the browser plays of the recording: the file itself where browsers know it, else a copy that is made meanwhile. A media
 * element brings no header, so that the address itself is the right to come: it holds a secret of this review alone.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describeError } from '../../core/errors.ts';
import { urlOf } from '../../core/http-guard.ts';
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
  /** What is served now. */
  #served: { readonly file: string; readonly type: string } | undefined;

  private constructor(file: string, info: InputInfo) {
    this.#file = file;
    this.#hasVideo = info.video !== undefined;
    this.#duration = info.duration === undefined ? undefined : toSeconds(info.duration);
    if (isPlayable(file, info)) this.#served = { file, type: TYPES[extname(file).toLowerCase()] ?? '' };
  }

  /** Looks at the file. @throws MediaError for a file that is none */
  static async open(file: string): Promise<ReviewMedia> {
    await using opened = await openInput(file);
    return new ReviewMedia(file, opened.info);
  }

  /** What there is to play; begins to make a copy where nothing is. */
  start(): MediaView {
    if (this.#served !== undefined) return this.#there(false);
    this.copy();
    return this.#copyingView(0);
  }

  /** Makes a copy that every browser plays, once. */
  copy(): void {
    this.#copying ??= this.#copy().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.onChange({ type: 'failed', message: describeError(error) });
    });
  }

  /** Serves what is played, in the ranges that a browser asks for. */
  readonly route: Route = async (request, response) => {
    const [grant = ''] = basename(urlOf(request).pathname).split('.');
    const served = this.#served;
    if (!same(grant, this.#grant) || served === undefined) return void response.writeHead(404).end();
    await serveFile(request, response, served);
  };

  async #copy(): Promise<void> {
    this.onChange(this.#copyingView(0));
    this.#folder ??= await mkdtemp(join(tmpdir(), 'momentfx-review-'));
    const output = join(this.#folder, 'copy.mp4');
    await copyForBrowser({
      ...{ input: this.#file, output, signal: this.#stop.signal },
      onProgress: (done) => this.onChange(this.#copyingView(toSeconds(done))),
    });
    this.#served = { file: output, type: 'video/mp4' };
    this.onChange(this.#there(true));
  }

  #copyingView(done: number): MediaView {
    return { type: 'copying', done, ...(this.#duration === undefined ? {} : { total: this.#duration }) };
  }

  #there(isCopy: boolean): MediaView {
    // Another address for the copy, or the browser would not ask again.
    const url = `/media/${this.#grant}.${isCopy ? 'copy' : 'original'}`;
    return { type: 'there', url, isCopy, video: this.#hasVideo };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#copying;
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  { file, type }: { readonly file: string; readonly type: string },
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

function same(given: string, own: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(own)];
  return a.length === b.length && timingSafeEqual(a, b);
}
