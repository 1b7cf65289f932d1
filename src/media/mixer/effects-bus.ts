/** The effects beside the original sound, rendered from cues sample by sample. Pure: no clock, no native code. */
import { newSamples, type AudioFormat, type Samples } from '../pcm.ts';
import type { SampleIndex } from '../../streams/time.ts';
import type { Lane } from './speakers.ts';

/** Louder than this many voices at once is noise; further cues are dropped whole. */
const MOST_VOICES = 6;

/** An effect that is to start at one exact sample of the mixer's time line. */
export interface PlacedEffect {
  readonly start: SampleIndex;
  /** Samples at the mixer's rate, all of one length. */
  readonly lanes: readonly Lane[];
}

interface Voice extends PlacedEffect {
  readonly end: number;
  readonly gain: number;
}

/** The effects alone for some frames, as long as the block that was asked for. */
export interface EffectsBlock {
  /** Interleaved; silence is one shared array that nobody may write to. */
  readonly samples: Samples;
  /** 1 for every frame in which an effect sounds; undefined when there is none. */
  readonly active: Uint8Array | undefined;
}

/** What an effect meets on arrival: it waits for its sample, or that has left already and it never sounds. */
export type Placement = 'placed' | 'late';
/** What became of an effect: it began to sound, its sample had passed, too many sounded already, or the media ended before. */
export type Outcome = 'played' | 'late' | 'crowded' | 'ended';

/** Holds the effects that will sound, and renders them block by block. Positions only go forward. */
export class EffectsBus {
  readonly counts = { played: 0, late: 0, crowded: 0, ended: 0 };
  readonly #format: AudioFormat;
  readonly #told: (effect: PlacedEffect, outcome: Outcome) => void;
  #waiting: PlacedEffect[] = [];
  #voices: Voice[] = [];
  #position = 0;
  #silence: Samples;

  /** `told` hears what became of each effect, once. */
  constructor(format: AudioFormat, told: (effect: PlacedEffect, outcome: Outcome) => void = () => undefined) {
    this.#format = format;
    this.#told = told;
    this.#silence = newSamples(format.precision, 0);
  }

  /** Adds an effect. One whose start has already been rendered is dropped whole and counted. */
  add(effect: PlacedEffect): Placement {
    if (effect.start < this.#position) {
      this.#tell(effect, 'late');
      return 'late';
    }
    const at = this.#waiting.findLastIndex((other) => other.start <= effect.start);
    this.#waiting.splice(at + 1, 0, effect);
    return 'placed';
  }

  /** When the last effect known so far has died away. */
  get end(): number {
    return [...this.#voices, ...this.#waiting.map(withEnd)].reduce((last, { end }) => Math.max(last, end), 0);
  }

  /**
   * The next `frames` of the bus, from `start` (after all that was rendered before). `gainOf` is asked once for each
   * effect, when the block that it starts in is rendered; its answer is a factor.
   */
  render(start: SampleIndex, frames: number, gainOf: (effect: PlacedEffect) => number): EffectsBlock {
    const end = start + frames;
    this.#position = end;
    this.#admit(start, end, gainOf);
    if (this.#voices.length === 0) return { samples: this.#quiet(frames), active: undefined };
    const samples = newSamples(this.#format.precision, frames * this.#format.channels);
    const active = new Uint8Array(frames);
    for (const voice of this.#voices) {
      const from = Math.max(voice.start, start);
      const until = Math.min(voice.end, end);
      active.fill(1, from - start, until - start);
      for (const lane of voice.lanes) this.#addLane(samples, lane, voice, from, until, start);
    }
    this.#voices = this.#voices.filter((voice) => voice.end > end);
    return { samples, active };
  }

  /** From the next block on all effects known so far are silent, those that sound and those that wait. */
  hush(): void {
    this.#voices = [];
    this.finish();
  }

  /** Nothing more will be rendered: what has not begun never will. */
  finish(): void {
    for (const effect of this.#waiting.splice(0)) this.#tell(effect, 'ended');
  }

  #admit(start: SampleIndex, end: number, gainOf: (effect: PlacedEffect) => number): void {
    for (let next = this.#waiting[0]; next !== undefined && next.start < end; next = this.#waiting[0]) {
      this.#waiting.shift();
      const { start: at } = next;
      if (at < start) this.#tell(next, 'late');
      else if (this.#voices.filter((voice) => voice.end > at).length >= MOST_VOICES)
        this.#tell(next, 'crowded');
      else {
        this.#tell(next, 'played');
        this.#voices.push({ ...withEnd(next), gain: gainOf(next) });
      }
    }
  }

  #tell(effect: PlacedEffect, outcome: Outcome): void {
    this.counts[outcome] += 1;
    this.#told(effect, outcome);
  }

  #addLane(samples: Samples, lane: Lane, voice: Voice, from: number, until: number, start: number): void {
    const { channels } = this.#format;
    let at = (from - start) * channels + lane.channel;
    for (let i = from - voice.start; i < until - voice.start; i += 1, at += channels)
      samples[at] = (samples[at] ?? 0) + (lane.samples[i] ?? 0) * voice.gain;
  }

  #quiet(frames: number): Samples {
    const length = frames * this.#format.channels;
    if (this.#silence.length !== length) this.#silence = newSamples(this.#format.precision, length);
    return this.#silence;
  }
}

const withEnd = (effect: PlacedEffect): PlacedEffect & { readonly end: number } => ({
  ...effect,
  end: effect.start + (effect.lanes[0]?.samples.length ?? 0),
});
