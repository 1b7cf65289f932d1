/**
 * A recording: a source with one connection, read from start to end as fast as its reader is asked. It gives packets to
 * copy, the sound, speech sound and pictures, in demux order.
 */
import { statSync } from 'node:fs';
import type { PictureFilter } from '../../core/formats.ts';
import { fileOf, type Address } from '../../core/stream-url.ts';
import { micros, subtract, toSeconds, ZERO, type Micros } from '../../streams/time.ts';
import { MediaError } from '../errors.ts';
import { programFormat } from '../pcm.ts';
import { TimestampFollower } from './audio/timestamp-follower.ts';
import { explainBreak, truncatedInput } from './break.ts';
import { openInput, type OpenedInput } from './demuxer.ts';
import type { InputSpent } from './input-decoder.ts';
import { Reader } from './reader.ts';
import { SizeChanges, type SizeChangesTold } from './size-changes.ts';
import { TimestampNormaliser, type Jump } from './timestamp-normaliser.ts';
import type { InputCounts, InputItem, SourceConnection } from './source.ts';

/** What is wanted of a recording. */
export interface RecordedSourceOptions {
  /** Sample pictures and speech for analysis. Default both; what nobody listens to need not be made. */
  readonly pictures?: boolean;
  readonly speech?: boolean;
  /** Hand out packets of the streams that are copied. Default true. */
  readonly packets?: boolean;
  /** Whether sound without loss goes on without loss: it stays at its rate then, however low, and bit for bit. */
  readonly staysLossless?: (input: OpenedInput) => boolean;
  /** How pictures are squeezed; default: by areas. */
  readonly pictureFilter?: PictureFilter;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
}

/** A recording whose end lies this far before what its index promises was cut off, in microseconds. */
const MISSING_END: Micros = micros(1_500_000);

/** More of a file than this part behind its last packet is media that was not read. A key picture alone is less. */
const UNREAD = 0.2;

/** Owns its input and its reader; close it. */
export class RecordedSource implements AsyncDisposable {
  readonly input: OpenedInput;
  /** The one connection: the first item tells of it. */
  readonly connection: SourceConnection;
  readonly #reader: Reader;
  readonly #sizes: SizeChanges | undefined;
  #state: 'unread' | 'reading' | 'ended' = 'unread';
  #closed = false;
  /** Jumps of the time stamps, other than wraps of a counter, that were set straight. */
  jumps = 0;
  /** Where the furthest packet lies in the file. */
  #read = 0;

