/** Bytes on their way into a file. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Transport } from './transport.ts';
import { OutputFailure, openingLoss, writingLoss, type Loss } from './loss.ts';
import type { ByteRange } from '../mux/memory-mux.ts';

/** A file that is written from its beginning; what it held before is gone. It owns the file's handle. */
export class FileTransport implements Transport {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #mayLeave: () => void;

  private constructor(file: FileHandle, path: string, mayLeave: () => void) {
    this.#file = file;
    this.#path = path;
    this.#mayLeave = mayLeave;
  }

  /**
   * `mayLeave`: as in `Destination`.
   * @throws OutputFailure
   */
  static async open(path: string, mayLeave: () => void = () => undefined): Promise<FileTransport> {
    mayLeave();
    const file = await told(open(path, 'w'), (errno) => openingLoss('file', errno, 0));
    return new FileTransport(file, path, mayLeave);
  }

  async send(ranges: readonly ByteRange[]): Promise<void> {
    for (const { position, bytes } of ranges) await told(this.#write(bytes, position), writing);
  }

  /** A full disk takes a part first and complains about the rest. */
  async #write(bytes: Buffer, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      this.#mayLeave();
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  close(): Promise<void> {
    return told(this.#file.close(), writing);
  }

  async abandon(): Promise<void> {
    // Why it is given up is known; a second complaint of the same disk adds nothing.
    const unused = await this.#file.stat().then(
      (facts) => facts.isFile() && facts.size === 0,
      () => false,
    );
    await this.#file.close().catch(() => undefined);
    // A full disk is tried again and again: not one empty file for each try. A device keeps its name.
    if (unused) await rm(this.#path, { force: true }).catch(() => undefined);
  }

  /** A write to a file cannot be broken off, and is not waited for by anybody. */
  interrupt(): void {
    return undefined;
  }
}

const writing = (errno: number): Loss => writingLoss('file', errno);

/** The system's errors in terms of an output's; negative, as FFmpeg returns them. */
async function told<T>(work: Promise<T>, loss: (errno: number) => Loss): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException;
    throw errno === undefined ? error : new OutputFailure(loss(errno), { cause: error });
  }
}
