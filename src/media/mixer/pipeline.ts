/** The mixer's core: the original sound and an effects source, fed in lock step, mixed sample by sample by GStreamer. */
import { messageOf } from '../../core/errors.ts';
import { MediaError } from '../errors.ts';
import { newSamples, type AudioFormat, type Samples } from '../pcm.ts';
import { sampleIndex } from '../../streams/time.ts';
import { capsOf, loadGStreamer } from './gstreamer.ts';
import { giveGraphBack, takeGraph, type MixingGraph } from './mixing-graph.ts';

/** Blocks on their way through the mixer; enough to keep its threads busy, little enough to bound its queues. */
const CREDITS = 16;
/** A block takes well under 1 ms; `play()` reports nothing, so silence for this long means that it failed. */
const STALLED_MS = 5_000;
const BLOCK_S = 0.02;

/** Frames in a block. */
export const blockOf = ({ rate }: AudioFormat): number => Math.max(1, Math.round(rate * BLOCK_S));

/**
 * Built from numbers only: text from outside would be able to add elements. `stop` empties the bus by default; a reader
 * that has not woken by then waits for ever, and the process with it, so here the bus keeps its messages. (The binding's
 * own property of that name has no effect: setting it only hides it.)
 */
function launchText(format: AudioFormat, block: number, { faultAfter }: PipelineOptions): string {
  // Both sources have the same channels; where the speakers stand does not matter to a sum.
  const caps = capsOf({ ...format, mask: 0n });
  const source = `format=time is-live=false block=false max-bytes=0 caps="${caps}"`;
  const nanos = Math.round((block * 1e9) / format.rate);
  return [
    'pipeline.( auto-flush-bus=false',
    `audiomixer name=sum output-buffer-duration=${nanos}`,
    `! ${caps}${faultAfter === undefined ? '' : ` ! identity error-after=${faultAfter}`} ! appsink name=mix sync=false enable-last-sample=false`,
    `appsrc name=original ${source} ! sum.sink_0`,
    `appsrc name=effects ${source} ! sum.sink_1 )`,
  ].join(' ');
}

function failure(message: string, cause?: unknown): MediaError {
  return new MediaError('mixer-failed', message, 'Run `momentfx doctor`; it checks GStreamer.', { cause });
}

/**
 * Makes ready to open mixers; the first one would do it otherwise.
 * @returns a line for people where GStreamer is missing: mixers then add the sounds up themselves
 */
export function prepareMixers(): string | undefined {
  const reason = whyNoGStreamer();
  if (reason === undefined) return undefined;
  return `GStreamer is not used (${reason}): the effects are mixed without it. \`momentfx doctor\` tells how to add it.`;
}

