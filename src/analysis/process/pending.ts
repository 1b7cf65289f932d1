/** Requests under way: each has a number, and no more than a few are out at a time. */

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Sends requests, at most `most` at a time; more of them wait their turn in order. Once failed, everything that waits
 * or comes later is rejected with that error.
 */
export class PendingRequests<Request> {
  readonly #most: number;
  readonly #send: (id: number, request: Request) => void;
  readonly #out = new Map<number, Waiting>();
  readonly #line: { request: Request; waiting: Waiting }[] = [];
  #next = 0;
  #failure: Error | undefined;

  constructor(options: { readonly most: number; readonly send: (id: number, request: Request) => void }) {
    this.#most = options.most;
    this.#send = options.send;
  }

  /** The answer to `request`; rejects when it is refused, cannot be sent, or after `fail`. */
  ask(request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#failure) reject(this.#failure);
      else {
        this.#line.push({ request, waiting: { resolve, reject } });
        this.#advance();
      }
    });
  }

  /** Returns whether somebody waited for this answer. */
  answer(id: number, value: unknown): boolean {
    return this.#settle(id, ({ resolve }) => resolve(value));
  }

  /** Rejects the request; returns whether somebody waited for it. */
  refuse(id: number, error: Error): boolean {
    return this.#settle(id, ({ reject }) => reject(error));
  }

  /** Rejects all requests under way, waiting and to come; only the first call counts. */
  fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    for (const { reject } of this.#out.values()) reject(error);
    for (const { waiting } of this.#line) waiting.reject(error);
    this.#out.clear();
    this.#line.length = 0;
  }

  #settle(id: number, how: (waiting: Waiting) => void): boolean {
    const waiting = this.#out.get(id);
    if (!waiting) return false;
    this.#out.delete(id);
    how(waiting);
    this.#advance();
    return true;
  }

  #advance(): void {
    while (this.#out.size < this.#most) {
      const entry = this.#line.shift();
      if (!entry) return;
      const id = this.#next++;
      this.#out.set(id, entry.waiting);
      try {
        this.#send(id, entry.request);
      } catch (error) {
        // A request that can't be sent must not keep its place.
        this.#out.delete(id);
        entry.waiting.reject(error as Error);
      }
    }
  }
}
