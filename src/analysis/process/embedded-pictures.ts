/** The vectors of pictures that the analysis process has seen, for as long as somebody has the picture. */
import type { Picture } from '../picture.ts';

/** Pictures in one message: 64 are 10 MB and block the process for 80 ms. */
const PICTURES_AT_ONCE = 64;

/**
 * A key picture stands for each second until the next one: the same object comes again, and is neither sent nor embedded
 * again. Whoever changes a picture's bytes after the first time is told its old vector.
 */
export class EmbeddedPictures {
  readonly #embed: (pictures: Picture[]) => Promise<Float32Array[]>;
  readonly #known = new WeakMap<Picture, Promise<Float32Array>>();

  /** `embed` gives one vector per picture. */
  constructor(embed: (pictures: Picture[]) => Promise<Float32Array[]>) {
    this.#embed = embed;
  }

  /** One vector per picture. What failed is tried again the next time. */
  of(pictures: readonly Picture[]): Promise<Float32Array[]> {
    const fresh = [...new Set(pictures)].filter((picture) => !this.#known.has(picture));
    for (let at = 0; at < fresh.length; at += PICTURES_AT_ONCE)
      this.#ask(fresh.slice(at, at + PICTURES_AT_ONCE));
    return Promise.all(pictures.map((picture) => this.#vectorOf(picture)));
  }

  #ask(pictures: readonly Picture[]): void {
    // Only the fields themselves: what else such an object carries may not be cloneable.
    const asked = this.#embed(pictures.map(({ width, height, data }) => ({ width, height, data })));
    for (const [index, picture] of pictures.entries()) {
      const vector = asked.then((vectors) => {
        const found = vectors[index];
        if (found === undefined) throw new Error('internal: a picture without an embedding');
        return found;
      });
      this.#known.set(picture, vector);
      vector.catch(() => this.#known.delete(picture));
    }
  }

  async #vectorOf(picture: Picture): Promise<Float32Array> {
    const vector = await this.#known.get(picture);
    if (vector === undefined) throw new Error('internal: a picture that was not asked for');
    return vector;
  }
}
