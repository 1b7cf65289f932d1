/** What a person wrote about their sounds: metadata.json or library.csv in the folder. */
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readAtMost } from '../core/read-file.ts';
import { TAGS } from '../streams/values.ts';
import { LibraryError } from './errors.ts';

/** The files that may tell about sounds; the first that is there counts. */
const METADATA_FILES = ['metadata.json', 'library.csv'] as const;

/** Some 300 bytes for a sound; in bytes. */
const LONGEST = 16 * 1_048_576;

/** An empty cell says nothing, like a missing one. */
const cell = <T>(schema: z.ZodType<T>) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  );

const rowSchema = z.object({
  file: z.string().trim().min(1, 'is empty'),
  name: cell(z.string().trim().max(120)),
  description: cell(z.string().trim().max(600)),
  tag: cell(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(TAGS, `must be one of ${TAGS.join(', ')}`)),
  ),
});

/** What is told about one sound. */
export interface SoundFacts {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly tag?: (typeof TAGS)[number] | undefined;
}

/** What is told about the sounds of a folder. */
export interface Metadata {
  /** The file the facts come from; undefined when the folder has none. */
  readonly source?: string;
  /** By path relative to the folder, with forward slashes. */
  readonly facts: ReadonlyMap<string, SoundFacts>;
}

const fault = (message: string, cause?: unknown): LibraryError =>
  new LibraryError(
    'library-metadata',
    message,
    'Mend it: each entry needs file, and may have name, description and tag.',
    { cause },
  );

/** `[{ file, … }]`, `{ "effects": [{ file, … }] }` or `{ "ding.wav": { … } }`. */
function jsonRows(text: string, file: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fault(`${file} is no JSON: ${(cause as Error).message}.`, cause);
  }
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) throw fault(`${file} holds no list of sounds.`);
  if ('effects' in value && Array.isArray(value.effects)) return value.effects;
  return Object.entries(value).map(([name, facts]) => ({ ...(facts as object), file: name }));
}

/** Columns by their names in the first line: file, name, description, tag, in any order. */
function csvRows(text: string, file: string): unknown[] {
  try {
    return parse(text, {
      bom: true,
      columns: (head: string[]) => head.map((name) => name.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    throw fault(`${file} is no readable CSV: ${(cause as Error).message}.`, cause);
  }
}

function readRows(rows: readonly unknown[], file: string): Map<string, SoundFacts> {
  const facts = new Map<string, SoundFacts>();
  rows.forEach((row, index) => {
    const parsed = rowSchema.safeParse(row);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw fault(
        `${file}: entry ${index + 1}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}.`,
      );
    }
    const { file: name, ...rest } = parsed.data;
    const path = name.replaceAll('\\', '/').replace(/^\.\//, '');
    if (facts.has(path)) throw fault(`${file}: entry ${index + 1}: ${path} is described twice.`);
    facts.set(path, rest);
  });
  return facts;
}

/**
 * Reads metadata.json, or else library.csv; no facts when the folder has neither.
 * @throws LibraryError library-metadata that names the file and the entry
 */
export async function readMetadata(folder: string): Promise<Metadata> {
  for (const name of METADATA_FILES) {
    const file = join(folder, name);
    let text: string;
    try {
      text = (await readAtMost(file, LONGEST)).toString('utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw fault(`${file} cannot be read.`, cause);
    }
    return {
      source: file,
      facts: readRows(name.endsWith('.json') ? jsonRows(text, file) : csvRows(text, file), file),
    };
  }
  return { facts: new Map() };
}
