/** Adds up how long named kinds of work take, in ms of wall time. */
export class Stopwatch<Kind extends string> {
  /** So far, by kind, in ms. */
  readonly spent: Record<Kind, number>;

  constructor(kinds: readonly Kind[]) {
    this.spent = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  }

  /** Adds `ms` to `kind`. */
  add(kind: Kind, ms: number): void {
    this.spent[kind] += ms;
  }

  /** Does `work` and adds its time to `kind`, also when it fails. */
  async time<T>(kind: Kind, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.add(kind, performance.now() - started);
    }
  }
}
