/** One output file: copied streams and the encoded sound, under its name only when it is whole. */
import {
  AVERROR_ENOSPC,
  AVFMT_GLOBALHEADER,
  AVMEDIA_TYPE_AUDIO,
  AV_CHANNEL_ORDER_UNSPEC,
} from 'node-av/constants';
import { Dictionary, FormatContext, avChannelLayoutDefault, type Packet, type Stream } from 'node-av/lib';
import { asError } from '../../core/errors.ts';
import { Address, fileOf } from '../../core/stream-url.ts';
import { MediaError } from '../errors.ts';
import { FFmpegFailure, check, withOptions } from '../ffmpeg.ts';
import type { OpenedInput } from '../input/demuxer.ts';
import { mediaMetadata, type StreamInfo } from '../input/info.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import type { SampleIndex } from '../../streams/time.ts';
import { AudioEncoder } from './encode/audio-encoder.ts';
import { planAudio } from './encode/audio-plan.ts';
import type { AudioChoice } from './codec-sets.ts';
import { containerFor, type Container } from './containers.ts';
import { attachCover, readCovers } from './mux/cover.ts';
import { planStreams, type StreamPlan } from './stream-plan.ts';
import { Retimer } from './mux/retimer.ts';
import { rewriteText, textParameters } from './encode/subtitles.ts';
import { chooseTarget, discard, keep, type Target } from './transport/whole-file.ts';

export interface FileSinkOptions {
  readonly input: OpenedInput;
  readonly output: string;
  readonly audioCodec?: AudioChoice;
  /** The decorated sound: what the samples look like that `writeSound` is given. */
  readonly format: AudioFormat;
}

interface Track {
  readonly stream: Stream;
  readonly retimer: Retimer;
  readonly rewrite?: { readonly from: string; readonly to: string };
}

export class FileSink {
  /** What of the input is not in the output, and why. */
  readonly dropped: readonly { readonly stream: StreamInfo; readonly reason: string }[];
  readonly #options: FileSinkOptions;
  readonly #target: Target;
  readonly #container: Container;
  readonly #context = new FormatContext();
  readonly #tracks = new Map<number, Track>();
  readonly #plans: readonly StreamPlan[];
  #sound: { readonly encoder: AudioEncoder; readonly stream: Stream } | undefined;
  #covers: ReadonlyMap<number, Buffer> = new Map();
  #state: 'planned' | 'open' | 'closed' = 'planned';

  private constructor(options: FileSinkOptions, target: Target, container: Container) {
    this.#options = options;
    this.#target = target;
    this.#container = container;
    this.#plans = planStreams(options.input.info, container, options.output);
    this.dropped = this.#plans.filter((plan) => plan.action === 'drop');
    // Refuse what cannot work before the input is read.
    this.#planSound();
  }

  /**
   * Checks that this output can be made; nothing is written yet.
   * @throws MediaError with an OUTPUT_… code
   */
  static async plan(options: FileSinkOptions): Promise<FileSink> {
    const file = fileNamed(options.output);
    const container = containerFor(file);
    const input = fileOf(options.input.info.url);
    const target = await chooseTarget(file, input === undefined ? [] : [input]);
    return new FileSink(options, target, container);
  }

