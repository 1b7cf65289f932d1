/**
 * Plain talk: real people talking, nearly free of key moments, from a file that is not the project's own. Its sentences
 * go into generated corpora, which are not committed, and nowhere else. Stretches of it that someone has labelled are talks.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as z from 'zod';
import { MomentfxError } from '../../../src/core/errors.ts';
import type { Random } from '../../training/random.ts';
import type { Split } from '../grammar/split.ts';
import { FEWEST_LINES } from './reader.ts';
import type { Talk } from './reader.ts';
import { labelStretches, readStretchLabels } from './stretch-labels.ts';
import type { Stretch } from './stretch-labels.ts';
import { stretchOf } from './stretch.ts';

/** Where plain talk comes from and under which licence, for the card of what is trained on it. */
export interface PlainSource {
  readonly source: string;
  readonly licence: string;
}

/** Talk without key moments to draw from. */
export interface PlainTalk {
  readonly sources: readonly PlainSource[];
  /** Whether there is any for the split. */
  has(split: Split): boolean;
  /** 6 to `most` (default: 24) consecutive sentences of one talk. The split must have some. */
  draw(split: Split, random: Random, most?: number): readonly string[];
  /** The stretches that someone has labelled; none of their sentences is drawn. */
  labelled(split: Split): readonly Talk[];
  /** Stretches that were labelled in another edition of the same talk: their labels are not used. */
  readonly changed: number;
}

/** The file of plain talk can't be used; the message names the file, and the line if there is one. */
export class PlainTalkError extends MomentfxError<'plain-talk'> {
  constructor(place: string, fault: string, options?: ErrorOptions) {
    super(
      'plain-talk',
      `${place}: ${fault}.`,
      'Give a gzipped file of JSON lines with source, licence, episode, i, speaker, text, split (train or validation) and, where people laugh, laugh.',
      options,
    );
  }
}

const words = z.string().trim().min(1);
const ROW = z.object({
  source: words,
  licence: words,
  episode: words,
  /** Number of the sentence in its episode. */
  i: z.int().nonnegative(),
  speaker: z.string(),
  text: words,
  split: z.enum(['train', 'validation']),
  /** People laugh after the sentence. */
  laugh: z.boolean().optional(),
});
type Row = z.infer<typeof ROW>;

/** Of the episodes that the file keeps aside about half fit thresholds, the others test: whole ones, whatever else the file holds. */
function splitOf({ split, source, episode }: Row): Split {
  if (split === 'train') return 'train';
  return createHash('sha256').update(`${source} ${episode}`).digest().readUInt8() % 2 === 0 ? 'val' : 'test';
}

/** The joke is the sentence at which people laugh, or one of so many before it. */
const BEFORE_LAUGH = 2;

/**
 * Reads the file, and the project's labels of it. Rejects with a `PlainTalkError` where the file is at fault, and with a
 * `StretchLabelsError` where the labels are.
 */
export async function readPlainTalk(file: string): Promise<PlainTalk> {
  const rows = (await readLines(file)).map((text, at) => readRow(text, `${file}, line ${at + 1}`));
  const { stretches, others, changed } = labelStretches(rows, await readStretchLabels());
  const runs = runsOf(others);
  if (stretches.length === 0 && Object.values(runs).every(({ length }) => length === 0))
    throw new PlainTalkError(file, `no ${FEWEST_LINES} sentences in a row without a laugh`);
  const sources = new Map(rows.map(({ source, licence }) => [`${source} ${licence}`, { source, licence }]));
  return plainTalkOf(runs, { sources: [...sources.values()], labelled: talksOf(stretches), changed });
}

async function readLines(file: string): Promise<string[]> {
  try {
    const bytes = await promisify(gunzip)(await readFile(file));
    return bytes.toString('utf8').split('\n').filter(Boolean);
  } catch (cause) {
    throw new PlainTalkError(file, 'it is no gzipped file that can be read', { cause });
  }
}

function readRow(text: string, place: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PlainTalkError(place, 'it is no JSON', { cause });
  }
  const parsed = ROW.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PlainTalkError(place, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no row'}`);
}

/** Sentences that follow each other, by split. */
type Runs = Readonly<Record<Split, readonly (readonly string[])[]>>;

/** Cuts the episodes at gaps and at laughs, whose sentences are left out; what is too short for a video goes. */
function runsOf(rows: readonly Row[]): Runs {
  const runs: Record<Split, string[][]> = { train: [], val: [], test: [] };
  let run: string[] = [];
  let before: Row | undefined;
  for (const row of rows) {
    if (before === undefined || row.episode !== before.episode || row.i !== before.i + 1)
      runs[splitOf(row)].push((run = []));
    if (row.laugh === true) {
      run.splice(Math.max(run.length - BEFORE_LAUGH, 0));
      runs[splitOf(row)].push((run = []));
    } else run.push(row.text);
    before = row;
  }
  const longEnough = (own: readonly string[][]): string[][] =>
    own.filter(({ length }) => length >= FEWEST_LINES);
  return { train: longEnough(runs.train), val: longEnough(runs.val), test: longEnough(runs.test) };
}

function talksOf(stretches: readonly Stretch<Row>[]): Readonly<Record<Split, readonly Talk[]>> {
  const talks: Record<Split, Talk[]> = { train: [], val: [], test: [] };
  for (const { rows, talk } of stretches) if (rows[0] !== undefined) talks[splitOf(rows[0])].push(talk);
  return talks;
}

interface Rest extends Pick<PlainTalk, 'sources' | 'changed'> {
  readonly labelled: Readonly<Record<Split, readonly Talk[]>>;
}

function plainTalkOf(runs: Runs, { labelled, ...rest }: Rest): PlainTalk {
  return {
    ...rest,
    labelled: (split) => labelled[split],
    has: (split) => runs[split].length > 0,
    draw(split, random, most) {
      const own = runs[split];
      const [at] = random.weighted(
        own.map(({ length }) => length),
        1,
      );
      return stretchOf(own[at!]!, random, most);
    },
  };
}