  private constructor(input: OpenedInput, { fresh, pictureFilter, ...options }: RecordedSourceOptions) {
    const { info, audioFormat: own } = input;
    const keeps = input.audioBits !== undefined && options.staysLossless?.(input) === true;
    const format = keeps && own !== undefined ? own : programFormat(own);
    this.input = input;
    const pictures = info.video === undefined ? undefined : input.streams[info.video.index];
    if (pictures !== undefined) this.#sizes = new SizeChanges(pictures);
    this.connection = { index: 0, start: ZERO, info, format, input };
    this.#reader = new Reader({
      input,
      start: ZERO,
      recorded: true,
      ahead: true,
      timestamps: new TimestampNormaliser(),
      ...(own === undefined
        ? {}
        : {
            audio: {
              format,
              placement: (from: Micros) => new TimestampFollower({ format, from, recorded: true }),
            },
          }),
      pictures: options.pictures ?? true,
      speech: options.speech ?? true,
      packets: options.packets ?? true,
      ...(pictureFilter === undefined ? {} : { pictureFilter }),
      ...(fresh === undefined ? {} : { fresh }),
    });
  }

  /**
   * Opens a file, or an address that is read from its start to its end.
   * @throws MediaError with an input-… code
   */
  static async open(url: string | Address, options: RecordedSourceOptions = {}): Promise<RecordedSource> {
    const input = await openInput(url);
    try {
      return new RecordedSource(input, options);
    } catch (error) {
      await input.close();
      throw error;
    }
  }

  get hasPictures(): boolean {
    return this.#reader.hasPictures;
  }

  get hasSpeech(): boolean {
    return this.#reader.hasSpeech;
  }

  /** The end of the latest packet so far; after the last item, the media's duration. */
  get end(): Micros {
    return this.#reader.end;
  }

  /** Where the time went, in milliseconds. */
  get spent(): InputSpent {
    return this.#reader.spent;
  }

  /** Where pictures that were copied have another size than before. */
  get sizes(): SizeChangesTold | undefined {
    return this.#sizes?.told;
  }

  get counts(): InputCounts {
    return { ...this.#reader.counts, connections: 1 };
  }

  /**
   * Reads one packet and gives what follows from it, possibly nothing; undefined after the end. Files are read at once,
   * all else in a promise.
   * @throws MediaError input-truncated, input-broken, input-timestamps
   */
  read(): InputItem[] | undefined | Promise<InputItem[] | undefined> {
    if (this.#state === 'ended' || this.#closed) return undefined;
    let more;
    try {
      more = this.#reader.next();
    } catch (error) {
      throw this.#explain(error);
    }
    if (more instanceof Promise)
      return more.then(
        (got) => this.#took(got),
        (error: unknown) => {
          throw this.#explain(error);
        },
      );
    return this.#took(more);
  }

  #took(got: boolean): InputItem[] {
    const first = this.#state === 'unread';
    this.#state = got ? 'reading' : 'ended';
    if (!got) {
      this.#refuseTruncated();
      this.#refuseUnread();
    }
    const items: InputItem[] = got ? this.#taken() : [...this.#reader.finish(), this.#ending()];
    return first ? [{ type: 'connection', connection: this.connection }, ...items] : items;
  }

  #taken(): InputItem[] {
    const arrival = this.#reader.place();
    if (arrival === undefined) return [];
    const { jump, at } = arrival;
    this.#refuseJump(jump, at);
    if (jump?.kind === 'jump') this.jumps += 1;
    this.#read = Math.max(this.#read, this.#reader.position);
    const items = this.#reader.take();
    for (const item of items) if (item.type === 'video') this.#sizes?.look(item.packet, item.at);
    return jump === undefined
      ? items
      : [{ type: 'note', note: { type: 'input-jump', ...jump, at } }, ...items];
  }

  /**
   * Matroska tells when pictures are shown, not when they are decoded: where its clock starts anew FFmpeg mixes up what
   * it works out from the ones before.
   */
  #refuseJump(jump: Jump | undefined, at: Micros): void {
    const { info } = this.input;
    if (jump?.kind !== 'jump' || jump.by >= 0 || !info.container.includes('matroska')) return;
    throw new MediaError(
      'input-timestamps',
      `${info.shown}: the time goes back by ${(-jump.by / 1e6).toFixed(1)} s at ${toSeconds(at).toFixed(1)} s.`,
      'It was joined from several recordings: join them anew, for example with: mkvmerge -o OUT ONE + TWO',
    );
  }

  /** FFmpeg takes a second header inside an FLV for the end. */
  #refuseUnread(): void {
    const { info } = this.input;
    const path = fileOf(info.url);
    if (path === undefined || !info.container.includes('flv')) return;
    const { size } = statSync(path);
    if (size - this.#read <= size * UNREAD) return;
    throw new MediaError(
      'input-broken',
      `${info.shown} cannot be read past ${toSeconds(this.end).toFixed(1)} s, where another recording begins.`,
      'Join the recordings anew: the second one without its header.',
    );
  }

  #ending(): InputItem {
    return { type: 'end', at: this.end };
  }

  /** MP4's index names every packet; if they were not all there, the file was cut off. */
  #refuseTruncated(): void {
    const { info } = this.input;
    if (info.duration === undefined || !info.container.includes('mp4')) return;
    if (subtract(info.duration, this.end) > MISSING_END) throw truncatedInput(info, this.end);
  }

  #explain(error: unknown): unknown {
    return explainBreak(this.input.info, this.end, error);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#reader[Symbol.dispose]();
    await this.input.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
