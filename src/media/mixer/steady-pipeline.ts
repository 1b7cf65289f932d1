/**
 * A mixer that a program on air can rely on: when GStreamer fails, what was under way and what follows is added up
 * here, sample for sample the same, until GStreamer works again.
 */
import { asError } from '../../core/errors.ts';
import { backOff } from '../../core/back-off.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import { blockOf, type MixPipeline } from './pipeline.ts';
import { sumOf } from './summing.ts';

/** How the pipeline is opened, and opened again after a failure. */
export interface SteadyOptions {
  readonly format: AudioFormat;
  /** Opens a pipeline that gives its sound to `mixed`. */
  readonly open: (mixed: (samples: Samples) => void) => MixPipeline;
  readonly mixed: (samples: Samples) => void;
  /** Hears of each failure. */
  readonly onFault: (error: Error) => void;
}

/** When GStreamer is given another try after it failed. */
const waitFor = backOff({ first: 30_000 });

interface Block {
  readonly original: Samples;
  readonly effects: Samples;
}

/** Never throws for GStreamer's sake: without it, too, the program goes on. */
export const openSteadyPipeline = (options: SteadyOptions): MixPipeline => new SteadyPipeline(options);

class SteadyPipeline implements MixPipeline {
  readonly block: number;
  readonly #options: SteadyOptions;
  #inner: MixPipeline | undefined;
  /** Went in and has not come out, all but the first `#out` samples. */
  #under: Block[] = [];
  #out = 0;
  #notBefore = 0;

  constructor(options: SteadyOptions) {
    this.#options = options;
    this.block = blockOf(options.format);
    this.#tryAgain();
  }

  get idle(): boolean {
    return this.#under.length === 0;
  }

  async push(original: Samples, effects: Samples): Promise<void> {
    this.#tryAgain();
    const inner = this.#inner;
    if (inner === undefined) {
      this.#options.mixed(sumOf(original, effects));
      return;
    }
    this.#under.push({ original, effects });
    await this.#guarded(inner, () => inner.push(original, effects));
  }

  async drain(): Promise<void> {
    const inner = this.#inner;
    if (inner !== undefined) await this.#guarded(inner, () => inner.drain());
  }

  #open(): MixPipeline {
    const inner: MixPipeline = this.#options.open((samples) => {
      // What a failed one gives later has been given already.
      if (this.#inner === inner) this.#came(samples);
    });
    return inner;
  }

  #tryAgain(): void {
    if (this.#inner !== undefined || performance.now() < this.#notBefore) return;
    try {
      this.#inner = this.#open();
    } catch (error) {
      this.#failed(error);
    }
  }

  #came(samples: Samples): void {
    this.#out += samples.length;
    for (
      let [first] = this.#under;
      first !== undefined && this.#out >= first.original.length;
      [first] = this.#under
    ) {
      this.#out -= first.original.length;
      this.#under.shift();
    }
    this.#options.mixed(samples);
  }

  async #guarded(inner: MixPipeline, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#inner = undefined;
      await inner[Symbol.asyncDispose]();
      const [under, out] = [this.#under, this.#out];
      this.#under = [];
      this.#out = 0;
      this.#failed(error);
      for (const [i, { original, effects }] of under.entries())
        this.#options.mixed(sumOf(original, effects).subarray(i === 0 ? out : 0));
    }
  }

  #failed(error: unknown): void {
    this.#notBefore = performance.now() + waitFor(0);
    this.#options.onFault(asError(error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const inner = this.#inner;
    this.#inner = undefined;
    await inner?.[Symbol.asyncDispose]();
  }
}
