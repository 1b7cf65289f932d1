/** Plays an effect in this browser only. */

/** The last effects that were listened to, as addresses of blobs; more are fetched again. */
const KEPT = 8;

/** Plays one effect at a time. */
export class Listener {
  readonly #headers: Readonly<Record<string, string>>;
  readonly #blobs = new Map<string, string>();
  #audio: HTMLAudioElement | undefined;

  constructor(headers: Readonly<Record<string, string>>) {
    this.#headers = headers;
  }

  /** Plays it from the start; rejects where it can be neither fetched nor played. */
  async play(sfx: string): Promise<void> {
    this.#audio?.pause();
    const blob = this.#blobs.get(sfx) ?? (await this.#fetch(sfx));
    this.#audio = new Audio(blob);
    await this.#audio.play();
  }

  async #fetch(sfx: string): Promise<string> {
    const response = await fetch(`/effects/${encodeURIComponent(sfx)}.wav`, {
      headers: this.#headers,
    });
    if (!response.ok) throw new Error(`${response.status}`);
    const address = URL.createObjectURL(await response.blob());
    this.#blobs.set(sfx, address);
    for (const [oldest, old] of this.#blobs) {
      if (this.#blobs.size <= KEPT) break;
      URL.revokeObjectURL(old);
      this.#blobs.delete(oldest);
    }
    return address;
  }
}
