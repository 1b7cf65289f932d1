/**
 * A checkpoint taught by what people did at their shows: their feedback and the corpus give two linear maps (`fit.ts`) that join the
 * network. What it can do is measured before and after; where too much would be lost, it learns only part of it, or nothing.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { languagesOf, type ModelManifest } from '../../../src/analysis/manifest.ts';
import { LANGUAGES } from '../../corpus/talks/reader.ts';
import { familyFor, familyOf } from '../../encoders/families.ts';
import type { WholeVideoFigures } from '../../evaluation/whole-video.ts';
import { dmConfigOf } from '../../networks/dm/config.ts';
import { replaceFile } from '../checkpoint.ts';
import { openCorpus, type CorpusOptions } from '../corpus-folder.ts';
import { DataError } from '../data-error.ts';
import { readParameters } from '../export-model.ts';
import { accuracyHolds, anchorOpinions, unseenFigures, unseenShows } from './corpus-side.ts';
import { fitFeedback } from './fit.ts';
import { judgedTalk, type JudgedTalk, type WordModel } from './judged.ts';
import { changesOf, type EffectChange } from './report.ts';
import { FEEDBACK_KINDS, type FeedbackKind, type FeedbackTalk, type UnusedFeedback } from './talk.ts';
import { taughtParts, writeTaught, type Taught } from './taught.ts';

/** A checkpoint that is open, with the library that people chose from; its moments name all effects as runners-up. */
export interface OpenCheckpoint extends WordModel, AsyncDisposable {
  readonly folder: string;
  readonly manifest: ModelManifest;
  /** The library as the network embeds it, unit rows [effects, d]. */
  readonly embeddings: Float32Array;
}

/** What `learnFromShows` learns from, with what, and where it writes. */
export interface LearnOptions extends Omit<CorpusOptions, 'encoders' | 'language'> {
  /** The run folder; `learning.json` is written there. */
  readonly folder: string;
  /** Where the taught checkpoint is written. */
  readonly model: string;
  /** The checkpoint to begin with. */
  readonly from: string;
  readonly open: (folder: string) => Promise<OpenCheckpoint>;
  readonly talks: readonly FeedbackTalk[];
  /** By how much accuracy may fall, 0…1; see `accuracyHolds`. */
  readonly tolerance: number;
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

/** What came of it. */
export type LearnResult =
  | { readonly outcome: 'interrupted' }
  /** Even an eighth of the change would cost too much accuracy: nothing was written. `after`: with that eighth. */
  | { readonly outcome: 'refused'; readonly before: WholeVideoFigures; readonly after: WholeVideoFigures }
  | {
      readonly outcome: 'finished';
      readonly manifest: ModelManifest;
      readonly before: WholeVideoFigures;
      readonly after: WholeVideoFigures;
      /** Of what was learned, so much is in the checkpoint: 1 unless accuracy would have fallen. */
      readonly share: number;
      readonly changes: readonly EffectChange[];
    };

const INTERRUPTED = { outcome: 'interrupted' } as const;
/** Shares of the change that are tried, one after the other. */
const SHARES = [1, 1 / 2, 1 / 4, 1 / 8] as const;

/**
 * Teaches the checkpoint. After an interruption the same call begins anew, but for the corpus, which is kept.
 * @throws DataError where the checkpoint cannot be taught, or no feedback can be used
 */
export async function learnFromShows(options: LearnOptions): Promise<LearnResult> {
  const { from, open, talks, threads, tolerance, signal, say } = options;
  await using base = await open(from);
  const own = await teachable(base);
  const judged = await judgedTalks(talks, base, signal);
  if (judged === undefined) return INTERRUPTED;
  const judgements = judged.flatMap((talk) => talk.judgements);
  for (const line of unusedLines(judged.flatMap(({ unused }) => unused))) say(line);
  if (judgements.length === 0)
    throw new DataError(
      'no-feedback',
      'Nothing that was done in these shows can be learned from.',
      'Veto, swap or play effects in a show with --log and the dock, then train again.',
    );
  const [language] = LANGUAGES.filter((known) => languagesOf(base.manifest).includes(known));
  const names = base.manifest.encoders;
  const { name: encoders } = (await familyFor(names)) ?? familyOf(names.text);
  const corpus = await openCorpus(
    { ...options, encoders, tunedIn: base.folder, ...(language === undefined ? {} : { language }) },
    say,
  );
  say(`Learning from ${judgements.length}, beside the corpus.`);
  const anchors = await anchorOpinions(corpus, base, signal);
  const learned =
    anchors &&
    (await fitFeedback({
      judgements,
      anchors,
      untouched: judged.flatMap(({ untouched }) => untouched),
      embeddings: base.embeddings,
      threshold: base.manifest.threshold,
      threads,
      ...(signal === undefined ? {} : { signal }),
    }));
  if (learned === undefined) return INTERRUPTED;
  say(`Measuring on ${unseenShows(corpus).length} shows of the corpus that no training has seen.`);
  const measure = (taught: Taught) => unseenFigures(taught, base.manifest, corpus, threads);
  const before = await measure(own);
  let after = before;
  for (const share of SHARES) {
    if (signal?.aborted === true) return INTERRUPTED;
    const taught = taughtParts(own, learned, share);
    after = await measure(taught);
    if (!accuracyHolds(before, after, tolerance)) continue;
    const used = countsOf(judgements.map(({ kind }) => kind));
    const facts = { share, used, corpus: { before, after } };
    const manifest = await writeTaught(options.model, base, taught, facts);
    await using now = await open(options.model);
    const again = await judgedTalks(talks, now);
    const { threshold } = base.manifest;
    const changes = changesOf(judgements, again?.flatMap((talk) => talk.judgements) ?? [], threshold);
    await mkdir(options.folder, { recursive: true });
    const report = `${JSON.stringify({ from: base.folder, ...facts, changes }, null, 2)}\n`;
    await replaceFile(join(options.folder, 'learning.json'), report);
    return { outcome: 'finished', manifest, before, after, share, changes };
  }
  return { outcome: 'refused', before, after };
}

/** Its network and parameters, if feedback can be added to it. */
async function teachable({ folder, manifest }: OpenCheckpoint): Promise<Taught> {
  const network = dmConfigOf(manifest.network);
  if (network === undefined || network.sentence_classes === 0)
    throw new DataError(
      'not-teachable',
      `The checkpoint ${folder} does not classify sentences: there is nothing that feedback could be added to.`,
      'Begin with a bundled checkpoint (--from starter).',
    );
  return { network, parameters: await readParameters(folder) };
}

/** Resolves to undefined when it was interrupted. */
async function judgedTalks(
  talks: readonly FeedbackTalk[],
  model: WordModel,
  signal?: AbortSignal,
): Promise<JudgedTalk[] | undefined> {
  const judged: JudgedTalk[] = [];
  for (const talk of talks) {
    if (signal?.aborted === true) return undefined;
    judged.push(await judgedTalk(talk, model));
  }
  return judged;
}

const countsOf = (kinds: readonly FeedbackKind[]): Record<FeedbackKind, number> =>
  Object.fromEntries(
    FEEDBACK_KINDS.map((kind) => [kind, kinds.filter((own) => own === kind).length]),
  ) as Record<FeedbackKind, number>;

/** Lines for people about what teaches nothing, a line for each reason. */
export function unusedLines(unused: readonly UnusedFeedback[]): string[] {
  const counts = Map.groupBy(unused, ({ kind, reason }) => `${kind}: ${reason}`);
  return [...counts].map(([what, same]) => `  not used, ${same.length} × ${what}`);
}
