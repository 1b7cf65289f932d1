/**
 * How fast a checkpoint learns from people: how often it still plays an effect at moments of a kind, after so many vetoes (or swaps)
 * of it there, and what that does elsewhere, to its accuracy on the corpus, and on labelled talks. Feedback comes from training shows,
 * all figures from shows and talks that no training has seen.
 *
 *   node scripts/run.mjs bench/learning.ts [--corpus FOLDER] [--model FOLDER] [--counts 1,3,10,30] [--talks FOLDER …]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GeneratedVideo } from '../models/corpus/generated.ts';
import type { KeyAct } from '../models/corpus/grammar/types.ts';
import { familyOf } from '../models/encoders/families.ts';
import { labelledVideo } from '../models/evaluation/shows.ts';
import { talkFigures } from '../models/evaluation/talks/figures.ts';
import { ALL } from '../models/evaluation/talks/score.ts';
import { sightTalk } from '../models/evaluation/talks/sight.ts';
import { readTalks } from '../models/evaluation/talks/talk.ts';
import type { WholeVideoFigures } from '../models/evaluation/whole-video.ts';
import { dmConfigSchema } from '../models/networks/dm/config.ts';
import { openCorpus } from '../models/training/corpus-folder.ts';
import { readParameters } from '../models/training/export-model.ts';
import {
  ANCHOR_SHOWS,
  anchorOpinions,
  unseenFigures,
  unseenShows,
} from '../models/training/feedback/corpus-side.ts';
import { fitFeedback, type Judgement } from '../models/training/feedback/fit.ts';
import { opinionsOn, type Opinion } from '../models/training/feedback/opinions.ts';
import { tagNamesOf } from '../models/training/source.ts';
import { taughtParts, writeTaught, type Taught } from '../models/training/feedback/taught.ts';
import { checkpointPolicy } from '../src/analysis/manifest.ts';
import { parseCaptions } from '../src/captions/files/parse.ts';
import { chooseCheckpoint } from '../src/plugin/checkpoint.ts';
import { openLocalCheckpoint, type LocalCheckpoint } from '../src/plugin/models/local-checkpoint.ts';

/** What a person does at moments of one kind: takes an effect away, or takes another one instead. */
const HABITS: readonly { readonly act: KeyAct; readonly sfx: string; readonly instead?: string }[] = [
  { act: 'appearance', sfx: 'ding' },
  { act: 'price', sfx: 'cash-register', instead: 'coin' },
  { act: 'switch', sfx: 'whoosh-fast' },
];

const { values: given } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'runs/learning/corpus' },
    model: { type: 'string' },
    counts: { type: 'string', default: '1,3,10,30' },
    talks: { type: 'string', multiple: true, default: [] },
  },
});
const counts = given.counts.split(',').map(Number);
const { folder: model } = await chooseCheckpoint(given.model);
const base = await openLocalCheckpoint(model, { runnersUp: Infinity });
const { manifest, library } = base;
const rows = new Map(library.ids.map((id, row) => [id, row]));
const corpus = await openCorpus(
  {
    corpus: given.corpus,
    ...{ seed: 21, videos: 600, pictures: 0.05, threads: 2 },
    encoders: familyOf(manifest.encoders.text).name,
    tunedIn: model,
  },
  console.log,
);
const own: Taught = {
  network: dmConfigSchema.parse(manifest.network),
  parameters: await readParameters(model),
};

/** A sentence of a show: what the checkpoint thinks of it, and the kind of moment that it is. */
interface Sentence {
  readonly opinion: Opinion;
  readonly act: string | undefined;
}

async function sentencesIn(
  shows: readonly GeneratedVideo[],
  checkpoint: LocalCheckpoint,
): Promise<Sentence[]> {
  const tags = tagNamesOf(corpus.library);
  const sentences: Sentence[] = [];
  for (const show of shows) {
    const video = labelledVideo(show, corpus.library.ids, tags);
    const opinions = await opinionsOn(video, { detect: (windows) => checkpoint.detect(windows), rows });
    for (const [i, { start, end }] of show.asr.entries()) {
      const opinion = opinions.get(`s${i}`);
      if (opinion === undefined) continue;
      const shared = (other: { start: number; end: number }): number =>
        Math.min(other.end, end) - Math.max(other.start, start);
      const moment = show.moments.find((each) => shared(each) > 0.5 * (each.end - each.start));
      sentences.push({ opinion, act: moment?.act });
    }
  }
  return sentences;
}

const plays = ({ opinion: { likelihood, shares } }: Sentence, sfx: string): boolean =>
  likelihood >= manifest.threshold && library.ids[shares.indexOf(Math.max(...shares))] === sfx;
