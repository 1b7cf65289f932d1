/** A recording: copied streams and the decorated sound in a file that appears under its name only when it is whole. */
import { open } from 'node:fs/promises';
import { AVFMT_GLOBALHEADER } from 'node-av/constants';
import { OutputFormat } from 'node-av/lib';
import { Address, fileOf } from '../../core/stream-url.ts';
import { MediaError } from '../errors.ts';
import type { OpenedInput } from '../input/demuxer.ts';
import type { StreamInfo } from '../input/info.ts';
import type { AudioFormat } from '../pcm.ts';
import type { AudioChoice } from './codec-sets.ts';
import { containerFor, type Container } from './containers.ts';
import { planAudio } from './encode/audio-plan.ts';
import { rewriteText } from './encode/subtitles.ts';
import { explainFileFault } from './file-faults.ts';
import { leftOut } from './left-out.ts';
import { planCompletion, type Completion } from './mux/completion.ts';
import { readCovers } from './mux/cover.ts';
import { describeFile, takesCopy } from './mux/file-header.ts';
import { MemoryIOs } from './mux/memory-io.ts';
import { MemoryMux, type ByteRange } from './mux/memory-mux.ts';
import { HeadersInside } from './mux/parameter-sets.ts';
import type { MuxPacket } from './mux/tracks.ts';
import type { OutputStreams, Sink, SinkPacket } from './sink.ts';
import { planStreams, type StreamPlan } from './stream-plan.ts';
import { FileTransport } from './transport/file-transport.ts';
import { chooseTarget, discard, keep, type Target } from './transport/whole-file.ts';

/** A recording: what is copied, where it goes, and the sound that is mixed for it. */
export interface FileSinkOptions {
  /** Whose streams are copied; open as long as the sink. */
  readonly input: OpenedInput;
  /** A name or `file:` address; the container follows from it. */
  readonly output: string;
  /** Absent: what the container is usually given. */
  readonly audioCodec?: AudioChoice;
  /** The decorated sound before it is encoded. */
  readonly format: AudioFormat;
}

/** Muxed bytes that are written in one go. While they are, as many may gather; whoever writes faster waits. */
const WRITTEN_AT_ONCE = 2 ** 20;

interface Open {
  readonly name: 'open';
  readonly mux: MemoryMux;
  readonly transport: FileTransport;
}
type State = { readonly name: 'planned' | 'closed' } | Open;

/**
 * `plan` → `begin` → `write`… → `close`, or `abort` at any time: then nothing is left behind. Any loss is an error that
 * ends it. It owns the muxer, the file and its unfinished name.
 */
