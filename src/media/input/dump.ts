/**
 * What FFmpeg knows of an input and the binding has no way to: its description, which FFmpeg writes to its log, names it for
 * every container that it reads.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AV_LOG_INFO } from 'node-av/constants';
import { Log, type FormatContext } from 'node-av/lib';

/** A log that has not told of its end by now (ms) will not. */
const LOST_MS = 5_000;

/** One at a time: FFmpeg's log is the process's. */
let turn: Promise<unknown> = Promise.resolve();
let dumps = 0;

/**
 * FFmpeg's description of an opened input, message by message; undefined where its log was lost on the way, so that nobody
 * knows it.
 */
export function dumpOf(context: FormatContext): Promise<string[] | undefined> {
  const read = turn.then(() => describe(context));
  turn = read.catch(() => undefined);
  return read;
}

/** The messages come by another thread. */
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

/** Eight blanks and more, or six, the key in at least 16 letters, a colon; the value follows in pieces, up to an empty message. */
const KEY = /^ {6,8}(.{16,}): $/s;

/** The metadata that stands in a description from message `from` on, keys in lower case; empty where there is none. */
export function wordsAt(messages: readonly string[], from: number): Record<string, string> {
  const words: Record<string, string> = {};
  if (!/^ +Metadata:$/.test(messages[from] ?? '')) return words;
  for (let at = from + 1; ; at += 1) {
    const [, key] = KEY.exec(messages[at] ?? '') ?? [];
    if (key === undefined) return words;
    const value: string[] = [];
    for (at += 1; (messages[at] ?? '') !== ''; at += 1) value.push(messages[at] ?? '');
    words[key.trim().toLowerCase()] ??= value.map((piece) => (piece.startsWith('\n') ? ' ' : piece)).join('');
  }
}
