/** The curve of a checkpoint on talks as a small SVG picture. */
import type { CurvePoint } from './curve.ts';

const WIDTH = 720;
const PLOT = { left: 60, right: 130, top: 60, bottom: 46, height: 300 };
const COLOURS = { found: '#3a7ca5', suitable: '#2e7d4f', chosen: '#c0392b' } as const;
const END = WIDTH - PLOT.right;
const BASE = PLOT.top + PLOT.height;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
/** Places along the axis of false alarms: round numbers from 0 to the first that is not below `most`. */
function ticksTo(most: number): number[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10].find((own) => most / own <= 8) ?? 20;
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toFixed(1)));
}
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/**
 * Shares of key sentences found and suited (%, upwards) against false alarms a minute over all talks (rightwards), a dot
 * for each threshold; `chosen` is marked and named.
 */
export function curvePicture(title: string, curve: readonly CurvePoint[], chosen: number): string {
  const points = curve.filter(({ found }) => !Number.isNaN(found)).sort((a, b) => a.alarms - b.alarms);
  const places = ticksTo(Math.max(...points.map(({ alarms }) => alarms), 0));
  const most = places.at(-1) ?? 1;
  const x = (alarms: number): string => (PLOT.left + (alarms / most) * (END - PLOT.left)).toFixed(1);
  const y = (share: number): string => (BASE - share * PLOT.height).toFixed(1);
  const grid = SHARES.flatMap((part) => [
    `<line x1="${PLOT.left}" x2="${END}" y1="${y(part)}" y2="${y(part)}" stroke="#ddd"/>`,
    `<text x="${PLOT.left - 8}" y="${y(part)}" dy="4" text-anchor="end">${100 * part}</text>`,
  ]);
  const ticks = places.map(
    (place) => `<text x="${x(place)}" y="${BASE + 18}" text-anchor="middle">${place}</text>`,
  );
  const line = (key: 'found' | 'suitable', dy: number): string => {
    const path = points.map((point) => `${x(point.alarms)},${y(point[key])}`).join(' ');
    const dots = points.map(
      (point) =>
        `<circle cx="${x(point.alarms)}" cy="${y(point[key])}" r="3"><title>threshold ${point.threshold}: ${(100 * point[key]).toFixed(1)} %</title></circle>`,
    );
    const last = points.at(-1)?.[key] ?? 0;
    return `<g fill="${COLOURS[key]}"><polyline points="${path}" fill="none" stroke="${COLOURS[key]}" stroke-width="2"/>${dots.join('')}<text x="${END + 10}" y="${y(last)}" dy="${dy}">${key} ${(100 * last).toFixed(0)}</text></g>`;
  };
  const near = [...points].sort((a, b) => Math.abs(a.threshold - chosen) - Math.abs(b.threshold - chosen))[0];
  const mark =
    near === undefined
      ? ''
      : `<g fill="${COLOURS.chosen}"><line x1="${x(near.alarms)}" x2="${x(near.alarms)}" y1="${PLOT.top}" y2="${BASE}" stroke="${COLOURS.chosen}" stroke-dasharray="4 3"/><text x="${x(near.alarms)}" y="${PLOT.top - 4}" dx="4">threshold ${chosen}</text></g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${BASE + PLOT.bottom}" font-family="sans-serif" font-size="13" fill="#222">
<rect width="100%" height="100%" fill="#fff"/><text x="16" y="24" font-size="15" font-weight="bold">${escape(title)}</text>
${grid.join('\n')}
${ticks.join('\n')}
<text x="${(PLOT.left + END) / 2}" y="${BASE + 38}" text-anchor="middle">false alarms a minute</text>
<text x="16" y="${PLOT.top - 10}">% of key sentences</text>
${line('found', 0)}
${line('suitable', 8)}
${mark}
</svg>
`;
}
