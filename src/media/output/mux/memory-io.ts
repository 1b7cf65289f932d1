/**
 * FFmpeg's way to write into this thread's memory. node-av does not free the buffer of one that it made (64 KB each, as
 * measured), so an output uses its own again: a recording in segments needs thousands.
 */
import { AVSEEK_CUR, AVSEEK_END, AVSEEK_SET, AVSEEK_SIZE } from 'node-av/constants';
import { IOContext } from 'node-av/lib';

/** FFmpeg gathers this much before it hands it on. */
const BUFFER = 64 * 1024;

/** Takes what is written, and where it belongs. */
export type TakeBytes = (bytes: Buffer, position: number) => void;

/**
 * FFmpeg writers of one output, used again by each of its connections. Dispose it: a writer that is not freed keeps the
 * process from ending.
 */
export class MemoryIOs implements Disposable {
  #spare: MemoryIO[] = [];
  #closed = false;

  /** `seekable`: whether the writer may go back. */
  open(seekable: boolean, take: TakeBytes): MemoryIO {
    const at = this.#spare.findIndex((io) => io.seekable === seekable);
    const [found] = at < 0 ? [] : this.#spare.splice(at, 1);
    const io = found ?? new MemoryIO(seekable, (done) => this.#back(done));
    io.use(take);
    return io;
  }

  #back(io: MemoryIO): void {
    if (this.#closed) io.free();
    else this.#spare.push(io);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const io of this.#spare.splice(0)) io.free();
  }
}

/** FFmpeg's writer for one connection; disposed of, it goes back to those it came from. */
export class MemoryIO implements Disposable {
  readonly context = new IOContext();
  readonly seekable: boolean;
  readonly #back: (io: MemoryIO) => void;
  #take: TakeBytes = () => undefined;
  /** Where the next byte goes, and the highest place that was ever written. */
  #position = 0;
  #size = 0;

  constructor(seekable: boolean, back: (io: MemoryIO) => void) {
    this.seekable = seekable;
    this.#back = back;
    this.context.allocContextWithCallbacks(
      BUFFER,
      1,
      null,
      (bytes) => this.#write(bytes),
      seekable ? (offset, whence) => this.#seek(Number(offset), whence) : null,
    );
  }

  use(take: TakeBytes): void {
    this.#take = take;
  }

  /** How long what was written is. */
  get size(): number {
    return this.#size;
  }

  /** Hands on what FFmpeg has gathered. */
  flush(): void {
    this.context.flushSync();
  }

  #write(bytes: Buffer): number {
    this.#take(bytes, this.#position);
    this.#position += bytes.length;
    this.#size = Math.max(this.#size, this.#position);
    return bytes.length;
  }

  #seek(offset: number, whence: number): number {
    if (whence === AVSEEK_SIZE) return this.#size;
    const from = { [AVSEEK_SET]: 0, [AVSEEK_CUR]: this.#position, [AVSEEK_END]: this.#size }[whence] ?? 0;
    this.#position = from + offset;
    return this.#position;
  }

  free(): void {
    this.context.freeContext();
  }

  /** Resets it and gives it back for the output's next connection. */
  [Symbol.dispose](): void {
    this.#take = () => undefined;
    this.#renew().then(
      () => this.#back(this),
      // Without a reset it can't be used again.
      () => this.free(),
    );
  }

  /** Asynchronous, since a synchronous flush calls back into this thread and would wait for itself. */
  async #renew(): Promise<void> {
    await this.context.flush();
    if (this.seekable) await this.context.seek(0n, AVSEEK_SET);
    this.#position = 0;
    this.#size = 0;
  }
}
