import { asError } from './errors.ts';

/**
 * A queue with one reader, who reads it with `for await`. Whoever fills it keeps it bounded, and can see that the reader
 * waits.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #ended = false;
  #failure: Error | undefined;
  #reader:
    | {
        readonly give: (result: IteratorResult<T, undefined>) => void;
        readonly fail: (error: unknown) => void;
      }
    | undefined;
  readonly #taken: () => void;

  /** `taken` is called whenever the reader takes an item or begins to wait. */
  constructor(taken: () => void) {
    this.#taken = taken;
  }

  get length(): number {
    return this.#items.length;
  }

  /** The reader waits and there is nothing to give. */
  get starving(): boolean {
    return this.#reader !== undefined;
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(item: T): void {
    if (this.#ended) return;
    const reader = this.#reader;
    if (reader === undefined) this.#items.push(item);
    else {
      this.#reader = undefined;
      reader.give({ done: false, value: item });
    }
  }

  /** No more items; those queued can still be read. */
  end(): void {
    this.#ended = true;
    this.#reader?.give({ done: true, value: undefined });
    this.#reader = undefined;
  }

  /** The reader meets `error` once it has read what is queued. */
  fail(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = asError(error);
    this.#reader?.fail(this.#failure);
    this.#reader = undefined;
  }

  /** Forgets what is queued. */
  clear(): void {
    this.#items.length = 0;
  }

  #next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#taken();
      return Promise.resolve({ done: false, value: item });
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((give, fail) => {
      this.#reader = { give, fail };
      this.#taken();
    });
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () => this.#next(),
      return: () => Promise.resolve({ done: true, value: undefined }),
    };
  }
}
