/** One tight loop over an input: packets to copy, the programme's sound, speech sound and pictures, in demux order. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { MediaError } from '../errors.ts';
import { FFmpegFailure, toMicros } from '../ffmpeg.ts';
import { add, latest, micros, subtract, toSeconds, ZERO, type Micros } from '../../streams/time.ts';
import { openInput, type OpenedInput } from './input.ts';
import { PictureTap, type TimedPicture } from './picture-tap.ts';
import { Sound, soundEnd } from './sound.ts';
import { SpeechTap, type SpeechBlock } from './speech-tap.ts';
import type { PcmBlock } from './timeline.ts';

export type IngestItem =
  /** A packet of a stream that is copied; whoever receives it frees it. `at` is its decoding time. */
  | { readonly type: 'packet'; readonly stream: number; readonly at: Micros; readonly packet: Packet }
  | { readonly type: 'program'; readonly block: PcmBlock }
  | { readonly type: 'speech'; readonly block: SpeechBlock }
  | { readonly type: 'picture'; readonly picture: TimedPicture };

export interface IngestOptions {
  /** Sample pictures and speech for analysis. Default both; what nobody listens to need not be made. */
  readonly pictures?: boolean;
  readonly speech?: boolean;
  /** Hand out packets of the streams that are copied. Default true. */
  readonly packets?: boolean;
}

/** A recording whose end lies this far before what its index promises was cut off, in microseconds. */
const MISSING_END: Micros = micros(1_500_000);

/** Where the time goes, in milliseconds. */
export interface IngestSpent {
  demux: number;
  sound: number;
  speech: number;
  pictures: number;
}

export class Ingest implements AsyncDisposable {
  readonly input: OpenedInput;
  readonly spent: IngestSpent = { demux: 0, sound: 0, speech: 0, pictures: 0 };
  readonly #sound: Sound | undefined;
  readonly #speech: SpeechTap | undefined;
  readonly #pictures: PictureTap | undefined;
  readonly #packets: boolean;
  readonly #packet = new Packet();
  readonly #last = new Map<number, Micros>();
  #end: Micros = ZERO;
  #ended = false;
  #closed = false;

  private constructor(input: OpenedInput, options: IngestOptions) {
    this.input = input;
    this.#packets = options.packets ?? true;
    this.#packet.alloc();
    const { audio, video } = input.info;
    const audioStream = audio === undefined ? undefined : input.streams[audio.index];
    if (audioStream !== undefined && input.program !== undefined) {
      this.#sound = new Sound(audioStream, input.program, input.zero);
      if (options.speech ?? true) this.#speech = new SpeechTap(input.program);
    }
    const videoStream = video === undefined ? undefined : input.streams[video.index];
    if (videoStream !== undefined && (options.pictures ?? true))
      this.#pictures = PictureTap.open(videoStream, input.zero);
  }

  /** @throws MediaError with an INPUT_… code */
  static async open(url: string, options: IngestOptions = {}): Promise<Ingest> {
    const input = await openInput(url);
    try {
      return new Ingest(input, options);
    } catch (error) {
      await input.close();
      throw error;
    }
  }

  get hasPictures(): boolean {
    return this.#pictures !== undefined;
  }

  get hasSpeech(): boolean {
    return this.#speech !== undefined;
  }

  /** The end of the latest packet so far; after the last item, the media's duration. */
  get end(): Micros {
    return this.#end;
  }

  get facts(): { readonly gaps: number; readonly damaged: number; readonly framesDecoded: number } {
    return {
      gaps: this.#sound?.timeline.counts.gaps ?? 0,
      damaged: (this.#sound?.damaged ?? 0) + (this.#pictures?.counts.damaged ?? 0),
      framesDecoded: this.#pictures?.counts.decoded ?? 0,
    };
  }

  /**
   * Reads one packet and gives what follows from it, possibly nothing; undefined after the end. Recordings are read at
   * once, network inputs in a promise.
   * @throws MediaError INPUT_TRUNCATED, INPUT_BROKEN, INPUT_TIMESTAMPS
   */
  read(): IngestItem[] | undefined | Promise<IngestItem[] | undefined> {
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

  #took(got: boolean): IngestItem[] {
    const items: IngestItem[] = [];
    if (got) this.#handle(items);
    else this.#finish(items);
    return items;
  }

  #handle(items: IngestItem[]): void {
    const packet = this.#packet;
    const { audio, video } = this.input.info;
    const at = this.#clock(packet);
    const stream = packet.streamIndex;
    if (stream === video?.index) this.#samplePictures(items, (tap) => tap.push(packet));
    else this.#samplePictures(items, (tap) => tap.clock(at));
    if (stream === audio?.index) this.#decodeSound(packet, items);
    else {
      const copy = this.#packets ? packet.clone() : null;
      if (copy !== null) items.push({ type: 'packet', stream, at, packet: copy });
    }
    packet.unref();
  }

