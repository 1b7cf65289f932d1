/** The show at a glance: on a terminal a block that renews itself in place, in a pipe a line now and then. */
import type { LiveEvent, LiveStatus } from '../events.ts';
import { missingText } from './log.ts';
import { createSink, type Sink } from './sink.ts';
import { columnsOf } from './text.ts';
import { recentEvents, statusLine, viewLines, type Rates } from './view-lines.ts';
import type { Clock } from '../../../core/clock.ts';

/** At most four times a second: figures that change faster cannot be read. */
const REDRAW_MS = 250;
/** A pipe gets a line this often; logs stay readable over days. */
const PIPE_MS = 10_000;
/** Bit rates are averages over this long. */
const RATE_MS = 2000;
/** Wider lines are harder to read, and wrap more often when a terminal is made narrower. */
const WIDEST = 110;

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_BELOW = '\x1b[J';

/** What the view needs of a terminal or pipe; `process.stderr` is one. */
export interface ViewStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly fd?: number;
  write(text: string): unknown;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** Where the view is shown, and what it shows. */
export interface ViewOptions {
  readonly stream: ViewStream;
  readonly status: () => LiveStatus;
  readonly clock: Clock;
}

/** The view while the session runs. */
export interface View {
  event(event: LiveEvent): void;
  /** Whole lines that shall stay, such as the log's: they go above the view, or into the pipe as they are. */
  write(lines: string): void;
  /** A person ended a line on the keyboard: the terminal has moved one row down by itself. */
  typed(): void;
  /** Leaves the last state on the screen and gives the cursor back; twice is fine. */
  stop(): Promise<void>;
}

/** Starts the view. Never waits for a terminal that has been paused: pictures it cannot show are left out. */
export function createView(options: ViewOptions): View {
  const { stream, status, clock } = options;
  const recent = recentEvents();
  const rates = rateMeter(clock);
  const terminal = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  // First of those at the end: what it says, the sink writes.
  const leave = (): void => {
    if (terminal) sink.write(SHOW_CURSOR);
  };
  process.once('exit', leave);
  const sink = stream.fd === undefined ? directSink(stream) : createSink(stream.fd, { missing: missingText });
  const draw = terminal ? screen(stream, sink) : undefined;
  const stopped = new AbortController();

  const show = (): void => {
    const now = status();
    const current = rates(now);
    if (draw === undefined) sink.write(`${statusLine(now, recent.now, current)}\n`);
    else if (!sink.busy) draw.put((size) => viewLines(now, recent.now, current, size));
  };
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await clock.sleep(draw === undefined ? PIPE_MS : REDRAW_MS, stopped.signal);
      if (!stopped.signal.aborted) show();
    }
  };
  const resized = (): void => {
    if (!stopped.signal.aborted) draw?.again();
  };
  stream.on?.('resize', resized);
  if (draw !== undefined) show();
  const running = run();

  let ended: Promise<void> | undefined;
  return {
    event: (event) => recent.take(event),
    write(lines) {
      if (draw === undefined) sink.write(lines);
      else draw.above(lines);
    },
    typed: () => draw?.typed(),
    stop: () =>
      (ended ??= (async () => {
        stopped.abort();
        await running;
        stream.off?.('resize', resized);
        process.off('exit', leave);
        show();
        draw?.restore();
        await sink.close();
      })()),
  };
}

/** Averages over the last seconds. */
function rateMeter(clock: Clock): (status: LiveStatus) => Rates {
  let before:
    { readonly at: number; readonly input: number; readonly outputs: readonly number[] } | undefined;
  let rates: Rates = { input: undefined, outputs: [] };
  return ({ input, outputs }) => {
    const at = clock.now();
    if (before !== undefined && at - before.at < RATE_MS) return rates;
    const now = { at, input: input.bytes, outputs: outputs.map(({ bytes }) => bytes) };
    if (before !== undefined) {
      const seconds = (at - before.at) / 1000;
      const { input: inputBefore, outputs: outputsBefore } = before;
      rates = {
        input: ((now.input - inputBefore) * 8) / seconds,
        outputs: now.outputs.map((bytes, i) => ((bytes - (outputsBefore[i] ?? bytes)) * 8) / seconds),
      };
    }
    before = now;
    return rates;
  };
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A block at the bottom of what the terminal shows. Terminals wrap the lines of a block anew when they are made
 * narrower, so the way back up is counted in the rows that its lines take now.
 */
function screen(stream: ViewStream, sink: Sink) {
  let shown: readonly string[] = [];
  let lines: (size: Size) => string[] = () => [];
  let hidden = false;
  let typedRows = 0;

  const size = (): Size => ({
    // The last column stays free: some terminals wrap when it is written.
    columns: Math.max(1, Math.min(WIDEST, (stream.columns ?? 80) - 1)),
    rows: Math.max(1, (stream.rows ?? 24) - 2),
  });
  const clear = (): string => {
    const columns = Math.max(1, stream.columns ?? 80);
    const rows = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / columns)), 0);
    const up = Math.min(rows + typedRows, (stream.rows ?? 24) - 1);
    typedRows = 0;
    return `\r${up > 0 ? `\x1b[${up}A` : ''}${CLEAR_BELOW}`;
  };
  const block = (): string => {
    shown = lines(size());
    return shown.map((line) => `${line}\n`).join('');
  };
  const begin = (): string => {
    const start = hidden ? '' : HIDE_CURSOR;
    hidden = true;
    return start;
  };

  return {
    put(next: (size: Size) => string[]): void {
      const start = begin() + clear();
      lines = next;
      sink.write(start + block());
    },
    again(): void {
      sink.write(clear() + block());
    },
    above(text: string): void {
      sink.write(clear() + text.replace(/\n?$/, '\n') + block());
    },
    typed(): void {
      typedRows += 1;
    },
    restore(): void {
      if (hidden) sink.write(SHOW_CURSOR);
      hidden = false;
    },
  };
}

const directSink = (stream: ViewStream): Sink => ({
  write: (text) => void stream.write(text),
  busy: false,
  lost: 0,
  flush: () => undefined,
  close: () => Promise.resolve(),
});
