/**
 * Samples on hold, first in, first out, in few large pieces of memory that are used again. Small arrays that live for
 * seconds each move into V8's old space, whose collection they then cause: every 10 s, for 40 ms, in a live stream.
 */
import { newSamples, type Precision, type Samples } from '../pcm.ts';

/** Samples in a piece; 0.7 s of stereo. */
const PIECE = 65_536;
/** Pieces that are empty and stay for the next sound. */
const SPARE = 2;

/** A first-in, first-out store of samples. */
export class SoundStore {
  readonly #precision: Precision;
  /** The pieces in use; the first one holds the samples from `#first` on. */
  #pieces: Samples[] = [];
  #spare: Samples[] = [];
  #first = 0;
  #end = 0;

  constructor(precision: Precision) {
    this.#precision = precision;
  }

  /** Keeps a copy; gives where it lies. */
  put(samples: Samples): number {
    const at = this.#end;
    for (let done = 0; done < samples.length;) {
      const offset = (this.#end - this.#first) % PIECE;
      if (this.#end - this.#first === this.#pieces.length * PIECE) this.#pieces.push(this.#newPiece());
      const part = samples.subarray(done, done + PIECE - offset);
      this.#pieces.at(-1)?.set(part, offset);
      done += part.length;
      this.#end += part.length;
    }
    return at;
  }

  /** A copy of `length` samples from `at` on, which must still be held. */
  get(at: number, length: number): Samples {
    if (at < this.#first || at + length > this.#end)
      throw new RangeError(`internal: no sound is held from ${at} to ${at + length}`);
    const out = newSamples(this.#precision, length);
    for (let done = 0; done < length;) {
      const from = at + done - this.#first;
      const offset = from % PIECE;
      const part = this.#pieces[(from - offset) / PIECE]?.subarray(offset, offset + length - done);
      if (part === undefined) throw new RangeError('internal: a piece of sound is missing');
      out.set(part, done);
      done += part.length;
    }
    return out;
  }

  /** Lets go of what lies before `at`. */
  free(at: number): void {
    while (this.#pieces.length > 0 && this.#first + PIECE <= at) {
      const piece = this.#pieces.shift();
      this.#first += PIECE;
      if (piece !== undefined && this.#spare.length < SPARE) this.#spare.push(piece);
    }
  }

  #newPiece(): Samples {
    return this.#spare.pop() ?? newSamples(this.#precision, PIECE);
  }
}
