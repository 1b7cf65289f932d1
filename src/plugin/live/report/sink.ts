/** Lines to a file descriptor, without ever making the session wait for who reads them. */
import { write, writeSync } from 'node:fs';

/** A reader that stops reading (a paused terminal, a stuck log collector) costs at most this. Characters. */
const MOST_WAITING = 2 ** 20;
/** A full pipe that does not block is tried again after this long, ms. */
const AGAIN_MS = 50;
const CLOSE_LIMIT_MS = 1000;

export interface Sink {
  /** Takes text at once; what finds no room is counted in `lost`. */
  write(text: string): void;
  /** Writes at once, as the last thing before the process ends. */
  writeNow(text: string): void;
  /** Whether earlier text still waits. */
  readonly busy: boolean;
  readonly lost: number;
  /** Waits for what was taken, for at most a second; later text is thrown away. */
  close(): Promise<void>;
}

/**
 * Node's own standard streams block on Linux: Ctrl-S in a terminal would stop the programme. Here one write at a time
 * waits in a thread of its own. What is left when the process ends is written then, as far as it goes without waiting.
 */
export function createSink(fd: number): Sink {
  let waiting = '';
  let inFlight: Promise<void> | undefined;
  let lost = 0;
  let closed = false;

  const pump = async (): Promise<void> => {
    while (waiting !== '') {
      const chunk = Buffer.from(waiting);
      waiting = '';
      for (let from = 0; from < chunk.length;) {
        const { code, written } = await writeSome(fd, chunk.subarray(from));
        from += written;
        if (code === 'EAGAIN') await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        // Nobody reads any more: the show needs no reader.
        else if (code !== undefined) closed = true;
        if (closed && code !== undefined) return;
      }
    }
  };

  const writeNow = (text: string): void => {
    try {
      if (text !== '') writeSync(fd, text);
    } catch {
      // The process ends: there is nobody left to tell.
      lost += 1;
    }
  };
  const leave = (): void => {
    const rest = waiting;
    waiting = '';
    writeNow(rest);
  };
  process.once('exit', leave);

  return {
    write(text) {
      if (closed) return;
      if (waiting.length + text.length > MOST_WAITING) {
        lost += 1;
        return;
      }
      waiting += text;
      inFlight ??= pump().finally(() => {
        inFlight = undefined;
      });
    },
    writeNow(text) {
      if (!closed) writeNow(text);
    },
    get busy() {
      return inFlight !== undefined;
    },
    get lost() {
      return lost;
    },
    async close() {
      const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS).unref());
      await Promise.race([inFlight, limit]);
      closed = true;
      process.off('exit', leave);
    },
  };
}

const writeSome = (
  fd: number,
  bytes: Buffer,
): Promise<{ readonly code?: string; readonly written: number }> =>
  new Promise((resolve) => {
    write(fd, bytes, (error, written) => {
      resolve(error === null ? { written } : { code: error.code ?? 'unknown', written: 0 });
    });
  });
