/**
 * The results of experiments, one JSON file for each row and seed, under a hash of all that they follow from. What is there is not
 * measured again; where anything of it changes, the hash is another and the old result is simply not asked for.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../training/checkpoint.ts';
import { isMissing } from '../corpus/csv.ts';
import type { Json, Measurement } from './experiment.ts';

const numbers = z.record(z.string(), z.number());
const resultSchema = z.object({
  version: z.literal(1),
  /** What the hash was made of, for people. */
  of: z.json(),
  figures: numbers,
  cost: numbers,
  curve: z.exactOptional(z.array(z.object({ x: z.number(), y: z.number() }))),
});

/** The same text for equal values, whatever the order of their keys. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((own: Json) => canonical(own)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  const rows = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => `${JSON.stringify(key)}:${canonical(own)}`);
  return `{${rows.join(',')}}`;
}

/** A short name for a value: equal values have the same. */
export const keyOf = (value: Json): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);

/** The results below a folder. */
export class ResultStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'results');
  }

  /** What was measured under exactly these circumstances; undefined where nothing usable is there. */
  async find(of: Json): Promise<Measurement | undefined> {
    try {
      const parsed = resultSchema.safeParse(JSON.parse(await readFile(this.#fileOf(of), 'utf8')));
      if (!parsed.success) return undefined;
      const { figures, cost, curve } = parsed.data;
      return { figures, cost, ...(curve && { curve }) };
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** Keeps a result; a crash leaves the old file or the new one. */
  async keep(of: Json, measured: Measurement): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await replaceFile(this.#fileOf(of), `${JSON.stringify({ version: 1, of, ...measured }, null, 2)}\n`);
  }

  #fileOf(of: Json): string {
    return join(this.#folder, `${keyOf(of)}.json`);
  }
}
