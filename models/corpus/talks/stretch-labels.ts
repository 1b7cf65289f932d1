/**
 * Labels of stretches of real talk whose text is not the project's: which sentence of which episode deserves what. They are
 * numbers and marks, from which no sentence can be read back; with the file that has the text they make talks.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { MomentfxError } from '../../../src/core/errors.ts';
import { packageFile } from '../../../src/core/paths.ts';
import { actOfMark } from './marks.ts';
import type { TalkLineAct } from './marks.ts';
import { MOODS } from './reader.ts';
import type { Talk } from './reader.ts';

/** One line a stretch, in the order in which they were labelled. */
const LABELS_FILE = packageFile('models', 'corpus', 'talks', 'real-labels.jsonl');

const act = z.string().transform((mark, context): TalkLineAct => {
  const found = actOfMark(mark);
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: `${mark} is no mark` });
  return z.NEVER;
});
const LABELS = z.strictObject({
  source: z.string().min(1),
  episode: z.string().min(1),
  /** Number of the first sentence in its episode. */
  first: z.int().nonnegative(),
  /** Sentences, as they stand in the file. */
  count: z.int().positive(),
  mood: z.enum(MOODS),
  /** Of the words that were labelled; see `digestOf`. */
  digest: z.string().regex(/^[0-9a-f]{8}$/),
  /** By number of the sentence; the others are plain. */
  marks: z.record(z.string().regex(/^\d+$/), act),
});
/** What one stretch of an episode is. */
export type StretchLabels = z.infer<typeof LABELS>;

/** A sentence in its episode. */
export interface EpisodeRow {
  readonly source: string;
  readonly episode: string;
  readonly i: number;
  readonly text: string;
}

/** A labelled stretch with the rows that it was made of. */
export interface Stretch<Row> {
  readonly rows: readonly Row[];
  readonly talk: Talk;
}

/** A line of the labels is broken. */
class StretchLabelsError extends MomentfxError<'stretch-labels'> {
  constructor(line: number, fault: string, options?: ErrorOptions) {
    super(
      'stretch-labels',
      `${LABELS_FILE}, line ${line}: ${fault}.`,
      'Mend that line, or fetch the file again.',
      options,
    );
  }
}

/**
 * Tells whether somebody's text is the one that was labelled: in another edition the numbers stand for other sentences. 32 bits of a hash,
 * which say nothing of what the words are.
 * @internal Tests label words of their own.
 */
export const digestOf = (rows: readonly Pick<EpisodeRow, 'text'>[]): string =>
  createHash('sha256')
    .update(rows.map(({ text }) => text).join('\n'))
    .digest('hex')
    .slice(0, 8);

/** All labels that there are. Rejects with a `StretchLabelsError` that names the line. */
export async function readStretchLabels(): Promise<StretchLabels[]> {
  const lines = (await readText()).split('\n').filter(Boolean);
  return lines.map((line, at) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw new StretchLabelsError(at + 1, 'it is no JSON', { cause });
    }
    const parsed = LABELS.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new StretchLabelsError(at + 1, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no labels'}`);
  });
}

async function readText(): Promise<string> {
  try {
    return await readFile(LABELS_FILE, 'utf8');
  } catch (cause) {
    throw new StretchLabelsError(1, 'the file cannot be read', { cause });
  }
}

/** What labels find in somebody's rows. */
export interface LabelledRows<Row> {
  readonly stretches: readonly Stretch<Row>[];
  /** The rows that lie in none. */
  readonly others: readonly Row[];
  /** Stretches that are there in other words, or whose sentences another one has: their labels are not used. */
  readonly changed: number;
}

/** The stretches that `rows` have whole, and as they were labelled. Labels of what the rows lack are passed over. */
export function labelStretches<Row extends EpisodeRow>(
  rows: readonly Row[],
  labels: readonly StretchLabels[],
): LabelledRows<Row> {
  const episodes = Map.groupBy(rows, keyOf);
  const taken = new Set<Row>();
  const stretches: Stretch<Row>[] = [];
  let changed = 0;
  for (const own of labels) {
    const found = rowsOf(episodes.get(keyOf(own)) ?? [], own);
    if (found === undefined) continue;
    const numbers = new Set(found.map(({ i }) => String(i)));
    const isSame =
      digestOf(found) === own.digest && Object.keys(own.marks).every((mark) => numbers.has(mark));
    if (!isSame || found.some((row) => taken.has(row))) {
      changed++;
      continue;
    }
    for (const row of found) taken.add(row);
    stretches.push({ rows: found, talk: talkOf(found, own) });
  }
  return { stretches, others: rows.filter((row) => !taken.has(row)), changed };
}

const keyOf = ({ source, episode }: Pick<EpisodeRow, 'source' | 'episode'>): string => `${source} ${episode}`;

function rowsOf<Row extends EpisodeRow>(
  episode: readonly Row[],
  { first, count }: StretchLabels,
): readonly Row[] | undefined {
  const start = episode.findIndex(({ i }) => i === first);
  const rows = start < 0 ? [] : episode.slice(start, start + count);
  return rows.length < count ? undefined : rows;
}

function talkOf(rows: readonly EpisodeRow[], { episode, first, mood, marks }: StretchLabels): Talk {
  const lines = rows.map(({ i, text }) => ({ act: marks[String(i)] ?? ('plain' as const), text }));
  const name = `real-${episode.replace(/\W+/g, '-')}-${first}`;
  return { name, genre: 'real talk', mood, voice: 'as it was', lines };
}
