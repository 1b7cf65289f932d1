/**
 * FFmpeg's way to write into this thread's memory. node-av does not free the buffer of one that it made (64 KB each, as
 * measured), so those that are done with serve again: a recording in segments needs thousands.
 */
import { AVSEEK_CUR, AVSEEK_END, AVSEEK_SET, AVSEEK_SIZE } from 'node-av/constants';
import { IOContext } from 'node-av/lib';

/** FFmpeg gathers this much before it hands it on. */
const BUFFER = 64 * 1024;

export class MemoryIO implements Disposable {
  readonly context = new IOContext();
  readonly #seekable: boolean;
  #take: (bytes: Buffer, position: number) => void = () => undefined;
  /** Where the next byte goes, and the highest place that was ever written. */
  #position = 0;
  #size = 0;

  /** Those that wait to serve again. */
  static readonly #spare: MemoryIO[] = [];

  /** `take` is given what is written and where; `seekable`: whether the writer may go back. */
  static open(seekable: boolean, take: (bytes: Buffer, position: number) => void): MemoryIO {
    const at = MemoryIO.#spare.findIndex((io) => io.#seekable === seekable);
    const [found] = at < 0 ? [] : MemoryIO.#spare.splice(at, 1);
    const io = found ?? new MemoryIO(seekable);
    io.#take = take;
    return io;
  }

  private constructor(seekable: boolean) {
    this.#seekable = seekable;
    this.context.allocContextWithCallbacks(
      BUFFER,
      1,
      null,
      (bytes) => this.#write(bytes),
      seekable ? (offset, whence) => this.#seek(Number(offset), whence) : null,
    );
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

  /** Makes it as new, for the next that needs one. */
  [Symbol.dispose](): void {
    this.#take = () => undefined;
    this.#renew().then(
      () => MemoryIO.#spare.push(this),
      // One that cannot go back to its start serves no more.
      () => undefined,
    );
  }

  /** Asked for at once, FFmpeg would wait in this thread for an answer of this thread. */
  async #renew(): Promise<void> {
    await this.context.flush();
    if (this.#seekable) await this.context.seek(0n, AVSEEK_SET);
    this.#position = 0;
    this.#size = 0;
  }
}
