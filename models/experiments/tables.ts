/** Tables of means and spreads over seeds, as data and as Markdown. */
import type { Column, Measurement, Row, TableOutline } from './experiment.ts';

/** What a row gave, with each seed that is there. */
export interface MeasuredRow {
  readonly row: Row;
  readonly measured: readonly Measurement[];
}

/** A value over the seeds. */
export interface Cell {
  readonly mean: number;
  /** Sample standard deviation; undefined with one seed. */
  readonly spread: number | undefined;
  readonly each: readonly number[];
}

/** A table with its values; a cell without any is undefined. */
export interface Table extends TableOutline {
  readonly rows: readonly {
    readonly id: string;
    readonly label: string;
    readonly group: string | undefined;
    readonly seeds: number;
    readonly cells: readonly (Cell | undefined)[];
  }[];
}

/**
 * Mean and sample standard deviation; undefined without values.
 * @internal Tested without a table around it.
 */
export function cellOf(each: readonly number[]): Cell | undefined {
  if (each.length === 0) return undefined;
  const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
  if (each.length === 1) return { mean, spread: undefined, each };
  const squares = each.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (each.length - 1)), each };
}

/** Fills an outline with what was measured. */
export const tableOf = (outline: TableOutline, rows: readonly MeasuredRow[]): Table => ({
  ...outline,
  rows: rows.map(({ row, measured }) => ({
    id: row.id,
    label: row.label,
    group: row.group,
    seeds: measured.length,
    cells: outline.columns.map(({ key, scale = 1 }) =>
      cellOf(
        measured.flatMap(({ figures, cost }) => {
          const value = figures[key] ?? cost[key];
          return value === undefined ? [] : [scale * value];
        }),
      ),
    ),
  })),
});

/** As Markdown: `mean ± spread`, the best mean of a column bold, a line for each group, the notes below. */
export function markdownOf(table: Table): string {
  const { title, columns, rows, notes } = table;
  const best = columns.map((column, at) =>
    bestOf(
      column,
      rows.map(({ cells }) => cells[at]),
    ),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [
    line(['', ...columns.map(({ label }) => label)]),
    line(['---', ...columns.map(() => '---:')]),
  ];
  let group: string | undefined;
  for (const row of rows) {
    if (row.group !== undefined && row.group !== group)
      lines.push(line([`*${row.group}*`, ...columns.map(() => '')]));
    group = row.group;
    const shown = columns.map((column, at) => textOf(column, row.cells[at], best[at]));
    lines.push(line([row.label, ...shown]));
  }
  return [
    `### ${title}`,
    '',
    ...lines,
    '',
    ...notes.map((note) => `- ${note}`),
    ...(notes.length > 0 ? [''] : []),
  ].join('\n');
}

function bestOf({ better }: Column, cells: readonly (Cell | undefined)[]): number | undefined {
  if (better === undefined) return undefined;
  const means = cells.flatMap((cell) => (cell === undefined ? [] : [cell.mean]));
  if (means.length < 2) return undefined;
  return better === 'more' ? Math.max(...means) : Math.min(...means);
}

function textOf({ digits = 1 }: Column, cell: Cell | undefined, best: number | undefined): string {
  if (cell === undefined) return '–';
  const mean = cell.mean.toFixed(digits);
  const shown = cell.mean === best ? `**${mean}**` : mean;
  return cell.spread === undefined ? shown : `${shown} ± ${cell.spread.toFixed(digits)}`;
}
