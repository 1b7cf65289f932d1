/**
 * A recording's chapters. The binding has no way to them, but FFmpeg's description of an input, which it writes to its
 * log, names them for every container that it reads.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AV_LOG_INFO } from 'node-av/constants';
import { Log, type FormatContext } from 'node-av/lib';
import { fromSeconds, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';

/** One chapter in media time. */
export interface Chapter {
  readonly start: Micros;
  readonly end: Micros;
  /** At most 255 bytes. */
  readonly title?: string;
}

/** A log that has not told of its end by now (ms) will not. */
const LOST_MS = 5_000;

/** One at a time: FFmpeg's log is the process's. */
let turn: Promise<unknown> = Promise.resolve();
let dumps = 0;

/**
 * The chapters of an opened input whose media time 0 is `zero` on its own clock; undefined where FFmpeg's log was lost on
 * the way, so that nobody knows them.
 */
export function readChapters(context: FormatContext, zero: Micros): Promise<Chapter[] | undefined> {
  const read = turn.then(async () => {
    const messages = await describe(context);
    return messages && chaptersIn(messages, zero);
  });
  turn = read.catch(() => undefined);
  return read;
}

/** What FFmpeg says of an input, message by message; they come by another thread. Undefined: their end never came. */
async function describe(context: FormatContext): Promise<string[] | undefined> {
  dumps += 1;
  const mark = `momentfx: end of description ${dumps}`;
  const messages: string[] = [];
  const described = Promise.withResolvers<string[]>();
  const level = Log.getLevel();
  // A callback of the log alone does not keep the process up.
  const awake = setInterval(() => undefined, 1_000);
  Log.setCallback(
    (_, message) => {
      if (message.includes(mark)) described.resolve(messages);
      else messages.push(message);
    },
    { maxLevel: AV_LOG_INFO },
  );
  try {
    Log.setLevel(AV_LOG_INFO);
    context.dumpFormat(0, 'input', false);
    Log.log(AV_LOG_INFO, mark);
    Log.setLevel(level);
    // Without chapters a recording is whole all the same.
    return await Promise.race([described.promise, sleep(LOST_MS, undefined, { ref: false })]);
  } finally {
    Log.setLevel(level);
    Log.resetCallback();
    clearInterval(awake);
  }
}

/** Reads `Chapter #0:1: `, `start 4.000000, `, `end 10.000000` and the title that may follow. */
function chaptersIn(messages: readonly string[], zero: Micros): Chapter[] {
  const chapters: Chapter[] = [];
  for (const [index, message] of messages.entries()) {
    if (!/^ +Chapter #\d+:\d+: $/.test(message)) continue;
    const start = secondsOf(messages[index + 1], 'start');
    const end = secondsOf(messages[index + 2], 'end');
    if (start === undefined) continue;
    const title = titleAfter(messages, index + 3);
    const media = (seconds: number): Micros => latest(ZERO, subtract(fromSeconds(seconds), zero));
    const chapter = { start: media(start), end: media(Math.max(start, end ?? start)) };
    chapters.push(title === undefined ? chapter : { ...chapter, title });
  }
  return chapters.sort((a, b) => a.start - b.start);
}

function secondsOf(message: string | undefined, name: string): number | undefined {
  const [, digits] = new RegExp(`^${name} (-?\\d+\\.\\d+)`).exec(message ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Eight blanks, the key in at least 16 letters, a colon; the value follows in pieces, up to an empty message. */
const KEY = /^ {8}(.{16,}): $/s;

function titleAfter(messages: readonly string[], from: number): string | undefined {
  if (messages[from] !== '      Metadata:') return undefined;
  for (let at = from + 1; ; at += 1) {
    const [, key] = KEY.exec(messages[at] ?? '') ?? [];
    if (key === undefined) return undefined;
    const value: string[] = [];
    for (at += 1; (messages[at] ?? '') !== ''; at += 1) value.push(messages[at] ?? '');
    const text = value.map((piece) => (piece.startsWith('\n') ? ' ' : piece)).join('');
    if (key.trim().toLowerCase() === 'title') return text;
  }
}
