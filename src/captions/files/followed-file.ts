/** A file that another program writes: what was added since the last look, and whether it began anew. */
import { open, stat, type FileHandle } from 'node:fs/promises';

/** Read at a time, in bytes: a look at a long file does not hold up the program. */
const PIECE = 262_144;
/** Bytes at the start, and before the place read up to, that tell whether a file is still the same. */
const PRINT = 256;

/** What one look at the file brought. */
export interface Look {
  /** Nothing that was read before is valid: the file is another one, or was written anew. */
  readonly restarted: boolean;
  readonly added: Buffer;
  /** More can be read at once. */
  readonly more: boolean;
}

/** Why the file cannot be read now: a code of the operating system such as ENOENT. */
export interface MissingFile {
  readonly absent: string;
}

/** What the file was when it was last looked at. */
interface Opened {
  readonly handle: FileHandle;
  inode: bigint;
  device: bigint;
  size: number;
  changed: bigint;
  offset: number;
  head: Buffer;
  print: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Follows one path, whichever file it names; holds at most one file open. It is not an error when none is there. */
export class FollowedFile {
  readonly #path: string;
  #opened: Opened | undefined;
  #fresh = true;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Looks once. A file that was renamed or deleted is read to its end before its successor is opened. Not to be called
   * again before it has resolved.
   */
  async look(): Promise<Look | MissingFile> {
    const facts = await this.#facts();
    const opened = this.#opened;
    const same = typeof facts !== 'string' && facts.ino === opened?.inode && facts.dev === opened.device;
    if (opened !== undefined && !same) {
      const added = await this.#read(opened);
      if (added.length > 0) return { restarted: false, added, more: true };
      await this.close();
    }
    if (typeof facts === 'string') return { absent: facts };
    return this.#opened === undefined ? this.#begin() : this.#goOn(this.#opened, facts);
  }

  async #facts(): Promise<{ ino: bigint; dev: bigint; size: bigint; mtimeNs: bigint } | string> {
    try {
      const facts = await stat(this.#path, { bigint: true });
      return facts.isFile() ? facts : 'ENOTFILE';
    } catch (error) {
      return codeOf(error);
    }
  }

  async #begin(): Promise<Look | MissingFile> {
    let handle: FileHandle;
    try {
      handle = await open(this.#path, 'r');
    } catch (error) {
      return { absent: codeOf(error) };
    }
    // Set before anything can fail, so that `close` finds it.
    const opened: Opened = {
      handle,
      inode: -1n,
      device: -1n,
      size: 0,
      changed: 0n,
      offset: 0,
      head: NOTHING,
      print: NOTHING,
    };
    this.#opened = opened;
    const { ino, dev, mtimeNs, size } = await handle.stat({ bigint: true });
    Object.assign(opened, { inode: ino, device: dev, changed: mtimeNs, size: Number(size) });
    const restarted = !this.#fresh;
    this.#fresh = false;
    const added = await this.#read(opened);
    return { restarted, added, more: added.length === PIECE };
  }

  async #goOn(opened: Opened, facts: { size: bigint; mtimeNs: bigint }): Promise<Look> {
    const size = Number(facts.size);
    const touched = facts.mtimeNs !== opened.changed || size !== opened.size;
    const restarted = size < opened.offset || (touched && !(await isSame(opened)));
    if (restarted) Object.assign(opened, { offset: 0, head: NOTHING, print: NOTHING });
    Object.assign(opened, { size, changed: facts.mtimeNs });
    const added = size > opened.offset ? await this.#read(opened) : NOTHING;
    return { restarted, added, more: added.length === PIECE };
  }

  async #read(opened: Opened): Promise<Buffer> {
    const added = await bytesAt(opened.handle, opened.offset, PIECE);
    if (opened.head.length < PRINT)
      opened.head = Buffer.concat([opened.head, added.subarray(0, PRINT - opened.head.length)]);
    opened.print = Buffer.concat([opened.print, added.subarray(-PRINT)]).subarray(-PRINT);
    opened.offset += added.length;
    return added;
  }

  /** Closes the file if it is open; twice is fine. */
  async close(): Promise<void> {
    const handle = this.#opened?.handle;
    this.#opened = undefined;
    await handle?.close();
  }
}

async function isSame({ handle, offset, head, print }: Opened): Promise<boolean> {
  const [start, before] = [
    await bytesAt(handle, 0, head.length),
    await bytesAt(handle, offset - print.length, print.length),
  ];
  return start.equals(head) && before.equals(print);
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  if (length === 0) return NOTHING;
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN';
