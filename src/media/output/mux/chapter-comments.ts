/** Chapters as Ogg, Opus and FLAC files hold them: as comments. */
import type { Chapter } from '../../input/chapters.ts';
import type { Micros } from '../../../streams/time.ts';

/** `CHAPTER000=00:00:00.000` and `CHAPTER000NAME`, as every reader of Vorbis comments knows them. */
export function chapterComments(chapters: readonly Chapter[]): Record<string, string> {
  const comments: Record<string, string> = {};
  for (const [index, { start, title }] of chapters.entries()) {
    const key = `CHAPTER${String(index).padStart(3, '0')}`;
    comments[key] = clock(start);
    if (title !== undefined) comments[`${key}NAME`] = title;
  }
  return comments;
}

function clock(time: Micros): string {
  const ms = Math.round(time / 1_000);
  const pad = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, '0');
  return `${pad(ms / 3_600_000, 2)}:${pad((ms / 60_000) % 60, 2)}:${pad((ms / 1_000) % 60, 2)}.${pad(ms % 1_000, 3)}`;
}
