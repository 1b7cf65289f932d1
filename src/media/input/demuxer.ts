/** One opened input: packets one after the other. The only place that opens a demuxer. */
import { AVERROR_EOF, AV_NOPTS_VALUE } from 'node-av/constants';
import { FormatContext, type Packet, type Stream } from 'node-av/lib';
import { Address } from '../../core/stream-url.ts';
import { micros, ZERO, type Micros } from '../../streams/time.ts';
import { check, withOptions } from '../ffmpeg.ts';
import type { AudioFormat } from '../pcm.ts';
import { audioFormatOf, describe, significantBits, type InputInfo } from './info.ts';
import { planInput, type InputPlan } from './plan.ts';
import { explainRefusal } from './refusal.ts';

/** An input whose streams are known. Its owner closes it. */
export interface OpenedInput extends AsyncDisposable {
  readonly info: InputInfo;
  readonly streams: readonly Stream[];
  /** What media time 0 is on the input's own clock, in microseconds. */
  readonly zero: Micros;
  readonly audioFormat?: AudioFormat;
  /** Significant bits of the sound's integers; undefined for floating point and lossy codecs. */
  readonly audioBits?: number;
  /** Fills `packet` with the next packet; false at the end. Waits only on network inputs. */
  read(packet: Packet): boolean | Promise<boolean>;
  /** Breaks a blocked read. */
  interrupt(): void;
  close(): Promise<void>;
}

/**
 * Opens and probes a recording: a file, or an address that is read from its start to its end.
 * @throws MediaError with an INPUT_… code
 */
export const openInput = async (url: string): Promise<OpenedInput> =>
  openPlannedInput(await planInput({ address: new Address(url), mode: 'recorded' }), url);

/**
 * Opens and probes what is behind `plan`; `name` stands for it in its description. `signal` breaks off the waiting,
 * also for a peer that has not come yet.
 * @throws MediaError with an INPUT_… code
 */
export async function openPlannedInput(
  plan: InputPlan,
  name: string,
  watch: OpenWatch = {},
): Promise<OpenedInput> {
  const context = new FormatContext();
  context.allocContext();
  const interrupt = (): void => context.interrupt();
  watch.signal?.addEventListener('abort', interrupt, { once: true });
  try {
    watch.signal?.throwIfAborted();
    await withOptions(plan.options, async (options) => {
      check(await context.openInput(plan.url, plan.format ?? null, options), 'opening the input');
    });
    watch.onConnected?.();
    check(await context.findStreamInfo(null), 'probing the input');
    return new Input(name, plan, context);
  } catch (cause) {
    await context.closeInput();
    throw await explainRefusal(plan, cause);
  } finally {
    watch.signal?.removeEventListener('abort', interrupt);
  }
}

/** How opening is stopped and watched. */
export interface OpenWatch {
  readonly signal?: AbortSignal;
  /** The peer is there and its first bytes have been read; probing follows. */
  readonly onConnected?: () => void;
}

class Input implements OpenedInput {
  readonly info: InputInfo;
  readonly streams: readonly Stream[];
  readonly zero: Micros;
  readonly audioFormat?: AudioFormat;
  readonly audioBits?: number;
  readonly #context: FormatContext;
  readonly #local: boolean;
  #closed = false;

  constructor(url: string, plan: InputPlan, context: FormatContext) {
    this.#context = context;
    this.#local = plan.path !== undefined;
    this.streams = context.streams;
    this.info = describe(url, plan, context, this.streams);
    this.zero = context.startTime === AV_NOPTS_VALUE ? ZERO : micros(Number(context.startTime));
    const audio = this.info.audio === undefined ? undefined : this.streams[this.info.audio.index];
    if (audio !== undefined) {
      const bits = significantBits(audio);
      this.audioFormat = audioFormatOf(audio, bits);
      if (bits !== undefined) this.audioBits = bits;
    }
  }

  read(packet: Packet): boolean | Promise<boolean> {
    if (this.#closed) return false;
    return this.#local ? this.#took(this.#context.readFrameSync(packet)) : this.#readLater(packet);
  }

  async #readLater(packet: Packet): Promise<boolean> {
    return this.#took(await this.#context.readFrame(packet));
  }

  #took(returned: number): boolean {
    if (returned === AVERROR_EOF || this.#closed) return false;
    check(returned, 'reading the input');
    return true;
  }

  interrupt(): void {
    this.#context.interrupt();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#context.closeInput();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
