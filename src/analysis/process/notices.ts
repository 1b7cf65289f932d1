/** What a process tells all its sessions in words, those too that come later. */

/** The lines told so far, and who hears of the next ones. */
export class Notices {
  readonly #told: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  /** Tells everybody. Few lines are ever told: a device is lost once. */
  tell(line: string): void {
    this.#told.push(line);
    for (const listener of this.#listeners) listener(line);
  }

  /** Tells `listener` each line, those of before at once. Returns what ends that. */
  follow(listener: (line: string) => void): () => void {
    for (const line of this.#told) listener(line);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
