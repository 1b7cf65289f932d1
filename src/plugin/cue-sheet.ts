/**
 * The cue sheet: what `--cues` writes and `--from-cues` reads. Times in seconds, since people edit it.
 * `{ version: 1, input, duration, cues: [{ at, end, sfx, tag, score, subtitle, alternatives: [{ sfx, score }] }] }`
 */
import { z } from 'zod';
import { readAtMost } from '../core/read-file.ts';
import { writeWhole } from './files.ts';
import { UsageError } from './errors.ts';
import { fromSeconds, FURTHEST_SECONDS, toSeconds, type Micros } from '../streams/time.ts';
import { TAGS, type Cue } from '../streams/values.ts';

const time = z.number().nonnegative().max(FURTHEST_SECONDS);

/** A cue takes some 400 bytes; in bytes. */
const LONGEST_SHEET = 32 * 1_048_576;

const cueSchema = z.object({
  at: time,
  end: time.optional(),
  sfx: z.string().min(1),
  tag: z.enum(TAGS).optional(),
  score: z.number().min(0).max(1).optional(),
  subtitle: z.string().optional(),
  alternatives: z.array(z.object({ sfx: z.string(), score: z.number() })).optional(),
});

const sheetSchema = z.object({
  version: z.literal(1),
  input: z.string().optional(),
  duration: time.optional(),
  cues: z.array(cueSchema),
});

/** A checked cue sheet; times in seconds. */
export type CueSheet = z.infer<typeof sheetSchema>;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/**
 * The sheet of these cues, for an input of this length. Scores are rounded to four digits: the fifth may differ between processors, and nobody edits by it.
 */
export function toCueSheet(input: string, duration: Micros, cues: readonly Cue[]): CueSheet {
  return {
    version: 1,
    input,
    duration: toSeconds(duration),
    cues: cues.map((cue) => ({
      at: toSeconds(cue.at),
      end: toSeconds(cue.end),
      sfx: cue.sfx,
      tag: cue.tag,
      score: round(cue.score, 4),
      ...(cue.subtitle === undefined ? {} : { subtitle: cue.subtitle }),
      alternatives: cue.alternatives.map(({ sfx, score }) => ({ sfx, score: round(score, 4) })),
    })),
  };
}

/** Writes the sheet as JSON: whole, or not at all. @throws UsageError unwritable */
export async function writeCueSheet(file: string, sheet: CueSheet): Promise<void> {
  await writeWhole(file, `${JSON.stringify(sheet, null, 2)}\n`);
}

/**
 * Reads an edited cue sheet. `library` maps effect ids to their tags; a cue that names another effect, or any other
 * fault, is a UsageError that says which entry. Cues come back in order of time.
 */
export async function readCueSheet(file: string, library: ReadonlyMap<string, Cue['tag']>): Promise<Cue[]> {
  const sheet = parseSheet(file, await readSheet(file));
  const cues = sheet.cues.map((entry, index): Cue => {
    const tag = library.get(entry.sfx);
    if (tag === undefined)
      throw fault(
        file,
        `cues[${index}].sfx: the library has no effect "${entry.sfx}"`,
        'See `momentfx library list`.',
      );
    return {
      id: `sheet-${index}`,
      at: fromSeconds(entry.at),
      end: fromSeconds(Math.max(entry.end ?? entry.at, entry.at)),
      sfx: entry.sfx,
      tag,
      score: entry.score ?? 1,
      ...(entry.subtitle === undefined ? {} : { subtitle: entry.subtitle }),
      alternatives: [],
    };
  });
  return cues.sort((a, b) => a.at - b.at);
}

async function readSheet(file: string): Promise<string> {
  try {
    return (await readAtMost(file, LONGEST_SHEET)).toString('utf8');
  } catch (cause) {
    throw new UsageError(
      'cues-unreadable',
      `The cue sheet ${file} cannot be read.`,
      'Check its name and permissions.',
      {
        cause,
      },
    );
  }
}

function parseSheet(file: string, text: string): CueSheet {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fault(
      file,
      `it is not JSON (${(cause as Error).message})`,
      'Mend it, or write a new one with --cues.',
      cause,
    );
  }
  const parsed = sheetSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw fault(
    file,
    `${z.core.toDotPath(issue?.path ?? [])}: ${issue?.message}`,
    'Mend that entry.',
    parsed.error,
  );
}

const fault = (file: string, what: string, nextStep: string, cause?: unknown): UsageError =>
  new UsageError('cues-broken', `The cue sheet ${file} is broken: ${what}.`, nextStep, { cause });
