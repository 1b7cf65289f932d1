/** The file that keeps a review while somebody works on it, so that it goes on after whatever happens. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { partIsGone, partOf } from '../../core/part-files.ts';
import { readAtMost } from '../../core/read-file.ts';
import { isMediaTime, type Micros } from '../../streams/time.ts';
import { TAGS } from '../../streams/values.ts';
import { UsageError } from '../errors.ts';
import type { Decided, History } from './history.ts';

/** What is kept: the decisions, and what can be taken back of them. */
export interface KeptReview extends Decided {
  readonly history: History;
}

/** A sentence as it was heard: with it the file tells what was decided about what, and a checkpoint can learn from it. */
export interface KeptSentence {
  readonly id: string;
  readonly start: Micros;
  readonly end: Micros;
  readonly text: string;
}

/** The end of the names of such files. */
export const REVIEW_EXTENSION = '.review.json';

/** An edit takes some 500 bytes, and so does a step; in bytes. */
const LONGEST_FILE = 32 * 1_048_576;

const time = z.custom<Micros>(isMediaTime, 'must be a time in microseconds');
const tag = z.enum(TAGS);
const sfx = z.string().min(1);
const score = z.number().min(0).max(1);

const editSchema = z.object({
  id: z.string().min(1).max(64),
  ...{ at: time, end: time, sfx, tag, score },
  subtitle: z.exactOptional(z.string()),
  alternatives: z.array(z.object({ sfx, tag, score })),
  state: z.enum(['play', 'vetoed']),
  byHand: z.exactOptional(z.literal(true)),
  was: z.exactOptional(z.object({ sfx, at: time })),
  of: z.exactOptional(z.object({ start: time, end: time, subtitleId: z.exactOptional(z.string()) })),
});

const levelsSchema = z.object({ gain: z.number(), duck: z.number() });
const policySchema = z.object({
  threshold: z.exactOptional(score),
  fatigue: z.exactOptional(z.number().nonnegative()),
  density: z.exactOptional(z.number().positive()),
  mutedTags: z.exactOptional(z.array(tag)),
  mutedEffects: z.exactOptional(z.array(sfx)),
});
const added = z.int().nonnegative();
const stepSchema = z.object({
  levels: z.exactOptional(levelsSchema),
  policy: z.exactOptional(policySchema),
  added: z.exactOptional(added),
  edits: z.exactOptional(z.array(editSchema)),
  gone: z.exactOptional(z.array(z.string())),
});

const fileSchema = z.object({
  version: z.literal(1),
  input: z.string(),
  levels: levelsSchema,
  sentences: z.array(z.object({ id: z.string(), start: time, end: time, text: z.string() })).default([]),
  state: z.object({ policy: policySchema, edits: z.array(editSchema), added }),
  history: z
    .object({ done: z.array(stepSchema), undone: z.array(stepSchema) })
    .default({ done: [], undone: [] }),
});

/**
 * Reads the review of `input` in `file`; undefined where there is no such file.
 * @throws UsageError review-unreadable, review-broken, review-other for that of another recording
 */
export async function readReview(file: string, input: string): Promise<KeptReview | undefined> {
  const kept = await readReviewFile(file);
  if (kept === undefined || kept.input === input) return kept;
  throw new UsageError(
    'review-other',
    `${file} is the review of ${kept.input}.`,
    'Name another output, or move it away.',
  );
}

/**
 * Reads the review in `file`, of whatever recording; undefined where there is no such file.
 * @throws UsageError review-unreadable, review-broken
 */
export async function readReviewFile(
  file: string,
): Promise<
  (KeptReview & { readonly input: string; readonly sentences: readonly KeptSentence[] }) | undefined
> {
  let text: string;
  try {
    text = (await readAtMost(file, LONGEST_FILE)).toString('utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(
      'review-unreadable',
      `${file} cannot be read.`,
      'Make it readable, or name another output.',
      { cause },
    );
  }
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new UsageError(
      'review-broken',
      `${file} is no review of momentfx.`,
      'Move it away; the review then begins anew.',
      { cause: parsed.error },
    );
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told as what it is: no review.
    return undefined;
  }
}

/**
 * Writes the review whole, or leaves the file as it was; it is there when this returns, so that whoever is told that a change
 * was made does not lose it to a crash.
 * @throws UsageError unwritable
 */
export function writeReview(
  file: string,
  input: string,
  { state, levels, history }: KeptReview,
  sentences: readonly KeptSentence[],
): void {
  const aside = partOf(file);
  try {
    writeFileSync(aside, `${JSON.stringify({ version: 1, input, levels, state, sentences, history })}\n`);
    renameSync(aside, file);
  } catch (cause) {
    rmSync(aside, { force: true });
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(
      'unwritable',
      `The change cannot be kept: ${file} cannot be written (${code}).`,
      'Make room there, then do it again.',
      { cause, fault: 'outside' },
    );
  } finally {
    partIsGone(aside);
  }
}
