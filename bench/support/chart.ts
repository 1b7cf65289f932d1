/** Small SVG pictures for measurements: horizontal bars with their figures. */
const WIDTH = 720;
const ROW = 26;
const LABEL = 260;
const TOP = 44;

export interface Bar {
  readonly label: string;
  readonly value: number;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Bars from zero, one a row, each with its value; `limit` draws a line, such as a bar that must not be passed. */
export function barChart(
  title: string,
  unit: string,
  bars: readonly Bar[],
  limit?: { readonly value: number; readonly label: string },
): string {
  const most = Math.max(...bars.map(({ value }) => value), limit?.value ?? 0, 1e-9);
  const room = WIDTH - LABEL - 110;
  const x = (value: number): number => LABEL + (value / most) * room;
  const height = TOP + bars.length * ROW + 24;
  const rows = bars.map(({ label, value }, index) => {
    const y = TOP + index * ROW;
    return `<text x="${LABEL - 10}" y="${y + 16}" text-anchor="end">${escape(label)}</text>
<rect x="${LABEL}" y="${y + 3}" width="${Math.max(1, x(value) - LABEL).toFixed(1)}" height="${ROW - 8}" rx="3" fill="#3a7ca5"/>
<text x="${(x(value) + 6).toFixed(1)}" y="${y + 16}">${Number(value.toPrecision(3))} ${escape(unit)}</text>`;
  });
  const bound =
    limit === undefined
      ? ''
      : `<line x1="${x(limit.value)}" x2="${x(limit.value)}" y1="${TOP - 4}" y2="${height - 20}" stroke="#c0392b" stroke-dasharray="4 3"/>
<text x="${x(limit.value)}" y="${height - 6}" text-anchor="middle" fill="#c0392b">${escape(limit.label)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13" fill="#222">
<rect width="100%" height="100%" fill="#fff"/><text x="16" y="24" font-size="15" font-weight="bold">${escape(title)}</text>
${rows.join('\n')}
${bound}
</svg>
`;
}
