/** Progress of long work: one line that renews itself on a terminal, a plain line now and then in a pipe. */
import { tellRaw } from './cli/standard-streams.ts';
import { toSeconds, type Micros } from '../streams/time.ts';

/** A pipe gets a line at most this often; logs stay readable over hours. */
const PIPE_INTERVAL_MS = 5000;
const TERMINAL_INTERVAL_MS = 100;
const BAR_WIDTH = 24;

/** Shows how far long work is, with its rate and the time left. */
export interface Progress {
  /** `done` of `total` media time; `total` undefined where the input does not say. */
  update(done: Micros, total: Micros | undefined, note?: string): void;
  /** Ends the line. */
  readonly stop: () => void;
}

/** What progress needs of a stream; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY: boolean;
  write(text: string): unknown;
}

/** Progress on `stream` (standard error by default, so that standard output stays free for results). */
export function createProgress(
  label: string,
  stream: ProgressStream = { isTTY: process.stderr.isTTY, write: tellRaw },
  now: () => number = Date.now,
): Progress {
  const started = now();
  const line = renewedLine(stream, now);
  return {
    update(done, total, note = '') {
      const finished = total !== undefined && done >= total;
      line.show(() => progressLine(label, done, total, (now() - started) / 1000, note), finished);
    },
    stop: line.stop,
  };
}

/** `label ████░░ 42 %  12.3× real time, 8 s left  note` */
function progressLine(
  label: string,
  done: Micros,
  total: Micros | undefined,
  elapsed: number,
  note: string,
): string {
  const speed = elapsed > 0 ? toSeconds(done) / elapsed : 0;
  const facts = [`${speed.toFixed(1)}× real time`];
  let bar = clock(toSeconds(done));
  if (total !== undefined && total > 0) {
    const share = Math.min(1, done / total);
    const filled = Math.round(share * BAR_WIDTH);
    bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`;
    if (speed > 0) facts.push(`${clock(Math.max(0, (toSeconds(total) - toSeconds(done)) / speed))} left`);
  }
  return `${label} ${bar}  ${facts.join(', ')}${note ? `  ${note}` : ''}`;
}

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

/** Shows how many of a number of like things are done: `Checking 3 of 40 videos`. */
export interface CountProgress {
  readonly update: (done: number, total: number) => void;
  /** Ends the line. */
  readonly stop: () => void;
}

/** As {@link createProgress}, for things that are counted; the time left is told by their pace so far. */
export function countProgress(
  label: string,
  things: string,
  stream: ProgressStream = { isTTY: process.stderr.isTTY, write: tellRaw },
  now: () => number = Date.now,
): CountProgress {
  const line = renewedLine(stream, now);
  const started = now();
  return {
    update(done, total) {
      const left = done === 0 ? '' : `, ${clock(((now() - started) / 1_000 / done) * (total - done))} left`;
      line.show(() => `${label} ${done} of ${total} ${things}${left}`, done >= total);
    },
    stop: line.stop,
  };
}

/** A line that renews itself on a terminal; in a pipe, a line now and then. */
function renewedLine(
  stream: ProgressStream,
  now: () => number,
): { readonly show: (text: () => string, finished: boolean) => void; readonly stop: () => void } {
  let last = -Infinity;
  let open = false;
  return {
    show(text, finished) {
      const at = now();
      if (at - last < (stream.isTTY ? TERMINAL_INTERVAL_MS : PIPE_INTERVAL_MS) && !finished) return;
      last = at;
      stream.write(stream.isTTY ? `\r\x1b[2K${text()}` : `${text()}\n`);
      open = stream.isTTY;
    },
    stop() {
      if (open) stream.write('\n');
      open = false;
    },
  };
}
