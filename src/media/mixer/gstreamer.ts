/**
 * The only call site of gstreamer-superficial. Wrong arguments to the binding crash the process, so nothing else may
 * touch it. Main thread only.
 */
import { createRequire } from 'node:module';
import { messageOf } from '../../core/errors.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import type { SampleIndex } from '../../streams/time.ts';

interface NativeSource {
  push(buffer: Buffer, stamp?: Buffer): void;
  readonly 'current-level-time': string;
}
interface NativeSink {
  pull(done: (buffer: Buffer | null) => void): void;
}
interface NativePipeline {
  play(): void;
  stop(): void;
  sendEOS(): void;
  findChild(name: string): object | undefined;
  pollBus(heard: (message: NativeMessage) => void): void;
}
interface NativeMessage {
  readonly type: string;
  readonly message?: string;
  readonly 'new-state'?: string;
  readonly _src_element_name?: string;
}
const PACKAGE = 'gstreamer-superficial';
type Binding = { readonly Pipeline: new (launch: string) => NativePipeline };

/** A message of a pipeline's bus, copied out of native memory. */
export interface BusMessage {
  readonly type: string;
  /** An error's words. */
  readonly message?: string;
  /** The element that speaks. */
  readonly from?: string;
  /** What a `state-changed` leads to. */
  readonly playing: boolean;
}

/** Takes samples. */
export interface AppSource {
  /** At `at` samples since the start; without it GStreamer stamps the samples as they pass. */
  push(samples: Samples, at?: SampleIndex, rate?: number): void;
  /** Nanoseconds of sound that wait. */
  readonly waiting: number;
}

/** Gives samples. */
export interface AppSink {
  /** The next bytes, or null at the end; holds a worker thread until then. */
  pull(done: (buffer: Buffer | null) => void): void;
}

/** The binding is an optional package, and needs GStreamer's own libraries. */
function binding(): Binding {
  try {
    return createRequire(import.meta.url)(PACKAGE) as Binding;
  } catch (cause) {
    // The rest of such a message lists who asked.
    const [line = ''] = messageOf(cause).split('\n');
    const absent = line === `Cannot find module '${PACKAGE}'`;
    throw new Error(absent ? `its binding ${PACKAGE} is not installed` : line, { cause });
  }
}

/**
 * Loads GStreamer. Where its plugins are new to it, it starts a process to look at them: a second of work that is better
 * done before anything runs, and a fork, in which FFmpeg's SRT can wait for ever for a lock that one of its threads held
 * (met with a sender that had just connected). So call it before an input is opened.
 * @throws Error, whose message is the reason, when GStreamer or its binding is missing
 */
export function loadGStreamer(): void {
  binding();
}

/**
 * A pipeline from a launch text. The text is a small language: only numbers and words of our own may be put
 * into it, never text from outside; that is set as a property.
 */
export class GstPipeline {
  readonly #native: NativePipeline;

  /** @throws Error when GStreamer or one of the elements is missing */
  constructor(launch: string) {
    this.#native = new (binding().Pipeline)(launch);
  }

  /** Once for each element: every call leaks. */
  source(name: string): AppSource {
    const source = this.#find(name) as NativeSource;
    return {
      push(samples, at, rate) {
        const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
        if (at === undefined || rate === undefined) source.push(bytes);
        else source.push(bytes, toNanos(at, rate));
      },
      get waiting() {
        // 64-bit numbers come as text.
        return Number(source['current-level-time']);
      },
    };
  }

  /** The appsink of this name. `pull` holds a worker thread until a buffer or the end of the stream is there. */
  sink(name: string): AppSink {
    const sink = this.#find(name) as NativeSink;
    return { pull: (done) => sink.pull(done) };
  }

  /** Sets a property that is a string; no string can do more than be its value. */
  setText(name: string, property: string, value: string): void {
    const element = this.#find(name) as Record<string, string>;
    element[property] = value;
  }

  /** Reports nothing: what becomes of it is heard on the bus. */
  play(): void {
    this.#native.play();
  }

  /** Lets what was pushed play to its end; then `eos` is heard on the bus. */
  sendEnd(): void {
    this.#native.sendEOS();
  }

  /** Stops the pipeline and lets go of its devices. Nothing can be pulled afterwards. */
  stop(): void {
    this.#native.stop();
  }

  /**
   * Hears every message, holding a worker thread, until one is heard after which the pipeline is stopped. A listener
   * that no message wakes keeps the process alive.
   */
  listen(heard: (message: BusMessage) => void): void {
    this.#native.pollBus((native) => {
      const { type, message, _src_element_name: from } = native;
      heard({
        type,
        playing: native['new-state'] === 'GST_STATE_PLAYING',
        ...(message === undefined ? {} : { message }),
        ...(from === undefined ? {} : { from }),
      });
    });
  }

  #find(name: string): object {
    const element = this.#native.findChild(name);
    if (element === undefined) throw new RangeError(`internal: the pipeline has no element ${name}`);
    return element;
  }
}

/** Nanoseconds exist here alone: GStreamer's time stamps, 8 bytes big-endian. */
function toNanos(at: SampleIndex, rate: number): Buffer {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE((BigInt(at) * 1_000_000_000n) / BigInt(rate));
  return stamp;
}

/** The caps of interleaved samples: numbers only. `precision` as stored, `mask` for more than two channels. */
export function capsOf({ rate, channels, precision, mask }: AudioFormat): string {
  const positions = channels > 2 ? `,channel-mask=(bitmask)0x${mask.toString(16)}` : '';
  return `audio/x-raw,format=F${precision}LE,layout=interleaved,rate=${rate},channels=${channels}${positions}`;
}
