/** Thresholds of a trained checkpoint from talk as people talk, and its figures on labelled talks for the model card. */
import type { Language } from '../../../models/corpus/talks/reader.ts';
import type { PlainTalk } from '../../../models/corpus/talks/plain.ts';
import { candidatesOf } from '../../../models/evaluation/talks/candidates.ts';
import { talkFigures } from '../../../models/evaluation/talks/figures.ts';
import {
  fitSensitivity,
  fitThresholds,
  type FitInput,
  type FittedSensitivity,
} from '../../../models/evaluation/talks/fit.ts';
import { sightTalk, type SightedTalk } from '../../../models/evaluation/talks/sight.ts';
import { readTalks, type Talk } from '../../../models/evaluation/talks/talk.ts';
import {
  plainStretches,
  recognised,
  saidEvenly,
  writtenTalks,
} from '../../../models/evaluation/talks/written.ts';
import { Random } from '../../../models/training/random.ts';
import type { CardTalks } from '../../../models/training/talk-card.ts';
import { parseCaptions } from '../../captions/files/parse.ts';
import { openLocalCheckpoint, type LocalCheckpoint } from './local-checkpoint.ts';

/** Plain talk that thresholds are fitted on: an hour, so that 0.1 a minute are six alarms. */
const PLAIN_MINUTES = 60;

/**
 * `Policy.fatigue` of fitted checkpoints. On labelled talks by others 0.15 to 0.3 find as much as one threshold throughout at
 * fewer false alarms, or more at as many, however the last effects are counted; beyond, shows that are dense by
 * nature lose moments (`bench/reports/real-talk.md`).
 */
const FATIGUE = 0.25;

/** What the thresholds are fitted on, and what the model card's figures are measured on. */
export interface CalibrateOptions {
  /** Of the written talks; default: English. Others have no plain talk: the quiet ones of the talks stand for it. */
  readonly language?: Language;
  readonly plain?: PlainTalk | undefined;
  /** Labelled talks for the card, that training did not see; default but for English: the written test talks. */
  readonly talks?: { readonly folder: string; readonly split?: string };
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** The fitted thresholds, and the card's figures where there were talks to measure on. */
export interface Calibrated {
  readonly fitted: FittedSensitivity;
  /** On the same talks with a recogniser's mistakes instead of captions; only English ones are imitated. */
  readonly recognised?: FittedSensitivity;
  readonly talks?: CardTalks;
}

/** Sights the written validation talks and plain talk with the checkpoint in `folder`, and fits its sensitivities. */
export async function calibrate(folder: string, options: CalibrateOptions): Promise<Calibrated> {
  const { seed, say, talks: asked, language = 'en' } = options;
  const plain = language === 'en' ? options.plain : undefined;
  await using checkpoint = await openLocalCheckpoint(folder);
  say('Fitting the sensitivities on written talks and real talk.');
  const random = new Random(seed);
  const said: Said = {
    labelled: [...writtenTalks(language, 'val'), ...saidEvenly(plain?.labelled('val') ?? [])],
    plain: plain?.has('val') === true ? plainStretches(plain, 'val', PLAIN_MINUTES, random) : [],
  };
  const candidates = async ({ labelled, plain }: Said): Promise<FitInput> => ({
    labelled: await sightAll(labelled, checkpoint, options.signal, candidatesOf),
    plain: await sightAll(plain, checkpoint, options.signal, candidatesOf),
    fatigue: FATIGUE,
  });
  const fitted = fitSensitivity(await candidates(said));
  sayLevels(fitted, say);
  say(`  offsets by tag: ${JSON.stringify(fitted.tagThresholds)}`);
  const heard = language === 'en' ? await candidates(withMistakes(said, random)) : undefined;
  const both =
    heard === undefined ? { fitted } : { fitted, recognised: fitThresholds(heard, fitted.tagThresholds) };
  if (both.recognised !== undefined) {
    say('The same for recognised speech.');
    sayLevels(both.recognised, say);
  }
  if (asked === undefined && language === 'en') return both;
  const talks = asked === undefined ? writtenTalks(language, 'test') : await readAsked(asked);
  const sighted = await sightAll(talks, checkpoint, options.signal, (talk) => talk);
  const figuresAt = (level: keyof FittedSensitivity['levels']) =>
    talkFigures(sighted, {
      threshold: fitted.sensitivity[level],
      tagThresholds: fitted.tagThresholds,
      fatigue: fitted.fatigue,
    });
  const levels = { low: figuresAt('low'), normal: figuresAt('normal'), high: figuresAt('high') };
  if (asked === undefined)
    return {
      ...both,
      talks: { set: `${talks.length} talks that training did not see`, levels, written: true },
    };
  const split = asked.split === undefined ? '' : ` (split ${asked.split})`;
  return {
    ...both,
    talks: { set: `${talks.length} labelled talks in the style of real ones${split}`, levels },
  };
}

/** Talks that thresholds are fitted on. */
interface Said {
  readonly labelled: readonly Talk[];
  readonly plain: readonly Talk[];
}

const withMistakes = ({ labelled, plain }: Said, random: Random): Said => ({
  labelled: labelled.map((talk) => recognised(talk, random)),
  plain: plain.map((talk) => recognised(talk, random)),
});

function sayLevels({ levels }: FittedSensitivity, say: (line: string) => void): void {
  for (const [level, { threshold, found, suitable, quietAlarms, livelyAlarms }] of Object.entries(levels))
    say(
      `  ${level}: threshold ${threshold}, found ${found.toFixed(2)}, suitable ${suitable.toFixed(2)}, false alarms a minute ${quietAlarms.toFixed(2)} in quiet talk, ${livelyAlarms.toFixed(2)} in lively talk`,
    );
}

const readAsked = ({ folder, split }: NonNullable<CalibrateOptions['talks']>): Promise<Talk[]> =>
  readTalks(folder, { parseCaptions, ...(split === undefined ? {} : { split }) });

/** What `of` makes of each talk once the checkpoint has seen it. */
async function sightAll<T>(
  talks: readonly Talk[],
  checkpoint: LocalCheckpoint,
  signal: AbortSignal,
  of: (talk: SightedTalk) => T,
): Promise<T[]> {
  const all: T[] = [];
  for (const talk of talks) {
    signal.throwIfAborted();
    all.push(of(await sightTalk(talk, checkpoint)));
  }
  return all;
}
