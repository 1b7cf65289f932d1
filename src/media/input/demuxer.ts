/** One opened input: packets one after the other. The only place that opens a demuxer. */
import { AVERROR_EOF } from 'node-av/constants';
import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { addressOf, type Address } from '../../core/stream-url.ts';
import { ZERO, type Micros } from '../../streams/time.ts';
import { check, MICROS_BASE, toMicros } from '../ffmpeg.ts';
import type { AudioFormat } from '../pcm.ts';
import { chaptersIn } from './chapters.ts';
import { dumpOf } from './dump.ts';
import {
  audioFormatOf,
  describe,
  significantBits,
  type ChosenStreams,
  type InputInfo,
  type Told,
} from './info.ts';
import { servicesIn } from './services.ts';
import { planInput, planSound, type InputPlan } from './plan.ts';
import { programmesOf, startOf } from './programmes.ts';
import { orderPictures } from './video/picture-order.ts';
import { PictureStamps } from './video/picture-stamps.ts';
import { openContext, type OpenedContext, type OpenWatch } from './opened-context.ts';
import { PartReader } from './part-reader.ts';
import { explainRefusal } from './refusal.ts';
import { StampLimits } from './stamp-limits.ts';

/** An input whose streams are known. Its owner closes it. */
export interface OpenedInput extends AsyncDisposable {
  readonly info: InputInfo;
  readonly streams: readonly Stream[];
  /** What media time 0 is on the input's own clock, in microseconds. */
  readonly zero: Micros;
  /** By stream, the programme that it belongs to, whose streams share one clock; 0: what is shown. */
  readonly programmes: readonly number[];
  readonly audioFormat?: AudioFormat | undefined;
  /** Significant bits of the sound's integers; undefined for floating point and lossy codecs. */
  readonly audioBits?: number | undefined;
  /** Packets that could not be read so far. */
  readonly damaged: number;
  /** Fills `packet` with the next packet; false at the end. Waits only on network inputs. */
  read(packet: Packet): boolean | Promise<boolean>;
  /** Breaks a blocked read. */
  interrupt(): void;
  close(): Promise<void>;
}

/** An input whose streams may become more, and others than they were when it was probed. */
export interface ChangingInput extends OpenedInput {
  /** Takes in streams that have begun since; gives how many there are now. */
  refresh(): number;
  /** Describes the input anew, with these streams as the ones that count. Their own descriptions are up to date. */
  choose(streams: ChosenStreams): void;
}

/**
 * Opens and probes a recording: a file, or an address that is read from its start to its end.
 * @throws MediaError with an input-… code
 */
export async function openInput(url: string | Address): Promise<OpenedInput> {
  const address = addressOf(url);
  return openPlannedInput(await planInput({ address, mode: 'recorded' }), address.reveal());
}

/**
 * Opens and probes a file that holds one sound, such as an effect; anything else is no media.
 * @throws MediaError with an input-… code
 */
export const openSound = async (path: string): Promise<OpenedInput> =>
  openPlannedInput(await planSound(path), path);

/**
 * Opens and probes what is behind `plan`; `name` stands for it in its description. The signal of `watch` breaks off the
 * waiting, also for a peer that has not come yet.
 * @throws MediaError with an input-… code
 */
export async function openPlannedInput(
  plan: InputPlan,
  name: string,
  watch: OpenWatch = {},
): Promise<ChangingInput> {
  const opened = await openContext(plan, watch);
  const { context, guard } = opened;
  try {
    const told = await toldBy(plan, context);
    return new Input(name, plan, opened, { told, parts: new PartReader(plan, watch, opened) });
  } catch (cause) {
    await context.closeInput();
    await guard?.[Symbol.asyncDispose]();
    throw await explainRefusal(plan, guard?.refused ?? cause, guard?.trouble);
  }
}

async function toldBy({ lenient }: InputPlan, context: FormatContext): Promise<Told> {
  // A live input tells no chapters ahead.
  if (lenient && context.nbPrograms === 0) return { chapters: [], services: [] };
  const messages = await dumpOf(context);
  const services = messages === undefined ? [] : servicesIn(messages);
  return { chapters: lenient ? [] : messages && chaptersIn(messages, zeroOf(context)), services };
}

/** Where an input's own clock begins. */
const zeroOf = ({ startTime }: FormatContext): Micros => toMicros(startTime, MICROS_BASE) ?? ZERO;

/** Containers whose packets do not say which of them are key pictures. */
const MARKS_NONE = new Set(['swf']);

class Input implements ChangingInput {
  readonly zero: Micros;
  readonly #name: string;
  readonly #plan: InputPlan;
  readonly #told: Told;
  readonly #context: FormatContext;
  #streams: readonly Stream[];
  #info: InputInfo;
  #programmes: readonly number[];
  #sound: Pick<OpenedInput, 'audioFormat' | 'audioBits'> = {};
  /** Streams whose pictures are put in order where they come without their presentation times. */
  #unordered: Map<number, Stream>;
  readonly #stamps = new Map<number, PictureStamps>();
  readonly #limits = new StampLimits();
  /** Streams of pictures that have not begun, of a container that marks none. */
  readonly #unmarked: Set<number>;
  readonly #guard: OpenedContext['guard'];
  readonly #parts: PartReader;
  /** What reading returned when it failed, while packets are held back. */
  #failed = 0;
  #closed = false;