export class FileSink implements Sink {
  readonly name: string;
  /** What of the input is not in the output, and why: one line each. */
  readonly notes: readonly string[];
  readonly form: Sink['form'];
  readonly #input: OpenedInput;
  readonly #target: Target;
  readonly #container: Container;
  readonly #plans: readonly StreamPlan[];
  readonly #completion: Completion;
  /** The text streams that are written anew, by their number in the input: from codec to codec. */
  readonly #rewritten: ReadonlyMap<number, readonly [from: string, to: string]>;
  /** Absent where the container itself repeats a header that changes. */
  readonly #headers: HeadersInside | undefined;
  readonly #ios = new MemoryIOs();
  #state: State = { name: 'planned' };
  #sending: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(options: FileSinkOptions, file: string, container: Container, target: Target) {
    const { input, audioCodec, format } = options;
    const { info } = input;
    this.name = options.output;
    this.#input = input;
    this.#target = target;
    this.#container = container;
    const taken = (stream: StreamInfo): boolean => takesCopy(container, input, stream);
    this.#plans = planStreams(info, { container, file, taken });
    this.#completion = planCompletion(container, info);
    this.#rewritten = new Map(
      this.#plans
        .filter((plan) => plan.action === 'rewrite')
        .map(({ stream, codec }) => [stream.index, [stream.codec, codec]]),
    );
    if (container.muxer === 'matroska')
      this.#headers = new HeadersInside(
        new Map(
          info.streams.filter(({ kind }) => kind === 'video').map(({ index, codec }) => [index, codec]),
        ),
      );
    const muxer = OutputFormat.guessFormat(container.muxer, null, null);
    const plan = planAudio(container, audioCodec, format, info.audio?.codec, input.audioBits);
    const globalHeader = muxer?.hasFlags(AVFMT_GLOBALHEADER) ?? false;
    this.form = { type: 'copy', sound: { plan, globalHeader } };
    const { encoder, layout } = plan;
    const sound = { from: format.channels, to: layout.nbChannels, codec: encoder.replace(/^lib/, '') };
    this.notes = leftOut(info, this.#plans, container, sound);
  }

  /**
   * Checks that this output can be made; nothing is written yet.
   * @throws MediaError output-scheme, output-unknown-container, output-same-file, output-unwritable, output-codec
   */
  static async plan(options: FileSinkOptions): Promise<FileSink> {
    const file = fileNamed(options.output);
    const container = containerFor(file);
    const input = fileOf(options.input.info.url);
    const target = await chooseTarget(file, input === undefined ? [] : [input]);
    return new FileSink(options, file, container, target);
  }

  /**
   * Whether the sound of this output will be encoded without loss.
   * @throws MediaError output-scheme, output-unknown-container, output-codec
   */
  static isLossless({ input, output, audioCodec }: Omit<FileSinkOptions, 'format'>): boolean {
    const { audioFormat, audioBits, info } = input;
    if (audioFormat === undefined) return false;
    const container = containerFor(fileNamed(output));
    return planAudio(container, audioCodec, audioFormat, info.audio?.codec, audioBits).bitRate === undefined;
  }

  /** Opens the file and writes its header. Of the streams it takes only the sound: the others are copied from the input. */
  async begin({ audio }: Pick<OutputStreams, 'audio'>): Promise<void> {
    await this.#guard('opening the output', async () => {
      const { muxer } = this.#container;
      const { comments, afterHeader, ...completion } = this.#completion;
      const options = { ...this.#container.options, ...completion.options };
      const covers = await this.#covers();
      const streams = { input: this.#input, plans: this.#plans, covers, audio, comments };
      const mux = await MemoryMux.open(
        {
          muxer,
          options,
          seekable: true,
          describe: (context) => describeFile(context, streams),
          ...(afterHeader === undefined ? {} : { afterHeader }),
        },
        this.#ios,
      );
      try {
        const transport = await FileTransport.open(this.#target.aside);
        this.#state = { name: 'open', mux, transport };
      } catch (error) {
        mux[Symbol.dispose]();
        throw error;
      }
    });
  }

  write(packet: SinkPacket): void {
    const state = this.#state;
    if (this.#failure !== undefined) throw this.#failure;
    if (state.name !== 'open') return;
    const own = this.#own(packet);
    if (own === undefined) return;
    try {
      state.mux.put(own);
    } catch (error) {
      throw this.#explain('writing', error);
    }
    if (state.mux.waiting >= WRITTEN_AT_ONCE) this.#sending ??= this.#send(state);
  }

  room(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const state = this.#state;
    return state.name === 'open' && state.mux.waiting >= WRITTEN_AT_ONCE ? this.#makeRoom(state) : undefined;
  }

  async close(): Promise<void> {
    const state = this.#state;
    if (state.name !== 'open') throw new Error('internal: a file was closed that is not open');
    await this.#guard('finishing the output', async () => {
      await this.#sent();
      await this.#send(state);
      if (this.#failure !== undefined) throw this.#failure;
      const { size } = state.mux;
      state.mux.finish();
      await state.transport.send(await this.#complete(state.mux.take(), size));
    });
    this.#release(state.mux);
    try {
      await state.transport.close();
      await keep(this.#target);
    } catch (cause) {
      await discard(this.#target);
      throw this.#explain('finishing the output', cause);
    }
  }

  /** Whatever was written is removed. */
  async abort(): Promise<void> {
    const state = this.#state;
    if (state.name !== 'open') {
      this.#release();
      return;
    }
    await this.#sending;
    this.#release(state.mux);
    await state.transport.abandon();
    await discard(this.#target);
  }

  /** A copy of the packet that the sink owns, text subtitles rewritten for the container; undefined: nothing to write. */
  #own(item: SinkPacket): MuxPacket | undefined {
    const packet = item.packet.clone();
    if (packet === null) throw new Error('internal: a packet could not be copied');
    const stream = item.kind === 'further' ? item.stream : this.#input.info[item.kind]?.index;
    if (item.kind !== 'audio' && stream !== undefined) this.#headers?.see(packet, stream);
    const rewritten = item.kind === 'further' ? this.#rewritten.get(item.stream) : undefined;
    if (rewritten === undefined) return { ...item, packet };
    const text = rewriteText(packet.data, ...rewritten);
    if (text === undefined) {
      packet.free();
      return undefined;
    }
    packet.data = text;
    return { ...item, packet };
  }

  #complete(ranges: readonly ByteRange[], from: number): Promise<readonly ByteRange[]> {
    const { aside } = this.#target;
    return this.#completion.finish(ranges, from, async (length) => {
      await using file = await open(aside, 'r');
      const head = Buffer.alloc(length);
      await file.read(head, 0, length, 0);
      return head;
    });
  }

  /** Writes what is muxed so far; never rejects, the failure is told with the next call. */
  async #send({ mux, transport }: Open): Promise<void> {
    try {
      await transport.send(mux.take());
    } catch (error) {
      this.#failure ??= this.#explain('writing', error);
    } finally {
      this.#sending = undefined;
    }
  }

  async #makeRoom(state: Open): Promise<void> {
    await this.#sent();
    if (state.mux.waiting >= WRITTEN_AT_ONCE) this.#sending ??= this.#send(state);
  }

  async #sent(): Promise<void> {
    await this.#sending;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #covers(): Promise<ReadonlyMap<number, Buffer>> {
    const some = this.#plans.some((plan) => plan.action === 'copy' && plan.stream.cover);
    return some ? readCovers(this.#input.info.url) : new Map();
  }

  async #guard(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw this.#explain(what, error);
    }
  }

  #explain(what: string, cause: unknown): Error {
    return explainFileFault(this.name, what, cause);
  }

  #release(mux?: MemoryMux): void {
    if (this.#state.name === 'closed') return;
    this.#state = { name: 'closed' };
    mux?.[Symbol.dispose]();
    this.#ios[Symbol.dispose]();
  }
}

/** A recording always goes to a file, so a colon in a name makes no address of it; `://` does. */
function fileNamed(output: string): string {
  const file = fileOf(output);
  if (file === undefined && output.includes('://'))
    throw new MediaError(
      'output-scheme',
      `${new Address(output).shown} is no file.`,
      'Name a file such as talk.mkv; momentfx live sends to addresses.',
    );
  return file ?? output;
}
