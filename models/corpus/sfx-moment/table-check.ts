import { relative } from 'node:path';
import type { z } from 'zod';
import { csvRecords, isMissing } from '../csv.ts';
import type { Findings } from './findings.ts';

/**
 * The good rows of a table, with the numbers of their records (the header is 1); others are noted. Undefined where there is no
 * such file.
 */
export async function goodRows<Row>(
  folder: string,
  file: string,
  schema: z.ZodType<Row>,
  findings: Findings,
): Promise<{ readonly row: Row; readonly line: number }[] | undefined> {
  const where = relative(folder, file);
  const rows: { row: Row; line: number }[] = [];
  let last = 1;
  try {
    for await (const { record, line } of csvRecords(file)) {
      last = line;
      const parsed = schema.safeParse(record);
      if (parsed.success) rows.push({ row: parsed.data, line });
      else {
        const [issue] = parsed.error.issues;
        findings.add('broken-table', `${where}, row ${line}, ${issue?.path.join('.')}: ${issue?.message}`);
      }
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    // What comes after a quote that is never closed cannot be told apart.
    findings.add(
      'broken-table',
      `${where}, after row ${last}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return rows;
}
