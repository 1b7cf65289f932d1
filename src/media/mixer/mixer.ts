/** The original sound with the effects: ducking, mixing, limiting, in 20 ms blocks in lock step. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MediaError } from '../errors.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import { sampleIndex, type SampleIndex } from '../../streams/time.ts';
import { Ducker } from './ducker.ts';
import { EffectsBus, type Outcome, type PlacedEffect } from './effects-bus.ts';
import { EffectShelf, type EffectSound } from './effect-shelf.ts';
import { effectFactor } from './effect-level.ts';
import { Limiter } from './limiter.ts';
import { LoudnessMeter } from './loudness.ts';
import { openPipeline, whyNoGStreamer, type MixPipeline } from './pipeline.ts';
import { openSteadyPipeline } from './steady-pipeline.ts';
import { openSumming } from './summing.ts';

/** How loud the effects are, and what stands back for them. */
export interface MixLevels {
  /** dB added to the level that matches the original sound. */
  readonly gain: number;
  /** dB by which the original sound goes down under an effect; 0 = off. */
  readonly duck: number;
}

/** What a mixer is made of. It takes the original sound in order from `start` on. */
export interface MixerOptions extends MixLevels {
  readonly format: AudioFormat;
  readonly effects: readonly EffectSound[];
  /** Keep true peaks at or below −1 dBTP. */
  readonly limiter: boolean;
  /** LUFS of the sound that effects are to stand beside, where that is not the one that is mixed here. */
  readonly loudness?: number;
  /** Where the original sound's first sample lies. */
  readonly start: SampleIndex;
  /** Takes the mixed sound in order. */
  readonly mixed: (samples: Samples) => void;
  /** Takes the effects alone, in order: a block for each of the original sound, silence included. It must not change them. */
  readonly effectsBus?: (samples: Samples) => void;
  /** Hears what became of each cue, once. */
  readonly outcome?: (cue: string, outcome: Outcome) => void;
  /** Given for a program on air: when GStreamer fails, this is told and mixing goes on without it. */
  readonly onFault?: (error: Error) => void;
}

/** How soon (ms) a program on air stops waiting for GStreamer: nobody hears more than a pause. */
const STALLED_ON_AIR_MS = 1_000;

/**
 * How often, 1 ms each, what is under way is waited for where nothing is to be mixed with what follows: it takes well under
 * that. Whoever went on into the pipeline would keep it busy up to the next pause.
 */
const MOST_WAITS = 5;

/** An effect that is to begin at a sample of the mixer's time line. */
export interface MixerCue {
  readonly id: string;
  readonly sfx: string;
  readonly start: SampleIndex;
}

/** What a mixer has done so far. */
export interface MixCounts {
  readonly played: number;
  readonly late: number;
  readonly crowded: number;
  /** Cues that lie after the last sample; known once all is mixed. */
  readonly beyond: number;
  /** Frames that the limiter changed. */
  readonly limited: number;
  /** Frames in and out; they are equal. */
  readonly frames: number;
}

/** Mixes effects into the original sound: as many samples leave as came in, at the same positions. */
export class Mixer implements AsyncDisposable {
  readonly #options: MixerOptions;
  readonly #pipeline: MixPipeline;
  readonly #bus: EffectsBus;
  readonly #shelf: EffectShelf;
  readonly #ducker: Ducker;
  readonly #limiter: Limiter | undefined;
  readonly #meter: LoudnessMeter;
  #effectsGain: number;
  /** The cues that have not begun, by what the bus knows them by. */
  readonly #placed = new Map<PlacedEffect, MixerCue>();
  /** What has not filled a block yet. */
  #rest: Samples[] = [];
  #restFrames = 0;
  #position: SampleIndex;
  #in = 0;
  #out = 0;

  constructor(options: MixerOptions) {
    const { format } = options;
    this.#options = options;
    this.#position = options.start;
    this.#bus = new EffectsBus(format, (effect, outcome) => this.#tell(effect, outcome));
    this.#shelf = new EffectShelf(options.effects, format);
    this.#ducker = new Ducker(format, options.duck);
    this.#limiter = options.limiter ? new Limiter(format) : undefined;
    this.#meter = new LoudnessMeter(format);
    this.#effectsGain = options.gain;
    const mixed = (samples: Samples): void => this.#mixed(samples);
    this.#pipeline = open(options, mixed);
  }

