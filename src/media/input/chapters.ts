/** A recording's chapters. */
import { fromSeconds, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import { wordsAt } from './dump.ts';

/** One chapter in media time. */
export interface Chapter {
  readonly start: Micros;
  readonly end: Micros;
  /** At most 255 bytes. */
  readonly title?: string;
}

/**
 * The chapters that FFmpeg's description of an input names, whose media time 0 is `zero` on its own clock: `Chapter #0:1: `, `start 4.000000, `, `end 10.000000` and the title
 * that may follow.
 */
export function chaptersIn(messages: readonly string[], zero: Micros): Chapter[] {
  const chapters: Chapter[] = [];
  for (const [index, message] of messages.entries()) {
    if (!/^ +Chapter #\d+:\d+: $/.test(message)) continue;
    const start = secondsOf(messages[index + 1], 'start');
    const end = secondsOf(messages[index + 2], 'end');
    if (start === undefined) continue;
    const { title } = wordsAt(messages, index + 3);
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