const rate = (sentences: readonly Sentence[], sfx: string): string =>
  `${((100 * sentences.filter((each) => plays(each, sfx)).length) / sentences.length).toFixed(0)} %`.padStart(
    5,
  );

const corpusText = ({ found, matched, precision }: WholeVideoFigures): string =>
  `corpus: found ${(100 * found).toFixed(1)}, right tag ${(100 * matched).toFixed(1)}, cues at moments ${(100 * precision).toFixed(1)}`;

async function tellTalks(checkpoint: LocalCheckpoint): Promise<void> {
  for (const folder of given.talks) {
    const sighted = [];
    for (const talk of await readTalks(folder, { parseCaptions }))
      sighted.push(await sightTalk(talk, checkpoint));
    const { rows: lines, ranking } = talkFigures(sighted, {
      threshold: manifest.threshold,
      ...checkpointPolicy(manifest),
    });
    const all = lines[ALL];
    if (all === undefined) throw new Error(`no figures of ${folder}`);
    console.log(
      `    ${folder}: found ${((100 * all.found) / all.key).toFixed(1)}, suited ${((100 * all.matched) / all.key).toFixed(1)}, false alarms a minute ${(all.alarms / all.minutes).toFixed(2)}, area ${ranking.all.toFixed(3)}`,
    );
  }
}

const anchors = await anchorOpinions(corpus, { detect: (windows) => base.detect(windows), rows });
if (anchors === undefined) throw new Error('it was not interrupted');
// Feedback is drawn from training shows behind those that hold decisions in place.
const shown = await sentencesIn(corpus.splits.train.slice(ANCHOR_SHOWS), base);
const aside = await sentencesIn(unseenShows(corpus), base);
console.log(
  `${manifest.name} (${model}), ${unseenShows(corpus).length} shows aside; ${corpusText(await unseenFigures(own, manifest, corpus, 2))}`,
);
await tellTalks(base);

const scratch = await mkdtemp(join(tmpdir(), 'momentfx-learning-'));
try {
  for (const { act, sfx, instead } of HABITS) {
    const told = (sentences: readonly Sentence[]): string => {
      const kind = sentences.filter((each) => each.act === act);
      const others = sentences.filter((each) => each.act !== act && each.act !== undefined);
      const plain = sentences.filter((each) => each.act === undefined);
      const at = (some: readonly Sentence[]): number => some.filter((each) => plays(each, sfx)).length;
      const coming = instead === undefined ? '' : `, ${instead} there ${rate(kind, instead)}`;
      return `${sfx} there ${rate(kind, sfx)}${coming}; elsewhere at ${at(others)} key moments and ${at(plain)} plain sentences`;
    };
    const kind = aside.filter((each) => each.act === act).length;
    console.log(
      `${act} (${kind} sentences aside): ${sfx} ${instead === undefined ? 'vetoed' : `swapped for ${instead}`}`,
    );
    console.log(`    0: ${told(aside)}`);
    const there = shown.filter((each) => each.act === act && plays(each, sfx));
    for (const times of counts) {
      // Somebody operates one show after the other, and leaves all else in them as it is.
      const judged = there.slice(0, times);
      const last = judged.at(-1);
      const operated = last === undefined ? [] : shown.slice(0, shown.indexOf(last));
      const untouched = operated.filter((each) => !judged.includes(each)).map(({ opinion }) => opinion);
      const judgements = judged.map(({ opinion }): Judgement => {
        const effect = rows.get(instead ?? sfx);
        if (effect === undefined) throw new Error(`the library has no ${instead ?? sfx}`);
        return { opinion, wanted: instead !== undefined, effect, weight: 1 };
      });
      const learned = await fitFeedback({
        ...{ judgements, anchors, untouched, embeddings: library.emb },
        ...{ threshold: manifest.threshold, threads: 2 },
      });
      if (learned === undefined) throw new Error('it was not interrupted');
      const taught = taughtParts(own, learned, 1);
      const folder = join(scratch, `${act}-${times}`);
      const figures = await unseenFigures(taught, manifest, corpus, 2);
      const used = { veto: judgements.length, swap: 0, pin: 0, 'by-hand': 0 };
      await writeTaught(folder, base, taught, {
        share: 1,
        used,
        corpus: { before: figures, after: figures },
      });
      await using now = await openLocalCheckpoint(folder, { runnersUp: Infinity });
      console.log(
        `${String(judgements.length).padStart(5)}: ${told(await sentencesIn(unseenShows(corpus), now))}; ${corpusText(figures)}`,
      );
      if (times === counts.at(-1)) await tellTalks(now);
    }
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
  await base[Symbol.asyncDispose]();
}
