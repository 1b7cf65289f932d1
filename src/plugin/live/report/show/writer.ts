/** Writing the record of a show: appended as it happens, and never in the show's way. */
import { open, type FileHandle } from 'node:fs/promises';
import { backOff } from '../../../../core/back-off.ts';
import type { LiveEvent } from '../../events.ts';
import { UsageError } from '../../../errors.ts';
import { headerLine, showEncoder } from './encode.ts';
import type { ShowLine } from './format.ts';

/** What may wait for a slow or full disk: about two hours of a talk. Bytes. */
const MOST_WAITING = 8 * 2 ** 20;
/** When a disk that did not take a write is asked again. */
const waitFor = backOff({ first: 2_000 });
/** Closing waits this long for the rest; the process has other things to close, ms. */
const CLOSE_LIMIT_MS = 2000;

/** A record that is being written. */
export interface ShowLog {
  /** Takes an event at once and never waits. What finds no room while the disk takes nothing is counted in `lost`. */
  write(event: LiveEvent): void;
  /** Writes what waits, for at most 2 s. Twice is fine. */
  close(): Promise<void>;
  /** Events that the record lacks. */
  readonly lost: number;
}

/** The clock, and who hears of a disk that takes nothing. */
export interface ShowLogOptions {
  /** Wall clock, milliseconds since 1970. */
  readonly now?: () => number;
  /** Told once when the disk takes nothing, and once more when it does again. */
  readonly onFault?: (what: string) => void;
}

/**
 * Opens the record. A file that is there is gone on with: its shows stay, this one follows.
 * @throws UsageError unwritable
 */
export async function openShowLog(file: string, options: ShowLogOptions = {}): Promise<ShowLog> {
  const { now = Date.now, onFault = () => undefined } = options;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'a+');
    const began = Math.round(now());
    const start = `${(await isCut(handle)) ? '\n' : ''}${JSON.stringify(headerLine(began))}\n`;
    return showLog(handle, start, began, file, onFault);
  } catch (cause) {
    await handle?.close();
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(
      'unwritable',
      `The record ${file} cannot be written (${reason}).`,
      'Check the folder, its permissions and free space.',
      { cause, fault: 'outside' },
    );
  }
}

/** Whether the last line of an earlier show lacks its end, after a crash or a power cut. */
async function isCut(handle: FileHandle): Promise<boolean> {
  const facts = await handle.stat();
  if (!facts.isFile() || facts.size === 0) return false;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, facts.size - 1);
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

function showLog(
  handle: FileHandle,
  start: string,
  began: number,
  file: string,
  onFault: (what: string) => void,
): ShowLog {
  const encoder = showEncoder(began);
  let events: LiveEvent[] = [];
  let waiting: Buffer[] = [Buffer.from(start)];
  let waitingBytes = start.length;
  let unsaid = 0;
  let lost = 0;
  let faulty = false;
  let closing = false;
  let draining: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;

  /** Lines of one turn of the loop go out together, so that a burst is one write and related events share a line. */
  const flush = (): void => {
    const taken = events;
    events = [];
    const last = taken.at(-1);
    if (last === undefined) return;
    if (waitingBytes > MOST_WAITING) {
      unsaid += taken.length;
      lost += taken.length;
      return;
    }
    const lines: ShowLine[] = [];
    if (unsaid > 0) lines.push({ t: 'lost', ms: last.wall - began, p: last.playhead, events: unsaid });
    unsaid = 0;
    lines.push(...encoder.encode(taken));
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    waiting.push(bytes);
    waitingBytes += bytes.length;
    wake();
  };

  const wake = (): void => {
    if (draining !== undefined || (retry !== undefined && !closing)) return;
    draining = drain().finally(() => {
      draining = undefined;
    });
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const chunk = waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting);
      waiting = [chunk];
      try {
        // A disk that fills up takes part of it: only the rest is written later, so no line is torn.
        const { bytesWritten } = await handle.write(chunk);
        waiting[0] = chunk.subarray(bytesWritten);
        if (waiting[0].length === 0) waiting.shift();
        waitingBytes -= bytesWritten;
        if (faulty) onFault(`The record ${file} is written again.`);
        faulty = false;
      } catch (error) {
        if (!faulty) onFault(faultText(file, error));
        faulty = true;
        if (closing) return;
        retry = setTimeout(() => {
          retry = undefined;
          wake();
        }, waitFor(0));
        retry.unref();
        return;
      }
    }
  };

  const close = async (): Promise<void> => {
    flush();
    closing = true;
    clearTimeout(retry);
    // What a write in flight leaves over, one more drain takes.
    const rest = (async () => {
      await draining;
      wake();
      await draining;
      await handle.close();
    })();
    await Promise.race([rest, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS).unref())]);
  };

  let closed: Promise<void> | undefined;
  wake();
  return {
    write(event) {
      if (closing) return;
      if (events.push(event) === 1) setImmediate(flush);
    },
    close: () => (closed ??= close()),
    get lost() {
      return lost;
    },
  };
}

const faultText = (file: string, error: unknown): string =>
  `The record ${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); ` +
  'the show goes on without it. Free some space: it is tried again.';
