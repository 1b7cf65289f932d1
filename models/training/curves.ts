/** The curves of a run: a CSV row every few steps, and a picture of them. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { replaceFile } from './checkpoint.ts';

/** A row of the curves. */
export interface CurvePoint {
  /** Steps over all stages. */
  readonly step: number;
  readonly stage: string;
  readonly loss: number;
  readonly accuracy: number;
  readonly overlap: number;
  readonly lr: number;
  readonly seconds: number;
}

const COLUMNS = ['step', 'stage', 'loss', 'accuracy', 'overlap', 'lr', 'seconds'] as const;
const HEADER = `${COLUMNS.join(',')}\n`;

const row = (point: CurvePoint): string =>
  `${COLUMNS.map((column) => (typeof point[column] === 'number' ? Number(point[column].toPrecision(6)) : point[column])).join(',')}\n`;

/** Keeps the rows before `step`, so that a run that goes on from a checkpoint does not list steps twice. */
export async function startCurves(file: string, step: number): Promise<void> {
  const old = await readCurves(file);
  await writeFile(
    file,
    HEADER +
      old
        .filter((point) => point.step <= step)
        .map(row)
        .join(''),
  );
}

/** Appends one row to the CSV file. */
export const appendCurve = (file: string, point: CurvePoint): Promise<void> => appendFile(file, row(point));

/** The points of a curves file; none when there is no such file. */
export async function readCurves(file: string): Promise<CurvePoint[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter((cells) => cells.length === COLUMNS.length)
    .map(([step, stage, ...values]) => {
      const [loss, accuracy, overlap, lr, seconds] = values.map(Number) as [
        number,
        number,
        number,
        number,
        number,
      ];
      return { step: Number(step), stage: stage!, loss, accuracy, overlap, lr, seconds };
    });
}

const WIDTH = 760;
const HEIGHT = 190;
const MARGIN = { left: 56, right: 16, top: 28, bottom: 26 };
const COLOURS = ['#4e79a7', '#e15759', '#59a14f'];

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const tidy = (value: number): string => String(Number(value.toPrecision(3)));

/** One chart as an SVG group: axes with their ends labelled, one polyline for each line, a legend. */
function chart(
  title: string,
  lines: readonly Line[],
  top: number,
  [low, high]: readonly [number, number],
  last: number,
): string {
  const x = (step: number): number =>
    MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * step) / Math.max(last, 1);
  const y = (value: number): number =>
    top +
    HEIGHT -
    MARGIN.bottom -
    ((HEIGHT - MARGIN.top - MARGIN.bottom) * (value - low)) / (high - low || 1);
  const label = (at: number, text: string): string =>
    `<text x="${MARGIN.left - 6}" y="${at + 4}" text-anchor="end">${text}</text>`;
  const drawn = lines.map(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points
      .map(([px, py]) => `${x(px).toFixed(1)},${y(Math.min(Math.max(py, low), high)).toFixed(1)}`)
      .join(' ');
    return (
      `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${path}"/>` +
      `<text x="${MARGIN.left + 180 + 150 * i}" y="${top + 18}" fill="${colour}">${name}</text>`
    );
  });
  return [
    `<text x="${MARGIN.left}" y="${top + 18}" font-weight="bold">${title}</text>`,
    `<path d="M${MARGIN.left} ${y(high)}V${y(low)}H${WIDTH - MARGIN.right}" fill="none" stroke="#999"/>`,
    label(y(high), tidy(high)),
    label(y(low), tidy(low)),
    `<text x="${WIDTH - MARGIN.right}" y="${y(low) + 16}" text-anchor="end">step ${last}</text>`,
    ...drawn,
  ].join('\n');
}

/**
 * A picture of loss (by stage), accuracy and overlap over the steps.
 * @internal Tests look at the picture.
 */
export function drawCurves(points: readonly CurvePoint[]): string {
  const last = points.at(-1)?.step ?? 1;
  const stages = [...new Set(points.map(({ stage }) => stage))];
  const losses = points.map(({ loss }) => loss).filter(Number.isFinite);
  const series = (name: string, of: (point: CurvePoint) => number): Line => ({
    name,
    points: points
      .map((point): [number, number] => [point.step, of(point)])
      .filter(([, value]) => Number.isFinite(value)),
  });
  const loss = stages.map((stage) => series(stage, (point) => (point.stage === stage ? point.loss : NaN)));
  const shares = [
    series('top-1', ({ accuracy }) => accuracy),
    series('GIoU of boxes', ({ overlap }) => overlap),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${2 * HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    chart('Loss', loss, 0, [Math.min(0, ...losses), Math.max(...losses, 1)], last),
    chart('Accuracy', shares, HEIGHT, [0, 1], last),
    '</svg>\n',
  ].join('\n');
}

/** Draws the curves of the CSV file as an SVG picture, replacing an earlier one. */
export async function writeCurves(csv: string, picture: string): Promise<void> {
  await replaceFile(picture, drawCurves(await readCurves(csv)));
}
