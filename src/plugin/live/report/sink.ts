/** Lines to a file descriptor, without ever making the session wait for who reads them. */
import { closeSync, constants, fstatSync, openSync, readFileSync, write, writeSync } from 'node:fs';

/** A reader that stops reading (a paused terminal, a stuck log collector) costs at most this. Bytes. */
const MOST_WAITING = 2 ** 20;
/** A full pipe is tried again after this long, ms. */
const AGAIN_MS = 50;
const CLOSE_LIMIT_MS = 1000;
/** A process that was told to end at once waits this long for its reader, ms. */
const LEAVE_LIMIT_MS = 500;

/** Takes text for a file descriptor and never makes its caller wait. */
export interface Sink {
  /** Takes text at once; what finds no room is counted in `lost`. */
  write(text: string): void;
  /** Whether earlier text still waits. */
  readonly busy: boolean;
  /** Texts that found no room. */
  readonly lost: number;
  /** Waits for what was taken, for at most a second; later text is thrown away. */
  close(): Promise<void>;
}

/**
 * Node's own standard streams block on Linux: Ctrl-S in a terminal would stop the program. Here the descriptor never
 * blocks, or each write waits in a thread of its own. When the process ends, what is left is written as far as it goes.
 */
export function createSink(fd: number): Sink {
  const own = unblocked(fd);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let pumping: Promise<void> | undefined;
  let lost = 0;
  let closed = false;

  const took = (chunk: Buffer, written: number): void => {
    waitingBytes -= written;
    if (written === chunk.length) waiting.shift();
    else waiting[0] = chunk.subarray(written);
  };
  /** Nobody reads any more, and the show needs no reader. */
  const giveUp = (): void => {
    closed = true;
    waiting = [];
    waitingBytes = 0;
  };

  /** Writes what goes without waiting; false if the reader is behind. */
  const drainNow = (target: number): boolean => {
    try {
      for (let chunk = waiting[0]; chunk !== undefined; chunk = waiting[0])
        took(chunk, writeSync(target, chunk));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      giveUp();
    }
    return true;
  };
  const again = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AGAIN_MS));

  const pump = async (): Promise<void> => {
    for (let chunk = waiting[0]; chunk !== undefined; chunk = waiting[0]) {
      if (own !== undefined) {
        if (!drainNow(own)) await again();
        continue;
      }
      const { code, written } = await writeAside(fd, chunk);
      took(chunk, written);
      if (code === 'EAGAIN') await again();
      else if (code !== undefined) giveUp();
    }
  };

  const leave = (): void => {
    const limit = performance.now() + LEAVE_LIMIT_MS;
    const clock = new Int32Array(new SharedArrayBuffer(4));
    // The reader may just be busy; there is no other work left to do here.
    while (!drainNow(own ?? fd) && performance.now() < limit) Atomics.wait(clock, 0, 0, 5);
  };
  process.once('exit', leave);

  return {
    write(text) {
      if (closed || text === '') return;
      const bytes = Buffer.from(text);
      if (waitingBytes + bytes.length > MOST_WAITING) {
        lost += 1;
        return;
      }
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (own !== undefined && pumping === undefined && drainNow(own)) return;
      pumping ??= pump().finally(() => {
        pumping = undefined;
      });
    },
    get busy() {
      return pumping !== undefined;
    },
    get lost() {
      return lost;
    },
    async close() {
      if (closed) return;
      await Promise.race([pumping, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS).unref())]);
      giveUp();
      process.off('exit', leave);
      if (own !== undefined && own !== fd) closeSync(own);
    },
  };
}

/**
 * A descriptor of the same reader that never blocks. A pipe or terminal is opened anew, since the flag on the descriptor
 * itself would also hold for every other process that shares it; a socket cannot be, but Node has set the flag where it
 * stands for a standard stream. Undefined for files, which have no such flag, and on systems without /proc.
 */
function unblocked(fd: number): number | undefined {
  try {
    const facts = fstatSync(fd);
    if (facts.isSocket()) {
      const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0';
      return (parseInt(flags, 8) & constants.O_NONBLOCK) === 0 ? undefined : fd;
    }
    if (!facts.isFIFO() && !facts.isCharacterDevice()) return undefined;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

const writeAside = (
  fd: number,
  bytes: Buffer,
): Promise<{ readonly code?: string; readonly written: number }> =>
  new Promise((resolve) => {
    write(fd, bytes, (error, written) => {
      resolve(error === null ? { written } : { code: error.code ?? 'unknown', written: 0 });
    });
  });
