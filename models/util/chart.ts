/** Small SVG pictures for measurements: horizontal bars with their figures, and lines. */
const WIDTH = 720;
const ROW = 26;
const LABEL = 260;
const TOP = 44;

/** A bar with its label. */
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

/** A line with its label. */
export interface Line {
  readonly label: string;
  /** In order of x. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** What the line is measured against, drawn dashed across the picture. */
  readonly level?: number;
}

const COLOURS = ['#3a7ca5', '#c0392b', '#2e7d4f', '#8e6bb0', '#b8860b', '#555', '#17a2a2', '#d16ba5'];
const PLOT = { left: 60, right: 130, top: TOP, bottom: 46, height: 300 };

/** The next round number above `value`, for the end of an axis. */
const roundUp = (value: number): number => {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return Math.ceil((value / unit) * 2) * (unit / 2);
};

/** Heights of labels, moved down where they would cover one above. */
function apart(heights: readonly number[]): number[] {
  const placed = [...heights];
  let least = 0;
  for (const [height, index] of heights.map((own, i) => [own, i] as const).sort(([a], [b]) => a - b)) {
    placed[index] = Math.max(height, least);
    least = (placed[index] ?? 0) + 16;
  }
  return placed;
}

/** How lines are drawn. */
export interface LineLook {
  /** Many points: no dots, and round numbers below the picture. */
  readonly plain?: boolean;
}

/** Lines from x = 0 and y = 0 on, each with a dot and its value at every point; a `level` is dashed. */
export function lineChart(
  title: string,
  xName: string,
  yName: string,
  lines: readonly Line[],
  { plain = false }: LineLook = {},
): string {
  const points = lines.flatMap((line) => line.points);
  const most = {
    x: Math.max(...points.map(({ x }) => x), 1e-9),
    y: roundUp(Math.max(...points.map(({ y }) => y), ...lines.map(({ level }) => level ?? 0))),
  };
  const bottom = PLOT.top + PLOT.height;
  const end = WIDTH - PLOT.right;
  const px = (x: number): string => (PLOT.left + (x / most.x) * (end - PLOT.left)).toFixed(1);
  const py = (y: number): string => (bottom - (y / most.y) * PLOT.height).toFixed(1);
  const xs = plain
    ? Array.from({ length: 9 }, (_, part) => Number(((part / 8) * most.x).toPrecision(2)))
    : [...new Set(points.map(({ x }) => x))];
  const ticks = xs.map((x) => `<text x="${px(x)}" y="${bottom + 18}" text-anchor="middle">${x}</text>`);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const y = py(part * most.y);
    return `<line x1="${PLOT.left}" x2="${end}" y1="${y}" y2="${y}" stroke="#ddd"/>
<text x="${PLOT.left - 8}" y="${y}" dy="4" text-anchor="end">${Number((part * most.y).toPrecision(3))}</text>`;
  });
  const labels = apart(lines.map((own) => Number(py(own.points.at(-1)?.y ?? 0))));
  const drawn = lines.map(({ label, points: own, level }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = own.map(({ x, y }) => `${px(x)},${py(y)}`).join(' ');
    const dots = plain
      ? []
      : own.map(
          ({ x, y }) => `<circle cx="${px(x)}" cy="${py(y)}" r="3"><title>${y.toFixed(1)}</title></circle>`,
        );
    const dashed =
      level === undefined
        ? ''
        : `<line x1="${PLOT.left}" x2="${end}" y1="${py(level)}" y2="${py(level)}" stroke="${colour}" stroke-dasharray="4 3"/>`;
    const last = own.at(-1) ?? { x: 0, y: 0 };
    return `<g fill="${colour}">${dashed}<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>
${dots.join('')}<text x="${end + 10}" y="${labels[index]}" dy="4">${escape(label)} ${Number(last.y.toPrecision(3))}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${bottom + PLOT.bottom}" font-family="sans-serif" font-size="13" fill="#222">
<rect width="100%" height="100%" fill="#fff"/><text x="16" y="24" font-size="15" font-weight="bold">${escape(title)}</text>
${grid.join('\n')}
${ticks.join('\n')}
<text x="${(PLOT.left + end) / 2}" y="${bottom + 38}" text-anchor="middle">${escape(xName)}${plain ? '' : '; dashed: recorded'}</text>
<text x="16" y="${PLOT.top - 6}">${escape(yName)}</text>
${drawn.join('\n')}
</svg>
`;
}

/** How often values occur: one bar a bin of `width`, negative ones in red; one small picture a group. */
export function histogram(
  title: string,
  unit: string,
  groups: readonly { readonly label: string; readonly values: readonly number[] }[],
  width: number,
): string {
  const COLUMNS = 2;
  const size = { width: 340, height: 170, gap: 20 };
  const all = groups.flatMap(({ values }) => values);
  const first = Math.floor(Math.min(0, ...all) / width);
  const last = Math.floor(Math.max(0, ...all) / width);
  const bins = last - first + 1;
  const step = (size.width - 40) / bins;
  const parts = groups.map(({ label, values }, index) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      const bin = Math.floor(value / width) - first;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const most = Math.max(1, ...counts);
    const bottom = size.height - 30;
    const bars = counts.map((count, bin) => {
      const height = (count / most) * (bottom - 34);
      const late = (bin + first) * width < 0;
      return `<rect x="${(20 + bin * step).toFixed(1)}" y="${(bottom - height).toFixed(1)}" width="${Math.max(1, step - 1).toFixed(1)}" height="${height.toFixed(1)}" fill="${late ? '#c0392b' : '#3a7ca5'}"><title>${count}</title></rect>`;
    });
    const every = Math.max(1, Math.ceil(bins / 8));
    const ticks = counts.flatMap((_, bin) =>
      (bin + first) % every === 0
        ? [
            `<text x="${(20 + bin * step).toFixed(1)}" y="${bottom + 15}" text-anchor="middle">${Number(((bin + first) * width).toFixed(2))}</text>`,
          ]
        : [],
    );
    const [x, y] = [
      16 + (index % COLUMNS) * (size.width + size.gap),
      TOP + Math.floor(index / COLUMNS) * size.height,
    ];
    return `<g transform="translate(${x} ${y})"><text x="20" y="16">${escape(label)}</text>
${bars.join('')}<line x1="20" x2="${size.width - 20}" y1="${bottom}" y2="${bottom}" stroke="#888"/>${ticks.join('')}</g>`;
  });
  const height = TOP + Math.ceil(groups.length / COLUMNS) * size.height + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH + 16}" height="${height}" font-family="sans-serif" font-size="12" fill="#222">
<rect width="100%" height="100%" fill="#fff"/><text x="16" y="24" font-size="15" font-weight="bold">${escape(title)}</text>
${parts.join('\n')}
<text x="16" y="${height - 8}">${escape(unit)}</text>
</svg>
`;
}
