import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { z } from 'zod';
import { DataError } from '../training/data-error.ts';

/** Whether a failed read means that there is no such file or folder. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** One record of a table as it stands there, and its number; the header is 1. */
export interface CsvRecord {
  readonly record: unknown;
  readonly line: number;
}

/**
 * The records of a UTF-8 CSV file with a header line, read as a stream. Throws what reading or parsing throws, an error of
 * {@link isMissing} where there is no such file.
 */
export async function* csvRecords(file: string): AsyncGenerator<CsvRecord> {
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true });
  // `pipeline` hands a read error to the parser, so that the loop below ends with it.
  const done = pipeline(createReadStream(file), parser);
  done.catch((error: unknown) => parser.destroy(error as Error));
  let line = 1;
  for await (const record of parser) yield { record, line: ++line };
  await done;
}

/**
 * The rows of a table, checked one by one; undefined when there is no such file.
 * @throws DataError (`csv-broken`) that names the file, the line and the column.
 */
export async function readCsv<Row>(file: string, schema: z.ZodType<Row>): Promise<Row[] | undefined> {
  const rows: Row[] = [];
  let at = 1;
  try {
    for await (const { record, line } of csvRecords(file)) {
      at = line;
      rows.push(schema.parse(record));
    }
    return rows;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('csv-broken', `${file}, row ${at}: ${what}`, 'Correct that row', { cause });
  }
}
