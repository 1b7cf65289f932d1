/** What a model card says of labelled talks: how people really talk, beside the generated shows. */
import { SENSITIVITIES, type Sensitivity } from '../../src/analysis/manifest.ts';
import type { TalkFigures } from '../evaluation/talks/report.ts';
import { ALL, LIVELY, QUIET, type KindCounts, type TalkCounts } from '../evaluation/talks/score.ts';
import { KINDS, type Kind } from '../evaluation/talks/talk.ts';

/** Figures on talks that training and fitting did not see. */
export interface CardTalks {
  /** What the talks are, as in "14 labelled talks (validation)". */
  readonly set: string;
  /** Whether they were written for this project, as what it was trained on; false: others', in the style of real ones. */
  readonly written?: boolean;
  /** At each sensitivity that was measured. */
  readonly levels: Readonly<Partial<Record<Sensitivity, TalkFigures>>> & { readonly normal: TalkFigures };
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`;
const rate = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(2));
const rowOf = ({ rows }: TalkFigures, name: string): TalkCounts => {
  const row = rows[name];
  if (row === undefined) throw new Error(`internal: talk figures without the row "${name}"`);
  return row;
};

/** The section of a card, in Markdown, from its heading on. */
export function talkSection({ set, levels, written = false }: CardTalks): string {
  const { ranking } = levels.normal;
  const measured = SENSITIVITIES.flatMap((level) => {
    const figures = levels[level];
    return figures === undefined ? [] : [levelRow(level, figures)];
  });
  const kinds = KINDS.flatMap((kind) => {
    const counts = levels.normal.kinds[kind];
    return counts === undefined ? [] : [kindRow(kind, counts, ranking.kinds[kind])];
  });
  const [heading, again] = written
    ? ['Accuracy on talks written for this project', 'Training measures them at its end.']
    : ['Accuracy on talks as people really talk', 'Again: `npm run -s momentfx -- evaluate --talks FOLDER`.'];
  return `## ${heading}

${set}, their words as captions, a plain picture. Found and suited are shares of key sentences with an effect, and with one
of a fitting kind; false alarms are a minute, in lively talks but for sentences where an effect is a matter of taste.
${again}

| sensitivity | threshold | found | suited | false alarms, quiet talks | lively talks |
| --- | --- | --- | --- | --- | --- |
${measured.join('\n')}

Key against plain sentences, whatever the threshold: area under the ROC curve ${ranking.all.toFixed(3)}, mean over kinds
${ranking.mean.toFixed(3)}. By kind, at sensitivity normal:

| kind | key sentences | found | suited | area |
| --- | --- | --- | --- | --- |
${kinds.join('\n')}
`;
}

function levelRow(level: Sensitivity, figures: TalkFigures): string {
  const [all, quiet, lively] = [rowOf(figures, ALL), rowOf(figures, QUIET), rowOf(figures, LIVELY)];
  const cells = [
    level,
    String(figures.threshold),
    percent(all.found, all.key),
    percent(all.matched, all.key),
    rate(quiet.alarms, quiet.minutes),
    rate(lively.hard, lively.minutes),
  ];
  return `| ${cells.join(' | ')} |`;
}

const kindRow = (kind: Kind, { key, found, matched }: KindCounts, area: number | undefined): string =>
  `| ${kind} | ${key} | ${percent(found, key)} | ${percent(matched, key)} | ${area?.toFixed(3) ?? '–'} |`;

/** A kind of which less than this share is suited counts as a weakness, as does a ranking below this area. */
const WEAK_SHARE = 0.5;
const WEAK_AREA = 0.75;

/** What the checkpoint is bad at by these figures, in sentences for people who rely on it. */
export function talkWeaknesses({ levels: { normal }, written = false }: CardTalks): string {
  const [all, quiet] = [rowOf(normal, ALL), rowOf(normal, QUIET)];
  const weak = KINDS.flatMap((kind) => {
    const counts = normal.kinds[kind];
    const area = normal.ranking.kinds[kind] ?? NaN;
    const share = counts === undefined ? NaN : counts.matched / counts.key;
    return share < WEAK_SHARE || area < WEAK_AREA ? [{ kind, share }] : [];
  }).sort((a, b) => a.share - b.share);
  const sentences = [
    `In ${written ? 'these talks' : 'real talk'} it leaves ${percent(all.key - all.found, all.key)} of key sentences without an effect at sensitivity normal.`,
    ...(weak.length === 0
      ? []
      : [
          `It is weak at ${weak.map(({ kind, share }) => `${kind} (${percent(share, 1)} suited)`).join(', ')}.`,
        ]),
    quiet.alarms === 0
      ? 'No effect rang in the quiet talks measured; some will.'
      : `In quiet talk (lectures, sermons, news) an effect rings about every ${(quiet.minutes / quiet.alarms).toFixed(1)} minutes all the same.`,
    'It hears words, not tone: irony, dry jokes and a turn in a sad story escape it.',
  ];
  return sentences.join(' ');
}