/** Why mixing goes without GStreamer on this machine; undefined where it is there. Loads it. */
export function whyNoGStreamer(): string | undefined {
  try {
    loadGStreamer();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Adds two sounds, block by block. Disposing it drops what is under way. */
export interface MixPipeline extends AsyncDisposable {
  /** Frames in a block: 20 ms, rounded to whole samples. */
  readonly block: number;
  /**
   * Mixes one block of the original sound with one of the effects (equal lengths); mixed samples come back in order by way
   * of `mixed`. Waits while too many blocks are under way.
   */
  push(original: Samples, effects: Samples): Promise<void>;
  /** Nothing is under way: what needs no mixing may go past the mixer and keeps its place. */
  readonly idle: boolean;
  /** Waits until every pushed sample has come out. */
  drain(): Promise<void>;
}

/** Settings for tests; a program leaves them alone. */
export interface PipelineOptions {
  /** A mixer that gives nothing for this long (ms) has failed; 5 s by default. */
  readonly stalled?: number;
  /** For tests of what happens then: GStreamer reports an error after so many blocks. */
  readonly faultAfter?: number;
}

/**
 * Starts a mixer.
 * @throws MediaError mixer-failed when GStreamer or one of its elements is missing
 */
export function openPipeline(
  format: AudioFormat,
  mixed: (samples: Samples) => void,
  options: PipelineOptions = {},
): MixPipeline {
  return new Mixing(format, mixed, options);
}

class Mixing implements MixPipeline {
  readonly block: number;
  readonly #format: AudioFormat;
  #mixed: (samples: Samples) => void;
  readonly #stalled: number;
  readonly #launch: string;
  readonly #graph: MixingGraph;
  #in = 0;
  #out = 0;
  #pulling = false;
  #closed = false;
  #failed: MediaError | undefined;
  #wake: (() => void) | undefined;

  constructor(format: AudioFormat, mixed: (samples: Samples) => void, options: PipelineOptions) {
    this.#format = format;
    this.#mixed = mixed;
    this.#stalled = options.stalled ?? STALLED_MS;
    this.block = blockOf(format);
    this.#launch = launchText(format, this.block, options);
    try {
      this.#graph = takeGraph(this.#launch);
    } catch (cause) {
      throw failure('GStreamer, its audiomixer or its app elements are missing.', cause);
    }
    const { pipeline } = this.#graph;
    pipeline.listen((message) => {
      if (message.type === 'error')
        this.#fail(failure(`The mixer stopped: ${message.message ?? 'no reason given'}.`));
    });
    pipeline.play();
  }

  get idle(): boolean {
    return this.#in === this.#out;
  }

  async push(original: Samples, effects: Samples): Promise<void> {
    if (original.length !== effects.length || original.length % this.#format.channels !== 0)
      throw new RangeError(`internal: mixer blocks of ${original.length} and ${effects.length} samples`);
    this.#checkOpen();
    const at = sampleIndex(this.#in);
    this.#graph.original.push(original, at, this.#format.rate);
    this.#graph.effects.push(effects, at, this.#format.rate);
    this.#in += original.length / this.#format.channels;
    this.#pull();
    await this.#until(() => this.#in - this.#out <= CREDITS * this.block);
  }

  async drain(): Promise<void> {
    const wanted = this.#in;
    // The aggregator may hold back a part of a block: silence behind the last sample pushes it out.
    const { precision, channels, rate } = this.#format;
    const silence = newSamples(precision, this.block * channels);
    for (let extra = 0; extra < 2; extra += 1) {
      const at = sampleIndex(this.#in + extra * this.block);
      this.#graph.original.push(silence, at, rate);
      this.#graph.effects.push(silence, at, rate);
    }
    this.#pull();
    await this.#until(() => this.#out >= wanted);
  }

  /** Takes mixed blocks for as long as some are due; each pull holds a worker thread, so none waits idly. */
  #pull(): void {
    if (this.#pulling || this.#closed || this.#out >= this.#in) return;
    this.#pulling = true;
    this.#graph.sink.pull((buffer) => {
      this.#pulling = false;
      if (buffer !== null) this.#deliver(buffer);
      else if (!this.#closed) this.#fail(failure('The mixer ended by itself.'));
      if (this.#failed === undefined) this.#pull();
      this.#wake?.();
    });
  }

  #deliver(buffer: Buffer): void {
    const width = this.#format.precision / 8;
    const due = Math.min(buffer.byteLength / width, (this.#in - this.#out) * this.#format.channels);
    const copy = new Uint8Array(due * width);
    copy.set(buffer.subarray(0, copy.length));
    this.#out += due / this.#format.channels;
    try {
      this.#mixed(
        this.#format.precision === 32 ? new Float32Array(copy.buffer) : new Float64Array(copy.buffer),
      );
    } catch (error) {
      this.#fail(error instanceof MediaError ? error : failure('The mixed sound found no taker.', error));
    }
  }

  async #until(done: () => boolean): Promise<void> {
    while (!done()) {
      this.#checkOpen();
      const before = this.#out;
      const late = await this.#nextChange();
      if (late && this.#out === before && this.#failed === undefined)
        this.#fail(failure(`The mixer gave nothing for ${this.#stalled / 1000} s.`));
    }
    this.#checkOpen();
  }

  /** Resolves when something came out (false) or after a long silence (true). */
  #nextChange(): Promise<boolean> {
    return new Promise((resolve) => {
      // A busy loop delays both the timer and the block; one more turn lets the block win.
      const timer = setTimeout(() => setImmediate(() => resolve(true)), this.#stalled);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }

  #fail(error: MediaError): void {
    this.#failed ??= error;
    this.#wake?.();
  }

  #checkOpen(): void {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#closed) throw new MediaError('recording-closed', 'The mixer is closed.', 'Start again.');
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      // The binding never lets go of what it calls back, and through it of all the effects of a library.
      this.#mixed = () => undefined;
      this.#graph.pipeline.stop();
      this.#wake?.();
      // One that failed, or owes a buffer, may never answer again.
      if (this.#failed === undefined && !this.#pulling) giveGraphBack(this.#launch, this.#graph);
    }
    return Promise.resolve();
  }
}
