/** The records of shows in a folder, read for what people did at them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { readShows } from '../../live/report/show/read.ts';
import { REVIEW_EXTENSION } from '../../review/kept.ts';
import { reviewFeedback } from './review-feedback.ts';
import { showFeedback, type ShowFeedback } from './show-feedback.ts';

/** What a folder of records holds. */
export interface ShowRecords {
  readonly files: number;
  /** Shows at which somebody did something. */
  readonly shows: readonly ShowFeedback[];
  /** All shows. */
  readonly count: number;
}

const RECORD = '.jsonl';

/**
 * Reads every record of a live show (`*.jsonl`) and every review of a recording (`*.review.json`) in the folder, in order of their
 * names.
 * @throws UsageError no-records, show-unreadable, show-broken, review-unreadable, review-broken
 */
export async function readShowRecords(folder: string): Promise<ShowRecords> {
  const files = await recordsIn(folder);
  const shows: ShowFeedback[] = [];
  for (const file of files) shows.push(...(await feedbackOf(join(folder, file), file)));
  const told = shows.filter(({ feedback, unused }) => feedback.length + unused.length > 0);
  return { files: files.length, shows: told, count: shows.length };
}

async function recordsIn(folder: string): Promise<string[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw new UsageError(
      'no-records',
      `The folder ${folder} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
      'Name the folder that holds the records which `momentfx live --log` wrote.',
      { cause },
    );
  }
  const records = names.filter((name) => name.endsWith(RECORD) || name.endsWith(REVIEW_EXTENSION)).toSorted();
  if (records.length > 0) return records;
  throw new UsageError(
    'no-records',
    `The folder ${folder} holds no record (${RECORD}).`,
    'Run shows with --log FOLDER/NAME.jsonl first, or copy the NAME.review.json of reviews there.',
  );
}

async function feedbackOf(path: string, file: string): Promise<readonly ShowFeedback[]> {
  if (!file.endsWith(REVIEW_EXTENSION)) return showsOf(path, file);
  const review = await reviewFeedback(path, file);
  return review === undefined ? [] : [review];
}

async function showsOf(path: string, file: string): Promise<ShowFeedback[]> {
  const shows: ShowFeedback[] = [];
  let show: ReturnType<typeof showFeedback> | undefined;
  for await (const item of readShows(path)) {
    if (item.type === 'show') {
      if (show !== undefined) shows.push(show.finish());
      show = showFeedback(`${file}, show ${item.index}`);
    } else if (item.type === 'event') show?.take(item.event);
  }
  if (show !== undefined) shows.push(show.finish());
  return shows;
}
