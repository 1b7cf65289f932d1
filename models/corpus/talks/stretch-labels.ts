/**
 * Labels of stretches of real talk whose text is not the project's: which sentence of which episode deserves what. They are
 * numbers and marks, from which no sentence can be read back; with the file that has the text they make talks.
 */
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

/** All labels that there are. Rejects with an error that names the line. */
export async function readStretchLabels(): Promise<StretchLabels[]> {
  const lines = (await readFile(LABELS_FILE, 'utf8')).split('\n').filter(Boolean);
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

/** The stretches that `rows` have whole, and the rows that lie in none. Labels of what the rows lack are passed over. */
export function labelStretches<Row extends EpisodeRow>(
  rows: readonly Row[],
  labels: readonly StretchLabels[],
): { readonly stretches: readonly Stretch<Row>[]; readonly others: readonly Row[] } {
  const episodes = Map.groupBy(rows, keyOf);
  const taken = new Set<Row>();
  const stretches: Stretch<Row>[] = [];
  for (const own of labels) {
    const found = stretchIn(episodes.get(keyOf(own)) ?? [], own);
    if (found === undefined) continue;
    for (const row of found.rows) taken.add(row);
    stretches.push(found);
  }
  return { stretches, others: rows.filter((row) => !taken.has(row)) };
}

const keyOf = ({ source, episode }: Pick<EpisodeRow, 'source' | 'episode'>): string => `${source} ${episode}`;

function stretchIn<Row extends EpisodeRow>(
  episode: readonly Row[],
  { first, count, mood, marks, ...named }: StretchLabels,
): Stretch<Row> | undefined {
  const start = episode.findIndex(({ i }) => i === first);
  const rows = start < 0 ? [] : episode.slice(start, start + count);
  if (rows.length < count) return undefined;
  const lines = rows.map(({ i, text }) => ({ act: marks[String(i)] ?? ('plain' as const), text }));
  const name = `real-${named.episode.replace(/\W+/g, '-')}-${first}`;
  return { rows, talk: { name, genre: 'real talk', mood, voice: 'as it was', lines } };
}