  /** Opens the file and writes its header. `start`: where the first sample lies. */
  async open(start: SampleIndex): Promise<void> {
    const { muxer } = this.#container;
    this.#state = 'open';
    await this.#guard('opening the output', async () => {
      check(this.#context.allocOutputContext2(null, muxer, this.#target.aside), 'making the output');
      const hasCover = this.#plans.some((plan) => plan.action === 'copy' && plan.stream.cover);
      if (hasCover && this.#container.attachments)
        this.#covers = await readCovers(this.#options.input.info.url);
      const globalHeader = this.#context.oformat?.hasFlags(AVFMT_GLOBALHEADER) ?? false;
      for (const plan of this.#plans) this.#addStream(plan, start, globalHeader);
      setMetadata(this.#context, this.#options.input.info.metadata);
      check(await this.#context.openOutput(), 'creating the output');
      await withOptions(this.#container.options ?? {}, async (dictionary) => {
        check(await this.#context.writeHeader(dictionary), 'writing the header');
      });
    });
  }

  /** Writes a packet of a copied stream and frees it; packets of dropped streams are freed alone. */
  writePacket(index: number, packet: Packet): void {
    const track = this.#tracks.get(index);
    try {
      if (track === undefined) return;
      if (track.rewrite !== undefined) {
        const text = rewriteText(packet.data, track.rewrite.from, track.rewrite.to);
        if (text === undefined) return;
        replaceData(packet, text);
      }
      packet.streamIndex = track.stream.index;
      packet.pos = -1n;
      track.retimer.retime(packet, track.stream.timeBase);
      this.#write(packet);
    } finally {
      packet.free();
    }
  }

  /** Encodes and writes the next samples. */
  writeSound(samples: Samples): void {
    if (this.#sound === undefined) return;
    for (const packet of this.#sound.encoder.write(samples)) this.#writeEncoded(packet);
  }

  /** Writes what is left and gives the file its name. */
  async finish(): Promise<void> {
    if (this.#sound !== undefined)
      for (const packet of this.#sound.encoder.finish()) this.#writeEncoded(packet);
    await this.#guard('finishing the output', async () => {
      check(await this.#context.writeTrailer(), 'writing the trailer');
    });
    await this.#release();
    try {
      await keep(this.#target);
    } catch (cause) {
      await discard(this.#target);
      throw this.#explain('naming the output', cause);
    }
  }

  /** Gives up: whatever was written is removed. May be called at any time, also after `finish`. */
  async abort(): Promise<void> {
    if (this.#state === 'closed') return;
    const written = this.#state === 'open';
    await this.#release();
    if (written) await discard(this.#target);
  }

  #planSound(): ReturnType<typeof planAudio> {
    const { input, audioCodec, format } = this.#options;
    return planAudio(this.#container, audioCodec, format, input.info.audio?.codec, input.audioBits);
  }

  #addStream(plan: StreamPlan, start: SampleIndex, globalHeader: boolean): void {
    if (plan.action === 'drop') return;
    if (plan.action === 'encode') {
      this.#addSound(plan.stream, start, globalHeader);
      return;
    }
    const source = this.#source(plan.stream.index);
    const stream = this.#context.newStream(null);
    const cover = this.#covers.get(plan.stream.index);
    if (cover !== undefined) {
      attachCover(stream, source, cover);
      return;
    }
    if (plan.action === 'copy') {
      check(source.codecpar.copy(stream.codecpar), 'copying a stream');
      // Each container has tags of its own for the same codec.
      stream.codecpar.codecTag = 0;
      nameSpeakers(stream);
    } else stream.codecpar = textParameters(plan.codec, source.codecpar);
    stream.timeBase = source.timeBase;
    stream.avgFrameRate = source.avgFrameRate;
    stream.rFrameRate = source.rFrameRate;
    stream.sampleAspectRatio = source.sampleAspectRatio;
    this.#describe(stream, source);
    this.#tracks.set(plan.stream.index, {
      stream,
      retimer: new Retimer(source, this.#options.input.zero),
      ...(plan.action === 'rewrite' ? { rewrite: { from: plan.stream.codec, to: plan.codec } } : {}),
    });
  }

  #addSound(info: StreamInfo | undefined, start: SampleIndex, globalHeader: boolean): void {
    const encoder = new AudioEncoder(this.#planSound(), this.#options.format, start, globalHeader);
    const stream = this.#context.newStream(null);
    this.#sound = { encoder, stream };
    check(stream.codecpar.fromContext(encoder.context), 'describing the sound');
    stream.timeBase = encoder.context.timeBase;
    if (info !== undefined) this.#describe(stream, this.#source(info.index));
  }

  #describe(stream: Stream, source: Stream): void {
    stream.disposition = source.disposition;
    const all = source.metadata?.getAll() ?? {};
    // Matroska's own statistics would be wrong for what is written now.
    const kept = Object.entries(mediaMetadata(all)).filter(
      ([key]) => !/^(bps|number_of_|_statistics)/i.test(key),
    );
    setMetadata(stream, Object.fromEntries(kept));
  }

  #source(index: number): Stream {
    const source = this.#options.input.streams[index];
    if (source === undefined) throw new RangeError(`internal: the input has no stream ${index}`);
    return source;
  }

  #writeEncoded(packet: Packet): void {
    const sound = this.#sound;
    try {
      if (sound === undefined) return;
      packet.streamIndex = sound.stream.index;
      packet.rescaleTs(sound.encoder.context.timeBase, sound.stream.timeBase);
      this.#write(packet);
    } finally {
      packet.free();
    }
  }

  #write(packet: Packet): void {
    const returned = this.#context.interleavedWriteFrameSync(packet);
    if (returned < 0) throw this.#explain('writing', new FFmpegFailure('writing the output', returned));
  }

  async #guard(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw this.#explain(what, error);
    }
  }

  #explain(what: string, cause: unknown): Error {
    if (!(cause instanceof FFmpegFailure)) return asError(cause);
    const { output } = this.#options;
    if (cause.returned === AVERROR_ENOSPC)
      return new MediaError(
        'OUTPUT_DISK_FULL',
        `The disk is full; ${output} was not written.`,
        'Make room, or write to another disk.',
        { cause },
      );
    return new MediaError(
      'OUTPUT_FAILED',
      `${output}: ${what} failed (${cause.message}).`,
      'Try another container, such as .mkv.',
      { cause },
    );
  }

  async #release(): Promise<void> {
    this.#state = 'closed';
    this.#sound?.encoder[Symbol.dispose]();
    this.#sound = undefined;
    await this.#context.closeOutput();
    this.#context.freeContext();
  }
}

/** A recording always goes to a file, so a colon in a name makes no address of it; `://` does. */
function fileNamed(output: string): string {
  const file = fileOf(output);
  if (file === undefined && output.includes('://'))
    throw new MediaError(
      'OUTPUT_SCHEME',
      `${new Address(output).shown} is no file.`,
      'Name a file such as talk.mkv; momentfx live sends to addresses.',
    );
  return file ?? output;
}

/**
 * Sound whose container names no speakers gets the usual ones: MP4 has to name them for PCM, and FFmpeg notices only
 * at the very end that it cannot.
 */
function nameSpeakers({ codecpar }: Stream): void {
  const { order, nbChannels } = codecpar.channelLayout;
  if (codecpar.codecType === AVMEDIA_TYPE_AUDIO && order === AV_CHANNEL_ORDER_UNSPEC && nbChannels > 0)
    codecpar.channelLayout = avChannelLayoutDefault(nbChannels);
}

function setMetadata(owner: { metadata: Dictionary | null }, values: Readonly<Record<string, string>>): void {
  if (Object.keys(values).length > 0) owner.metadata = Dictionary.fromObject({ ...values });
}

/** A packet forgets its times when it is given other data. */
function replaceData(packet: Packet, data: Buffer): void {
  const { pts, dts, duration, flags } = packet;
  packet.data = data;
  packet.pts = pts;
  packet.dts = dts;
  packet.duration = duration;
  packet.flags = flags;
}
