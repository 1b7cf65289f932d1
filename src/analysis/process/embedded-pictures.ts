/** Pictures on their way to the analysis process: one that is shown for several seconds is sent once. */
import type { Picture } from '../../core/formats.ts';

/** Pictures in one message: 64 are 10 MB and block the process for 80 ms. */
const PICTURES_AT_ONCE = 64;

/**
 * A key picture is sampled each second until the next one: the same object comes again, and is neither sent nor
 * embedded again. Only the newest is remembered: a WeakMap of all would keep them from V8's quick collection, 30 MB
 * in a session (bench/soak.ts). If the bytes of a picture change after its first time, its old vector is still
 * given.
 */
export class EmbeddedPictures {
  readonly #embed: (pictures: Picture[]) => Promise<Float32Array[]>;
  #newest: { readonly picture: Picture; readonly vector: Promise<Float32Array> } | undefined;

  /** `embed` gives one vector per picture. */
  constructor(embed: (pictures: Picture[]) => Promise<Float32Array[]>) {
    this.#embed = embed;
  }

  /** One vector per picture. What failed is tried again the next time. */
  async of(pictures: readonly Picture[]): Promise<Float32Array[]> {
    const vectors = new Map<Picture, Promise<Float32Array>>();
    if (this.#newest !== undefined) vectors.set(this.#newest.picture, this.#newest.vector);
    const fresh = [...new Set(pictures)].filter((picture) => !vectors.has(picture));
    for (let at = 0; at < fresh.length; at += PICTURES_AT_ONCE)
      this.#ask(fresh.slice(at, at + PICTURES_AT_ONCE), vectors);
    const picture = pictures.at(-1);
    const vector = picture === undefined ? undefined : vectors.get(picture);
    if (picture !== undefined && vector !== undefined) this.#remember(picture, vector);
    return Promise.all(
      pictures.map(async (each) => {
        const found = await vectors.get(each);
        if (found === undefined) throw new Error('internal: a picture without an embedding');
        return found;
      }),
    );
  }

  #ask(pictures: readonly Picture[], vectors: Map<Picture, Promise<Float32Array>>): void {
    // Only the fields themselves: what else such an object carries may not be cloneable.
    const asked = this.#embed(pictures.map(({ width, height, data }) => ({ width, height, data })));
    for (const [index, picture] of pictures.entries())
      vectors.set(
        picture,
        asked.then((answer) => {
          const vector = answer[index];
          if (vector === undefined) throw new Error('internal: fewer embeddings than pictures');
          return vector;
        }),
      );
  }

  #remember(picture: Picture, vector: Promise<Float32Array>): void {
    this.#newest = { picture, vector };
    vector.catch(() => {
      if (this.#newest?.vector === vector) this.#newest = undefined;
    });
  }
}
