/** Work that is not awaited one by one: bounds how much of it is under way, and tells the first failure. */
export class Passing {
  /** Rejects with the first failure; never resolves. */
  readonly failed: Promise<never>;
  readonly #most: number;
  readonly #fail: (error: unknown) => void;
  readonly #underWay = new Set<Promise<void>>();

  /** `room` waits while more than `most` are under way. */
  constructor(most: number) {
    this.#most = most;
    const failure = Promise.withResolvers<never>();
    this.failed = failure.promise;
    this.#fail = failure.reject;
    // Nobody may be listening to `failed`: `all` tells the failure as well.
    failure.promise.catch(() => undefined);
  }

  /** Takes work that has begun. If it fails, that is told by `room` or `all`; it is never an unhandled rejection. */
  add(work: Promise<void>): void {
    const settled = work.then(
      () => undefined,
      (error: unknown) => this.#fail(error),
    );
    const tracked: Promise<void> = settled.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  /** Resolves when there is room for more. After a failure there is always room, so that nobody waits in vain. */
  async room(): Promise<void> {
    while (this.#underWay.size > this.#most) await Promise.race(this.#underWay);
  }

  /** Resolves when all that was added is done; rejects with the first failure. */
  async all(): Promise<void> {
    await Promise.all(this.#underWay);
    await Promise.race([this.failed, Promise.resolve()]);
  }
}
