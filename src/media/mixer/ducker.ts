/** Turns the original sound down while an effect sounds. */
import type { AudioFormat, Samples } from '../pcm.ts';

/** Fast enough to clear the way for the effect's onset, slow enough not to click. */
const ATTACK_S = 0.03;
/** Shorter releases pump audibly between two words. */
const RELEASE_S = 0.35;

/** Lowers the original sound by up to `depth` dB while an effect sounds, and lets it rise again afterwards. */
export class Ducker {
  readonly #channels: number;
  #depth: number;
  /** Another depth waits until nothing is turned down: the sound never jumps. */
  #nextDepth: number;
  readonly #attack: number;
  readonly #release: number;
  /** 0 = untouched, 1 = down by the full depth; moves linearly, so the level does in dB. */
  #level = 0;

  /** `depth` in dB, positive; 0 leaves the original sound alone. */
  constructor(format: Pick<AudioFormat, 'rate' | 'channels'>, depth: number) {
    this.#channels = format.channels;
    this.#depth = depth;
    this.#nextDepth = depth;
    this.#attack = 1 / Math.max(1, ATTACK_S * format.rate);
    this.#release = 1 / Math.max(1, RELEASE_S * format.rate);
  }

  /** Another depth, from the next effect on that begins when nothing is turned down. */
  setDepth(depth: number): void {
    this.#nextDepth = depth;
  }

  /** The original samples turned down where `active` says so; the same array when nothing changes. */
  apply(samples: Samples, active: Uint8Array | undefined): Samples {
    if (this.#level === 0) this.#depth = this.#nextDepth;
    if (this.#depth === 0 || (active === undefined && this.#level === 0)) return samples;
    const out = samples.slice();
    for (let frame = 0, at = 0; at < out.length; frame += 1) {
      this.#level =
        active?.[frame] === 1
          ? Math.min(1, this.#level + this.#attack)
          : Math.max(0, this.#level - this.#release);
      const gain = this.#level === 0 ? 1 : 10 ** ((-this.#depth * this.#level) / 20);
      for (let channel = 0; channel < this.#channels; channel += 1, at += 1) out[at] = (out[at] ?? 0) * gain;
    }
    return out;
  }
}
