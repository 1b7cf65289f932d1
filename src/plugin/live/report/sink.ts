/** Lines to a file descriptor, without ever making the session wait for who reads them. */
import { closeSync, constants, fstatSync, openSync, readFileSync, write, writeSync } from 'node:fs';

/** A reader that stops reading (a paused terminal, a stuck log collector) costs at most this. Bytes. */
const MOST_WAITING = 2 ** 20;
/** A full pipe is tried again after this long, ms. */
const AGAIN_MS = 50;
/** A full disk, or a reader that has gone away, after this: one call a second costs nothing. */
const FAULT_AGAIN_MS = 1000;
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
  /** Writes what waits as far as it goes, in this call: for a process that is about to end by force. At most half a second. */
  flush(): void;
  /** Waits for what was taken, for at most a second; later text is thrown away. */
  close(): Promise<void>;
}

/** How a sink tells what it had to leave out. */
export interface SinkOptions {
  /** The line, with its end, that stands where so many texts are missing. */
  readonly missing?: (texts: number) => string;
}

/**
 * Node's own standard streams block on Linux: Ctrl-S in a terminal would stop the program. Here the descriptor never
 * blocks, or each write waits in a thread of its own. A disk that is full and a reader that went away are tried again for
 * as long as the sink is open. When the process ends, what is left is written as far as it goes.
 */
export function createSink(fd: number, { missing }: SinkOptions = {}): Sink {
  const own = unblocked(fd);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let pumping: Promise<void> | undefined;
  let lost = 0;
  let unsaid = 0;
  let faulty = false;
  let closed = false;

  const push = (text: string): void => {
    const bytes = Buffer.from(text);
    waiting.push(bytes);
    waitingBytes += bytes.length;
  };
  const took = (chunk: Buffer, written: number): void => {
    faulty = false;
    waitingBytes -= written;
    if (written === chunk.length) waiting.shift();
    else waiting[0] = chunk.subarray(written);
    if (waiting.length > 0 || unsaid === 0) return;
    if (missing !== undefined) push(missing(unsaid));
    unsaid = 0;
  };

  /** Writes what goes without waiting; false if the reader is behind or nothing can be written now. */
  const drainNow = (target: number): boolean => {
    try {
      for (let chunk = waiting[0]; chunk !== undefined; chunk = waiting[0])
        took(chunk, writeSync(target, chunk));
      return true;
    } catch (error) {
      faulty = (error as NodeJS.ErrnoException).code !== 'EAGAIN';
      return false;
    }
  };
  /** A fault keeps no process alive: whoever has nothing else to do ends. */
  const again = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, faulty ? FAULT_AGAIN_MS : AGAIN_MS);
      if (faulty) timer.unref();
    });

  const pump = async (): Promise<void> => {
    for (let chunk = waiting[0]; chunk !== undefined && !closed; chunk = waiting[0]) {
      if (own !== undefined) {
        if (!drainNow(own)) await again();
        continue;
      }
      const { code, written } = await writeAside(fd, chunk);
      if (code === undefined) took(chunk, written);
      else {
        faulty = code !== 'EAGAIN';
        await again();
      }
    }
  };

  const flush = (): void => {
    const limit = performance.now() + LEAVE_LIMIT_MS;
    const clock = new Int32Array(new SharedArrayBuffer(4));
    // The reader may just be busy; there is no other work left to do here.
    while (!drainNow(own ?? fd) && !faulty && performance.now() < limit) Atomics.wait(clock, 0, 0, 5);
  };
  process.once('exit', flush);

  return {
    write(text) {
      if (closed || text === '') return;
      if (waitingBytes + Buffer.byteLength(text) > MOST_WAITING) {
        lost += 1;
        unsaid += 1;
        return;
      }
      push(text);
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
    flush,
    async close() {
      if (closed) return;
      const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS).unref());
      // What cannot be written is not waited for.
      if (!faulty) await Promise.race([pumping, limit]);
      else if (own !== undefined) drainNow(own);
      closed = true;
      waiting = [];
      waitingBytes = 0;
      process.off('exit', flush);
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
