/** `momentfx train --shows`: a checkpoint learns from what people did at recorded shows. */
import { join } from 'node:path';
import type { WholeVideoFigures } from '../../../models/evaluation/whole-video.ts';
import {
  learnFromShows,
  unusedLines,
  type LearnResult,
  type OpenCheckpoint,
} from '../../../models/training/feedback/learn.ts';
import { changeLines } from '../../../models/training/feedback/report.ts';
import { FEEDBACK_KINDS, type FeedbackKind } from '../../../models/training/feedback/talk.ts';
import { print } from '../cli/standard-streams.ts';
import { checkpointNamed, STARTER } from '../checkpoint.ts';
import { UsageError } from '../errors.ts';
import { openLocalCheckpoint } from './local-checkpoint.ts';
import { SMALL_CORPUS, type TrainSettings } from './settings.ts';
import { readShowRecords, type ShowRecords } from './shows/records.ts';

/** The settings of a training, with shows to learn from. */
export type LearnSettings = TrainSettings & { readonly shows: string };

/**
 * Runs `momentfx train --shows`; true when it came to its end.
 * @throws UsageError where the records cannot be used, or accuracy would fall too far
 */
export async function learnCommand(settings: LearnSettings, signal: AbortSignal): Promise<boolean> {
  const { tolerance } = settings;
  const result = await learn(settings, signal, print);
  if (result.outcome === 'interrupted') return false;
  print(figureLines(result.before, result.after).join('\n'));
  if (result.outcome === 'refused')
    throw new UsageError(
      'accuracy-falls',
      `On the corpus, accuracy would fall by more than ${tolerance} points: nothing was written, the checkpoint stays as it is.`,
      'Look at what was vetoed and played in these shows, or allow more with --tolerance POINTS.',
    );
  if (result.share < 1)
    print(
      `All of it would have cost more than ${tolerance} points of accuracy: ${100 * result.share} % of the change was kept.`,
    );
  print(['At the sentences themselves:', ...changeLines(result.changes)].join('\n'));
  return true;
}

/**
 * Learns as `settings` say, telling `say` what it does.
 * @internal A test needs the figures themselves, not their lines.
 */
export async function learn(
  settings: LearnSettings,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<LearnResult> {
  const { out, shows, from = STARTER, library, plain, seed, threads, tolerance } = settings;
  const records = await readShowRecords(shows);
  for (const line of foundLines(shows, records)) say(line);
  const folder = await checkpointNamed(from, settings.language);
  say(`Beginning with the checkpoint ${folder}.`);
  return learnFromShows({
    folder: out,
    model: join(out, 'model'),
    from: folder,
    open: (named) => openToLearn(named, library),
    talks: records.shows,
    corpus: settings.corpus ?? join(out, 'corpus'),
    ...SMALL_CORPUS,
    ...(settings.videos === undefined ? {} : { videos: settings.videos }),
    ...(plain === undefined ? {} : { plain }),
    seed,
    threads,
    tolerance: tolerance / 100,
    signal,
    say,
  });
}

async function openToLearn(folder: string, library: string | undefined): Promise<OpenCheckpoint> {
  const checkpoint = await openLocalCheckpoint(folder, {
    runnersUp: Infinity,
    ...(library === undefined ? {} : { library }),
  });
  const { ids, emb } = checkpoint.library;
  return { ...checkpoint, rows: new Map(ids.map((id, row) => [id, row])), embeddings: emb };
}

const WORDS: Readonly<Record<FeedbackKind, readonly [one: string, more: string]>> = {
  veto: ['veto', 'vetoes'],
  swap: ['swap', 'swaps'],
  pin: ['pin', 'pins'],
  'by-hand': ['effect by hand', 'effects by hand'],
};

function foundLines(folder: string, { files, shows, count }: ShowRecords): string[] {
  const kinds = shows.flatMap(({ feedback }) => feedback.map(({ kind }) => kind));
  const found = FEEDBACK_KINDS.map((kind) => {
    const times = kinds.filter((own) => own === kind).length;
    return `${times} ${WORDS[kind][times === 1 ? 0 : 1]}`;
  });
  return [
    `${folder}: ${count} ${count === 1 ? 'show' : 'shows'} in ${files} ${files === 1 ? 'record' : 'records'}; ${found.join(', ')}.`,
    ...unusedLines(shows.flatMap(({ unused }) => unused)),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const figureLines = (before: WholeVideoFigures, after: WholeVideoFigures): string[] => [
  'On the corpus, before and after:',
  `  found ${percent(before.found)}, ${percent(after.found)}`,
  `  with a fitting tag ${percent(before.matched)}, ${percent(after.matched)}`,
  `  cues at key moments ${percent(before.precision)}, ${percent(after.precision)}`,
  `  false alarms a minute ${before.falseAlarmsPerMinute.toFixed(2)}, ${after.falseAlarmsPerMinute.toFixed(2)}`,
];
