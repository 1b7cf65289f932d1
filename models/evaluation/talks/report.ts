/** Figures on talks in words: the table of rows, the kinds, the ranking, the curve. */
import type { CurvePoint } from './curve.ts';
import type { Ranking } from './ranking.ts';
import { ALL, QUIET, type TalkCounts, type TalkScore } from './score.ts';
import { KINDS } from './talk.ts';

/** Everything that is measured of a checkpoint on talks. */
export interface TalkFigures extends TalkScore {
  /** Talks that were scored. */
  readonly talks: number;
  readonly threshold: number;
  readonly ranking: Ranking;
  /** The same over lively talks alone, where it is hardest; absent without any. */
  readonly livelyRanking?: Ranking;
  readonly curve: readonly CurvePoint[];
}

const percent = (part: number, whole = 1): string =>
  whole === 0 || Number.isNaN(part) ? '–' : `${((100 * part) / whole).toFixed(0)}%`;
const rate = (part: number, whole = 1): string =>
  whole === 0 || Number.isNaN(part) ? '–' : (part / whole).toFixed(2);
const area = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(3);

/** Columns side by side, the first to the left, the others to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)));
  return [head, ...rows].map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}

const scoreRow = (name: string, own: TalkCounts): string[] => [
  name,
  own.minutes.toFixed(1),
  String(own.key),
  percent(own.found, own.key),
  percent(own.matched, own.key),
  String(own.cues),
  rate(own.alarms, own.minutes),
  rate(own.hard, own.minutes),
  rate(own.cues, own.key),
];

/** By genre, then lively, quiet and all; by kind; and all in one line. */
export function scoreLines({ rows, kinds }: TalkScore): string[] {
  const isSum = (name: string): number => Number(name.startsWith('='));
  const ordered = Object.entries(rows).sort(([a], [b]) => isSum(a) - isSum(b));
  const [all, quiet] = [rows[ALL], rows[QUIET]] as [TalkCounts, TalkCounts];
  return [
    ...table(
      ['genre', 'min', 'key', 'found', 'matched', 'cues', 'FA/min', 'without maybe', 'cues/key'],
      ordered.map(([name, own]) => scoreRow(name, own)),
    ),
    Object.entries(kinds)
      .map(
        ([kind, { key, found, matched }]) =>
          `${kind} ${percent(found, key)}/${percent(matched, key)} of ${key}`,
      )
      .join(', '),
    `found ${percent(all.found, all.key)}  matched ${percent(all.matched, all.key)}  ` +
      `false alarms ${rate(all.alarms, all.minutes)}/min (quiet talks ${rate(quiet.alarms, quiet.minutes)})  ` +
      `without maybe ${rate(all.hard, all.minutes)}/min (quiet ${rate(quiet.hard, quiet.minutes)})  ` +
      `cues per key moment ${rate(all.cues, all.key)}`,
  ];
}

const rankingLine = (name: string, { all, mean, kinds }: Ranking): string => {
  const each = KINDS.filter((kind) => kinds[kind] !== undefined).map(
    (kind) => `${kind} ${area(kinds[kind])}`,
  );
  return `${name} ${area(all)}, mean over kinds ${area(mean)} (${each.join(', ')})`;
};

const curveRow = (point: CurvePoint): string[] => [
  String(point.threshold),
  percent(point.found),
  percent(point.suitable),
  rate(point.alarms),
  rate(point.hardAlarms),
  rate(point.quietAlarms),
];

/** All figures, for a terminal. */
export function talkLines(figures: TalkFigures): string[] {
  const { ranking, livelyRanking, curve } = figures;
  return [
    ...scoreLines(figures),
    '',
    'Key against plain sentences, whatever the threshold (area under the ROC curve; 0.5 is guessing):',
    rankingLine('all talks', ranking),
    ...(livelyRanking === undefined ? [] : [rankingLine('lively talks', livelyRanking)]),
    '',
    ...table(
      ['threshold', 'found', 'matched', 'FA/min', 'without maybe', 'quiet FA/min'],
      curve.map(curveRow),
    ),
  ];
}
