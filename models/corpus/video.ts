/** One video of the corpus without its vectors: what is said, what is heard and seen, and where effects belong. */
import { Random } from '../training/random.ts';
import { effectsFor } from './effects.ts';
import type { HeardRecord, VideoRecord } from './generated-files.ts';
import { drawScript } from './genres.ts';
import type { Material, OriginShares } from './genres.ts';
import { SPLITS } from './grammar/split.ts';
import { KEY, isKeyAct } from './grammar/types.ts';
import { drawHearing, wordsHeard, type Hearing } from './hearing.ts';
import type { Shot } from './pictures/bank.ts';
import { shoot } from './pictures/footage.ts';
import type { Language } from './talks/reader.ts';
import { speak } from './timing.ts';
import type { Delivery, Spoken } from './timing.ts';

/** All that one video is made from; the same plan gives the same video. */
export interface VideoPlan {
  readonly seed: number;
  /** Number of the video in its split. */
  readonly index: number;
  readonly material: Material;
  readonly shares: OriginShares;
  /** What is spoken; default: English. */
  readonly language?: Language;
  readonly shots: readonly Shot[];
  /** Texts heard so far with their rows; the video's new ones are added. */
  readonly rows: Map<string, number>;
}

/** One video, from random numbers of its own, so that it does not depend on the others. */
export function makeVideo(plan: VideoPlan): VideoRecord {
  const { seed, index, material, shots, rows, language = 'en' } = plan;
  const { split } = material;
  const random = new Random(
    new Random(Math.imul(seed, 0x9e3779b1) ^ (index * SPLITS.length + SPLITS.indexOf(split))).bits(),
  );
  const { origin, script } = drawScript(material, plan.shares, random);
  const delivery = speak(script.lines, random, language);
  const hearing = drawHearing(origin, random, language);
  const heard = heardRecord(script.genre, delivery, { hearing, language, rows, random });
  return {
    name: `${split}-${String(index).padStart(5, '0')}`,
    split,
    ...heard,
    pictures: shoot(delivery, shots, random),
    sentences: delivery.spoken.map(({ text, act, start, end }) => ({ text, act, start, end })),
  };
}

/** How words are heard, in which language, by whose chance; `rows` has the texts heard so far, and gets the new ones. */
export interface HeardOptions {
  readonly hearing: Hearing;
  readonly language: Language;
  readonly rows: Map<string, number>;
  readonly random: Random;
}

/** What is heard of what is spoken, and where effects belong. */
export function heardRecord(genre: string, delivery: Delivery, options: HeardOptions): HeardRecord {
  const { hearing, language, rows, random } = options;
  const { duration, spoken } = delivery;
  return {
    genre,
    hearing,
    duration,
    asr: wordsHeard(delivery, hearing, random, language).map((sentence) => ({
      ...sentence,
      row: rowOf(sentence.text, rows),
    })),
    moments: spoken.flatMap(momentOf),
    taste: spoken.flatMap(({ act, start, end }) => (act === 'taste' ? [{ start, end }] : [])),
  };
}

function rowOf(text: string, rows: Map<string, number>): number {
  const row = rows.get(text) ?? rows.size;
  rows.set(text, row);
  return row;
}

function momentOf({ act, text, start, end }: Spoken): VideoRecord['moments'] {
  if (!isKeyAct(act)) return [];
  return [{ act, tag: KEY[act].tag, start, end, sfxIds: [...effectsFor(act, text)] }];
}
