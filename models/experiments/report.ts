/** Writes what an experiment gave: tables as Markdown and JSON, curves and bars as pictures. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../training/checkpoint.ts';
import { barChart, lineChart } from '../util/chart.ts';
import type { CurvePoints, Experiment, Workbench } from './experiment.ts';
import { markdownOf, tableOf, type MeasuredRow } from './tables.ts';

/** How a run was made, for its report. */
export interface ReportFacts {
  readonly seeds: readonly number[];
  /** The command that makes it. */
  readonly command: string;
}

/** Writes NAME.md, NAME.json, and pictures into the folder; gives the Markdown. */
export async function writeReport(
  experiment: Experiment,
  rows: readonly MeasuredRow[],
  bench: Workbench,
  facts: ReportFacts,
): Promise<string> {
  const { name } = experiment;
  const { data, preset, folder } = bench;
  const tables = experiment.tables.map((outline) => tableOf(outline, rows));
  const settings = settingsOf(bench, facts);
  const text = [`## ${name}`, '', ...settings, '', ...tables.map(markdownOf)].join('\n');
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, `${name}.md`), `${text.trimEnd()}\n`);
  const whole = { experiment: name, data: data.name, preset, ...facts, tables };
  await replaceFile(join(folder, `${name}.json`), `${JSON.stringify(whole, null, 2)}\n`);
  const bars = barsOf(experiment, rows);
  if (bars !== undefined) await replaceFile(join(folder, `${name}.svg`), bars);
  const curves = curvesOf(experiment, rows);
  if (curves !== undefined) await replaceFile(join(folder, `${name}-curves.svg`), curves);
  return text;
}

function settingsOf({ data, preset }: Workbench, { seeds, command }: ReportFacts): string[] {
  const { network, msm, endToEnd } = preset;
  return [
    `- Data: ${data.name}; ${data.train.length} training videos with a moment.`,
    `- Preset ${preset.name}: width ${network.hidden_dim}, ${network.encoder_layer_num} + ${network.decoder_layer_num} layers, ${network.query_num} queries; ${msm.steps} steps of pre-training and ${endToEnd.steps} end to end, ${msm.batch} and ${endToEnd.batch} windows each, learning rates ${msm.lr} and ${endToEnd.lr}.`,
    `- Seeds ${seeds.join(', ')}; mean ± sample standard deviation.`,
    `- Made by \`${command}\`.`,
  ];
}

function barsOf({ tables, charted, name }: Experiment, rows: readonly MeasuredRow[]): string | undefined {
  const column = tables.flatMap(({ columns }) => columns).find(({ key }) => key === charted);
  if (column === undefined) return undefined;
  const [cells] = [tableOf({ title: '', columns: [column], notes: [] }, rows)];
  const bars = cells.rows.flatMap(({ label, cells: [cell] }) =>
    cell === undefined ? [] : [{ label, value: cell.mean }],
  );
  return bars.length === 0
    ? undefined
    : barChart(`${name}: ${column.label}`, column.scale === 100 ? '%' : '', bars);
}

function curvesOf({ name }: Experiment, rows: readonly MeasuredRow[]): string | undefined {
  const lines = rows.flatMap(({ row, measured }) => {
    const points = meanCurve(measured.flatMap(({ curve }) => (curve === undefined ? [] : [curve])));
    return points.length === 0 ? [] : [{ label: row.label, points }];
  });
  if (lines.length === 0) return undefined;
  return lineChart(`${name}: overlap (GIoU) of found and true moments in training`, 'step', 'GIoU', lines, {
    plain: true,
  });
}

/** The mean over seeds, whose points lie at the same steps. */
function meanCurve(curves: readonly CurvePoints[]): CurvePoints {
  const [first] = curves;
  if (first === undefined) return [];
  return first.map(({ x }, at) => {
    const values = curves.flatMap((curve) => (curve[at] === undefined ? [] : [curve[at].y]));
    return { x, y: values.reduce((sum, value) => sum + value, 0) / values.length };
  });
}