  constructor(
    name: string,
    plan: InputPlan,
    { context, guard }: OpenedContext,
    { told, parts }: { readonly told: Told; readonly parts: PartReader },
  ) {
    this.#guard = guard;
    this.#parts = parts;
    this.#name = name;
    this.#plan = plan;
    this.#told = told;
    this.#context = context;
    this.#streams = context.streams;
    this.#info = describe(name, plan, context, this.#streams, told);
    this.#programmes = programmesOf(context, this.#info);
    this.zero = startOf(zeroOf(context), this.#streams, this.#programmes, this.#info);
    this.#unordered = orderPictures(context, this.#info, this.#streams);
    const pictures = this.#info.streams.filter(({ kind }) => kind === 'video');
    this.#unmarked = new Set(MARKS_NONE.has(this.#info.container) ? pictures.map(({ index }) => index) : []);
    this.#describeSound();
  }

  get info(): InputInfo {
    return this.#info;
  }

  get streams(): readonly Stream[] {
    return this.#streams;
  }

  get programmes(): readonly number[] {
    return this.#programmes;
  }

  get audioFormat(): AudioFormat | undefined {
    return this.#sound.audioFormat;
  }

  get audioBits(): number | undefined {
    return this.#sound.audioBits;
  }

  refresh(): number {
    if (this.#context.nbStreams === this.#streams.length) return this.#streams.length;
    const { video, audio, awaitsPicture = false } = this.#info;
    this.#streams = [...this.#streams, ...this.#context.streams.slice(this.#streams.length)];
    this.choose({ video: video?.index, audio: audio?.index, awaitsPicture });
    this.#programmes = programmesOf(this.#context, this.#info);
    this.#unordered = orderPictures(this.#context, this.#info, this.#streams);
    return this.#streams.length;
  }

  choose(streams: ChosenStreams): void {
    this.#info = describe(this.#name, this.#plan, this.#context, this.#streams, this.#told, streams);
    this.#describeSound();
  }

  #describeSound(): void {
    const { audio } = this.#info;
    const stream = audio === undefined ? undefined : this.#streams[audio.index];
    if (stream === undefined) return;
    const bits = significantBits(stream);
    this.#sound = {
      audioFormat: audioFormatOf(stream, bits),
      ...(bits === undefined ? {} : { audioBits: bits }),
    };
  }

  read(packet: Packet): boolean | Promise<boolean> {
    for (;;) {
      if (this.#closed) return false;
      if (this.#ordered(packet)) return true;
      check(this.#failed, 'reading the input');
      const returned = this.#parts.read(packet);
      if (typeof returned !== 'number') return this.#readLater(packet, returned);
      const took = this.#took(packet, returned);
      if (took !== undefined) return took;
    }
  }

  async #readLater(packet: Packet, reading: Promise<number>): Promise<boolean> {
    const returned = await reading;
    if (this.#parts.refused !== undefined && !this.#closed) throw this.#parts.refused;
    return this.#took(packet, returned) ?? this.read(packet);
  }

  /** Whether there is one, or whether all have been; undefined: read on. */
  #took(packet: Packet, returned: number): boolean | undefined {
    if (this.#closed) return false;
    if (returned < 0) return this.#over(returned);
    this.#mark(packet);
    this.#limits.apply(packet, this.#streams[packet.streamIndex]?.timeBase ?? packet.timeBase);
    return this.#stampsFor(packet)?.put(packet) === true ? undefined : true;
  }

  /** What is held back comes before the end, and before what went wrong is thrown. */
  #over(returned: number): false | undefined {
    if ([...this.#stamps.values()].filter((stamps) => stamps.end()).length > 0) {
      if (returned !== AVERROR_EOF) this.#failed = returned;
      return undefined;
    }
    if (returned !== AVERROR_EOF) check(returned, 'reading the input');
    return false;
  }

  /** Where no picture is marked as one to begin with, the first one is: outputs would wait for it for ever. */
  #mark(packet: Packet): void {
    if (!this.#unmarked.delete(packet.streamIndex)) return;
    packet.isKeyframe = true;
  }

  /** Who finds out when the packet is shown, if it does not say so itself. */
  #stampsFor({ streamIndex }: Packet): PictureStamps | undefined {
    const stream = this.#unordered.get(streamIndex);
    if (stream === undefined) return undefined;
    let stamps = this.#stamps.get(streamIndex);
    if (stamps === undefined) this.#stamps.set(streamIndex, (stamps = new PictureStamps(stream)));
    return stamps;
  }

  #ordered(packet: Packet): boolean {
    for (const stamps of this.#stamps.values()) if (stamps.take(packet)) return true;
    return false;
  }

  get damaged(): number {
    return [...this.#stamps.values()].reduce((sum, { lost }) => sum + lost, 0);
  }

  interrupt(): void {
    this.#parts.interrupt();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const stamps of this.#stamps.values()) stamps[Symbol.dispose]();
    await this.#parts.close();
    await this.#context.closeInput();
    await this.#guard?.[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
