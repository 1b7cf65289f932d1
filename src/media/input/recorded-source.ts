/** One tight loop over a recording: packets to copy, the sound, speech sound and pictures, in demux order. */
import { Packet } from 'node-av/lib';
import { micros, subtract, ZERO, type Micros } from '../../streams/time.ts';
import { explainBreak, truncatedInput } from './break.ts';
import { openInput, type OpenedInput } from './demuxer.ts';
import { InputDecoder, type DecodedItem, type InputSpent } from './input-decoder.ts';
import { GapFiller } from './audio/gaps.ts';

export type { DecodedItem, InputSpent };

export interface RecordedSourceOptions {
  /** Sample pictures and speech for analysis. Default both; what nobody listens to need not be made. */
  readonly pictures?: boolean;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
  readonly speech?: boolean;
  /** Hand out packets of the streams that are copied. Default true. */
  readonly packets?: boolean;
}

/** A recording whose end lies this far before what its index promises was cut off, in microseconds. */
const MISSING_END: Micros = micros(1_500_000);

export class RecordedSource implements AsyncDisposable {
  readonly input: OpenedInput;
  readonly #decoder: InputDecoder;
  readonly #timeline: GapFiller | undefined;
  readonly #packet = new Packet();
  #ended = false;
  #closed = false;

  private constructor(input: OpenedInput, options: RecordedSourceOptions) {
    this.input = input;
    this.#packet.alloc();
    const format = input.audioFormat;
    this.#timeline = format === undefined ? undefined : new GapFiller(format);
    this.#decoder = new InputDecoder({
      input,
      zero: input.zero,
      from: ZERO,
      pictures: options.pictures ?? true,
      ...(options.fresh === undefined ? {} : { fresh: options.fresh }),
      speech: options.speech ?? true,
      packets: options.packets ?? true,
      ...(format === undefined || this.#timeline === undefined
        ? {}
        : { sound: { format, line: this.#timeline } }),
    });
  }

  /** @throws MediaError with an INPUT_… code */
  static async open(url: string, options: RecordedSourceOptions = {}): Promise<RecordedSource> {
    const input = await openInput(url);
    try {
      return new RecordedSource(input, options);
    } catch (error) {
      await input.close();
      throw error;
    }
  }

  get hasPictures(): boolean {
    return this.#decoder.hasPictures;
  }

  get hasSpeech(): boolean {
    return this.#decoder.hasSpeech;
  }

  /** The end of the latest packet so far; after the last item, the media's duration. */
  get end(): Micros {
    return this.#decoder.end;
  }

  get spent(): InputSpent {
    return this.#decoder.spent;
  }

  get facts(): { readonly gaps: number; readonly damaged: number; readonly framesDecoded: number } {
    return { gaps: this.#timeline?.counts.gaps ?? 0, ...this.#decoder.facts };
  }

  /**
   * Reads one packet and gives what follows from it, possibly nothing; undefined after the end. Recordings are read at
   * once, network inputs in a promise.
   * @throws MediaError INPUT_TRUNCATED, INPUT_BROKEN, INPUT_TIMESTAMPS
   */
  read(): DecodedItem[] | undefined | Promise<DecodedItem[] | undefined> {
    if (this.#ended || this.#closed) return undefined;
    const started = performance.now();
    let more;
    try {
      more = this.input.read(this.#packet);
    } catch (error) {
      throw this.#explain(error);
    }
    this.spent.demux += performance.now() - started;
    if (more instanceof Promise)
      return more.then(
        (got) => this.#took(got),
        (error: unknown) => {
          throw this.#explain(error);
        },
      );
    return this.#took(more);
  }

  #took(got: boolean): DecodedItem[] {
    if (!got) {
      this.#ended = true;
      this.#refuseTruncated();
      return this.#decoder.finish();
    }
    const items = this.#decoder.take(this.#packet);
    this.#packet.unref();
    return items;
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
    this.#packet.free();
    this.#decoder[Symbol.dispose]();
    await this.input.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
