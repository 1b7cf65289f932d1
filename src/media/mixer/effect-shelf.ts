/** The library's sounds as one mixer needs them: at its rate, on its speakers, measured. Each is made once, when first used. */
import { EFFECT_RATE } from '../../core/formats.ts';
import { MediaError } from '../errors.ts';
import type { AudioFormat } from '../pcm.ts';
import { LoudnessMeter } from './loudness.ts';
import { resample } from './resample.ts';
import { assignSpeakers, type Lane } from './speakers.ts';

/** A sound of the library: 48 kHz, one array a channel, all of one length. */
export interface EffectSound {
  readonly id: string;
  readonly channels: readonly Float32Array[];
}

/** An effect's sound, resampled and spread over the channels of the output, with the figures its level is set by. */
export interface FittedEffect {
  readonly lanes: readonly Lane[];
  /** LUFS of its loudest 0.4 s, as it sounds from the output's speakers. */
  readonly loudness: number;
  /** Largest absolute sample. */
  readonly peak: number;
}

/** Gives a library's effects in one audio format. The owner keeps the sounds; nothing has to be released. */
export class EffectShelf {
  readonly #sounds: ReadonlyMap<string, EffectSound>;
  readonly #format: AudioFormat;
  readonly #fitted = new Map<string, FittedEffect>();

  constructor(sounds: readonly EffectSound[], format: AudioFormat) {
    this.#sounds = new Map(sounds.map((sound) => [sound.id, sound]));
    this.#format = format;
  }

  /** @throws MediaError effect-unknown */
  get(id: string): FittedEffect {
    const known = this.#fitted.get(id);
    if (known !== undefined) return known;
    const sound = this.#sounds.get(id);
    if (sound === undefined)
      throw new MediaError(
        'effect-unknown',
        `The library has no effect "${id}".`,
        'See `momentfx library list`.',
      );
    const fitted = this.#fit(sound);
    this.#fitted.set(id, fitted);
    return fitted;
  }

  #fit(sound: EffectSound): FittedEffect {
    const channels = sound.channels.map((samples) => resample(samples, EFFECT_RATE, this.#format.rate));
    const lanes = assignSpeakers(channels, this.#format);
    const meter = new LoudnessMeter({ rate: this.#format.rate, channels: lanes.length, mask: 0n });
    const frames = lanes[0]?.samples.length ?? 0;
    const together = new Float32Array(frames * lanes.length);
    let peak = 1e-6;
    for (const [lane, { samples }] of lanes.entries())
      for (let i = 0; i < frames; i += 1) {
        together[i * lanes.length + lane] = samples[i] ?? 0;
        peak = Math.max(peak, Math.abs(samples[i] ?? 0));
      }
    meter.add(together);
    return { lanes, loudness: meter.loudest, peak };
  }
}