  /** The next sample to be written: the original sound's end so far. */
  get written(): SampleIndex {
    return sampleIndex(this.#position + this.#restFrames);
  }

  /** When the last effect known so far has died away, as a sample of the mixer's time line. */
  get effectsEnd(): SampleIndex {
    return sampleIndex(this.#bus.end);
  }

  get counts(): MixCounts {
    const limited = this.#limiter?.limited ?? 0;
    const { ended: beyond, ...counts } = this.#bus.counts;
    return { ...counts, beyond, limited, frames: this.#out };
  }

  /**
   * Places a cue at its exact sample; one that comes too late is dropped whole and counted.
   * @throws MediaError effect-unknown
   */
  place(cue: MixerCue): void {
    const effect = this.#shelf.get(cue.sfx);
    const placed: PlacedEffect = { start: cue.start, lanes: effect.lanes };
    this.#placed.set(placed, cue);
    this.#bus.add(placed);
  }

  /** Other levels, for the effects that begin from now on. */
  setLevels({ gain, duck }: MixLevels): void {
    this.#effectsGain = gain;
    this.#ducker.setDepth(duck);
  }

  /** Silences all effects known so far from the next block on. */
  hush(): void {
    this.#bus.hush();
  }

  #tell(effect: PlacedEffect, outcome: Outcome): void {
    const cue = this.#placed.get(effect);
    // A cue that plays is asked for its gain next.
    if (outcome !== 'played') this.#placed.delete(effect);
    if (cue !== undefined) this.#options.outcome?.(cue.id, outcome);
  }

  /** Mixes the original sound's next samples, which follow the ones before. Waits while the mixer is busy. */
  async write(samples: Samples): Promise<void> {
    this.#rest.push(samples);
    this.#restFrames += samples.length / this.#options.format.channels;
    while (this.#restFrames >= this.#pipeline.block) await this.#mix(this.#pipeline.block);
  }

  /** Mixes what is left and waits for all of it; cues behind its end are told as `ended`. */
  async finish(): Promise<void> {
    if (this.#restFrames > 0) await this.#mix(this.#restFrames);
    this.#bus.finish();
    await this.#pipeline.drain();
    if (this.#limiter !== undefined) this.#emit(this.#limiter.end());
    if (this.#in !== this.#out)
      throw new MediaError(
        'mixer-failed',
        `The mixer took ${this.#in} samples and gave ${this.#out}.`,
        'Run `momentfx doctor`; it checks GStreamer.',
      );
  }

  async #mix(frames: number): Promise<void> {
    const original = this.#takeRest(frames);
    const { samples, active } = this.#bus.render(this.#position, frames, (effect) => this.#gain(effect));
    if (this.#options.loudness === undefined) this.#meter.add(original);
    this.#position = sampleIndex(this.#position + frames);
    this.#in += frames;
    this.#options.effectsBus?.(samples);
    const ducked = this.#ducker.apply(original, active);
    // A sum with silence is what it was. Going round the pipeline saves a quarter of what a live stream costs.
    if (active === undefined && (await this.#isIdle())) this.#mixed(ducked);
    else await this.#pipeline.push(ducked, samples);
  }

  /** Whether nothing is under way in the pipeline, or soon will be. */
  async #isIdle(): Promise<boolean> {
    for (let waited = 0; !this.#pipeline.idle && waited < MOST_WAITS; waited += 1) await sleep(1);
    return this.#pipeline.idle;
  }

  #gain(effect: PlacedEffect): number {
    const cue = this.#placed.get(effect);
    this.#placed.delete(effect);
    if (cue === undefined) return 1;
    const original = this.#options.loudness ?? this.#meter.loudness;
    return effectFactor(this.#shelf.get(cue.sfx), original, this.#effectsGain);
  }

  #takeRest(frames: number): Samples {
    const length = frames * this.#options.format.channels;
    const [head] = this.#rest;
    this.#restFrames -= frames;
    if (head?.length === length) {
      this.#rest.shift();
      return head;
    }
    const all = this.#join();
    this.#rest = all.length > length ? [all.subarray(length)] : [];
    return all.subarray(0, length);
  }

  #join(): Samples {
    const [head] = this.#rest;
    if (head !== undefined && this.#rest.length === 1) return head;
    const total = this.#rest.reduce((sum, { length }) => sum + length, 0);
    const joined = this.#options.format.precision === 32 ? new Float32Array(total) : new Float64Array(total);
    let at = 0;
    for (const part of this.#rest) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  #mixed(samples: Samples): void {
    this.#emit(this.#limiter === undefined ? samples : this.#limiter.push(samples));
  }

  #emit(samples: Samples): void {
    if (samples.length === 0) return;
    this.#out += samples.length / this.#options.format.channels;
    this.#options.mixed(samples);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pipeline[Symbol.asyncDispose]();
  }
}

/** GStreamer's pipeline, or what stands in for it where it is missing. */
function open({ format, onFault }: MixerOptions, mixed: (samples: Samples) => void): MixPipeline {
  if (whyNoGStreamer() !== undefined) return openSumming(format, mixed);
  if (onFault === undefined) return openPipeline(format, mixed);
  const own = (out: (samples: Samples) => void): MixPipeline =>
    openPipeline(format, out, { stalled: STALLED_ON_AIR_MS });
  return openSteadyPipeline({ format, open: own, mixed, onFault });
}