  /** The packet's decoding time; also moves the end of the media. */
  #clock(packet: Packet): Micros {
    const base = this.input.streams[packet.streamIndex]?.timeBase ?? packet.timeBase;
    const dts = packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts;
    const last = this.#last.get(packet.streamIndex) ?? ZERO;
    const time = toMicros(dts, base);
    const at = time === undefined ? last : subtract(time, this.input.zero);
    this.#last.set(packet.streamIndex, at);
    const shown = toMicros(packet.pts, base);
    const length = packet.duration > 0n ? (toMicros(packet.duration, base) ?? ZERO) : ZERO;
    const kind = this.input.info.streams[packet.streamIndex]?.kind;
    if (kind === 'video' || kind === 'audio')
      this.#end = latest(this.#end, add(shown === undefined ? at : subtract(shown, this.input.zero), length));
    return at;
  }

  #decodeSound(packet: Packet | null, items: IngestItem[]): void {
    if (this.#sound === undefined) return;
    const started = performance.now();
    const blocks = [...this.#sound.decode(packet)];
    const decoded = performance.now();
    this.spent.sound += decoded - started;
    for (const block of blocks) {
      items.push({ type: 'program', block });
      if (this.#speech !== undefined)
        for (const heard of this.#speech.push(block)) items.push({ type: 'speech', block: heard });
    }
    this.spent.speech += performance.now() - decoded;
  }

  #samplePictures(items: IngestItem[], use: (tap: PictureTap) => Iterable<TimedPicture>): void {
    if (this.#pictures === undefined) return;
    const started = performance.now();
    for (const picture of use(this.#pictures)) items.push({ type: 'picture', picture });
    this.spent.pictures += performance.now() - started;
  }

  #finish(items: IngestItem[]): void {
    this.#ended = true;
    this.#refuseTruncated();
    this.#decodeSound(null, items);
    if (this.#speech !== undefined)
      for (const block of this.#speech.end()) items.push({ type: 'speech', block });
    if (this.#sound !== undefined && this.input.program !== undefined)
      this.#end = latest(this.#end, soundEnd(this.#sound, this.input.program.rate));
    this.#samplePictures(items, (tap) => tap.end(this.#end));
  }

  /** MP4's index names every packet; if they were not all there, the file was cut off. */
  #refuseTruncated(): void {
    const { info } = this.input;
    if (info.duration === undefined || !info.container.includes('mp4')) return;
    if (subtract(info.duration, this.#end) > MISSING_END) throw this.#truncated();
  }

  #truncated(cause?: unknown): MediaError {
    return new MediaError(
      'INPUT_TRUNCATED',
      `${this.input.info.url} breaks off after ${toSeconds(this.#end).toFixed(1)} s.`,
      'Copy it again, or cut it there first, for example with: ffmpeg -i IN -c copy OUT',
      { cause },
    );
  }

  #explain(error: unknown): unknown {
    if (!(error instanceof FFmpegFailure)) return error;
    if (this.input.info.container.includes('mp4')) return this.#truncated(error);
    return new MediaError(
      'INPUT_BROKEN',
      `${this.input.info.url} cannot be read past ${toSeconds(this.#end).toFixed(1)} s (${error.message}).`,
      'Check the file, or the connection to the sender.',
      { cause: error },
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#packet.free();
    this.#pictures?.[Symbol.dispose]();
    this.#speech?.[Symbol.dispose]();
    this.#sound?.[Symbol.dispose]();
    await this.input.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
