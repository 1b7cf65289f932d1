/**
 * Accuracy against delay: spoken talks through real analysis at the pace of the clock, then the live pipeline in virtual
 * time at each delay, and recorded input; found, matched, false alarms, cues per key, and bench/delay-accuracy.svg.
 *
 *   node scripts/run.mjs bench/delay-accuracy.ts              the talks in bench/talks (about 8 minutes)
 *   node scripts/run.mjs bench/delay-accuracy.ts FOLDER       clips with a truth.json of the same layout
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointPolicy } from '../src/analysis/manifest.ts';
import type { AnalysisClient } from '../src/analysis/process/client.ts';
import { loadLibrary } from '../src/library/index.ts';
import { resolveSettings } from '../src/plugin/config/options.ts';
import { toCueSheet } from '../src/plugin/cue-sheet.ts';
import { openAnalysis } from '../src/plugin/session/open-analysis.ts';
import { bundledLibrary } from '../src/plugin/paths.ts';
import { liveOptionsFor } from '../src/streams/live-options.ts';
import { fromSeconds, subtract, toSeconds } from '../src/streams/time.ts';
import type { Cue, Moment, Window } from '../src/streams/values.ts';
import { paceFor } from '../src/media/program/pace.ts';
import {
  runLive,
  runRecorded,
  type LiveInput,
  type TimedDetector,
} from '../models/evaluation/live/virtual-live.ts';
import { lineChart } from '../models/util/chart.ts';
import { watchLive } from './support/watch-live.ts';
import { addScores, describeScore, EMPTY_SCORE, scoreTalk, type Score } from './talks/score.ts';
import { speakTalk, type Truth } from './talks/speak.ts';
import { TALKS } from './talks/talks.ts';

/** Seconds. */
const DELAYS = [0, 1, 2, 3, 5, 8, 12];
/** Talks listened to at a time; more would slow each other down. */
const AT_ONCE = 1;

interface Watched {
  readonly truth: Truth;
  readonly file: string;
  readonly input: LiveInput;
}

/** Asks each window once, whatever the delay; what it took then counts each time. */
function remembering(analysis: AnalysisClient): TimedDetector {
  const known = new Map<string, ReturnType<TimedDetector>>();
  const ask = async (
    window: Window,
  ): Promise<{ moments: readonly Moment[]; took: ReturnType<typeof fromSeconds> }> => {
    const began = performance.now();
    const [moments = []] = await analysis.detect([window]);
    return { moments, took: fromSeconds((performance.now() - began) / 1000) };
  };
  return (window) => {
    const words = window.subtitles.map(
      ({ subtitle }) => `${subtitle.start} ${subtitle.end} ${subtitle.text}`,
    );
    const key = [window.start, window.end, ...words].join('\n');
    const answer = known.get(key) ?? ask(window);
    known.set(key, answer);
    return answer;
  };
}

async function watchAll(
  truths: readonly Truth[],
  folder: string,
  analysis: AnalysisClient,
): Promise<Watched[]> {
  const waiting = [...truths];
  const watched: Watched[] = [];
  const work = async (): Promise<void> => {
    for (let truth = waiting.shift(); truth !== undefined; truth = waiting.shift()) {
      const file = join(folder, `${truth.id}.mp4`);
      watched.push({ truth, file, input: await watchLive(file, analysis) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return watched;
}

async function scoreAll(
  watched: readonly Watched[],
  cuesOf: (input: LiveInput, detector: TimedDetector) => Promise<readonly Cue[]>,
  detectors: ReadonlyMap<Watched, TimedDetector>,
): Promise<Score> {
  let total = EMPTY_SCORE;
  for (const own of watched) {
    const detector = detectors.get(own);
    if (detector === undefined) throw new Error('internal: a talk without a detector');
    const sheet = toCueSheet(own.file, own.input.duration, await cuesOf(own.input, detector));
    total = addScores(total, scoreTalk(own.truth, sheet));
  }
  return total;
}

/** How long after the end of a sentence its words were there for the first time, in seconds: half and nine tenths of them. */
function wordLag(watched: readonly Watched[]): { readonly half: number; readonly most: number } {
  const lags = watched.flatMap(({ input }) => {
    const finals = input.speech.flatMap(({ value }) =>
      value.type === 'subtitle' && value.subtitle.final ? [value.subtitle] : [],
    );
    return finals.map(({ id, text, end }) => {
      const first = input.speech.find(
        ({ value }) => value.type === 'subtitle' && value.subtitle.id === id && value.subtitle.text === text,
      );
      return toSeconds(subtract(first?.at ?? end, end));
    });
  });
  const sorted = lags.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { half: at(0.5), most: at(0.9) };
}

const share = (part: number, { keys }: Score): number => (100 * part) / keys;

const given = process.argv[2];
const folder = given ?? (await mkdtemp(join(tmpdir(), 'momentfx-delay-')));
const library = await loadLibrary(bundledLibrary);
const analysis = await openAnalysis(resolveSettings({}), library.effects);
try {
  const truths: Truth[] = given
    ? (JSON.parse(await readFile(join(given, 'truth.json'), 'utf8')) as Truth[])
    : [];
  if (!given) for (const talk of TALKS) truths.push(await speakTalk(talk, folder));
  const watched = await watchAll(truths, folder, analysis);
  const { half, most } = wordLag(watched);
  console.log(`words came ${half.toFixed(2)} s after their end (nine tenths within ${most.toFixed(2)} s)`);
  const detectors = new Map(watched.map((own) => [own, remembering(analysis)]));
  const policy = { threshold: analysis.manifest.threshold, ...checkpointPolicy(analysis.manifest) };
  const scores: { delay: number; score: Score }[] = [];
  for (const delay of DELAYS) {
    const setting = {
      ...liveOptionsFor(fromSeconds(delay)),
      lead: paceFor(fromSeconds(delay), true).lead,
      policy,
    };
    const score = await scoreAll(
      watched,
      async (input, detector) =>
        (await runLive(input, detector, fromSeconds(delay), setting)).flatMap((event) =>
          event.type === 'cue' ? [event.cue] : [],
        ),
      detectors,
    );
    scores.push({ delay, score });
    console.log(`delay ${String(delay).padStart(2)} s  ${describeScore(score)}`);
  }
  const recorded = await scoreAll(
    watched,
    (input, detector) => runRecorded(input, detector, policy),
    detectors,
  );
  console.log(
    `recorded     ${describeScore(recorded)} (${truths.length} talks, ${recorded.keys} key moments)`,
  );
  const enough = scores.findIndex((_, i) =>
    scores.slice(i).every(({ score }) => score.matched >= 0.99 * recorded.matched),
  );
  const headline = scores[enough];
  const title =
    headline === undefined
      ? `Less than 99 % of the recorded accuracy at ${DELAYS.at(-1)} s`
      : `99 % of the recorded accuracy (matched) from a delay of ${headline.delay} s on`;
  console.log(title);
  const line = (label: string, part: (score: Score) => number) => ({
    label,
    points: scores.map(({ delay, score }) => ({ x: delay, y: share(part(score), score) })),
    level: share(part(recorded), recorded),
  });
  const chart = lineChart(title, 'delay (s)', '% of key moments', [
    line('found', ({ found }) => found),
    line('matched', ({ matched }) => matched),
  ]);
  if (!given) await writeFile(join(import.meta.dirname, 'delay-accuracy.svg'), chart);
} finally {
  await analysis.close();
  if (!given) await rm(folder, { recursive: true });
}
