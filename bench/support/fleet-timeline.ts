/** A picture of a fleet's sessions over time: a row each, coloured by its worker, with what happened to the fleet. */

/** From when to when somebody sent a stream; seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** Which of the owners of the stream it was, from 0 on. */
  readonly turn: number;
}

/** What happened, from when to when, in seconds. */
export interface Happening {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** A session. */
export interface Row {
  readonly spans: readonly Span[];
  /** When effects began, in seconds. */
  readonly effects: readonly number[];
}

const WIDTH = 960;
const [LEFT, RIGHT, TOP, BOTTOM, ROW] = [16, 16, 74, 40, 12];
const COLOURS = ['#3a7ca5', '#2e7d4f', '#b8860b', '#8e6bb0', '#17a2a2', '#d16ba5'];

/** Draws it. */
export function timeline(title: string, rows: readonly Row[], happenings: readonly Happening[]): string {
  const end = Math.max(...rows.flatMap(({ spans }) => spans.map(({ to }) => to)), 1);
  const x = (second: number): number => LEFT + (second / end) * (WIDTH - LEFT - RIGHT);
  const height = TOP + rows.length * ROW + BOTTOM;
  const foot = TOP + rows.length * ROW;
  const bars = rows.flatMap(({ spans, effects }, row) => [
    ...spans.map(
      ({ from, to, turn }) =>
        `<rect x="${x(from).toFixed(1)}" y="${TOP + row * ROW + 2}" width="${Math.max(0.5, x(to) - x(from)).toFixed(1)}" height="${ROW - 4}" fill="${COLOURS[turn % COLOURS.length]}"/>`,
    ),
    ...effects.map(
      (at) => `<circle cx="${x(at).toFixed(1)}" cy="${TOP + row * ROW + ROW / 2}" r="1.6" fill="#fff"/>`,
    ),
  ]);
  const marks = happenings.map(
    ({ label, from, to }, index) =>
      `<rect x="${x(from).toFixed(1)}" y="${TOP - 6}" width="${Math.max(1, x(to) - x(from)).toFixed(1)}" height="${foot - TOP + 8}" fill="#c0392b" opacity="${to > from ? 0.14 : 0.9}"/>
<text x="${x(from).toFixed(1)}" y="${TOP - 12 - (index % 2) * 15}" fill="#c0392b">${label}</text>`,
  );
  const step = end > 240 ? 60 : 30;
  const ticks = Array.from(
    { length: Math.floor(end / step) + 1 },
    (_, index) =>
      `<text x="${x(index * step).toFixed(1)}" y="${foot + 20}" text-anchor="middle" fill="#555">${index * step} s</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="#222">
<rect width="100%" height="100%" fill="#fff"/><text x="16" y="24" font-size="15" font-weight="bold">${title}</text>
${bars.join('\n')}
${marks.join('\n')}
${ticks.join('\n')}
</svg>
`;
}
