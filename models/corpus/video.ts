/** One video of the corpus without its vectors: what is said, what is heard and seen, and where effects belong. */
import { Random } from '../training/random.ts';
import { effectsFor } from './effects.ts';
import type { VideoRecord } from './generated-files.ts';
import { drawScript } from './genres.ts';
import type { Material, OriginShares } from './genres.ts';
import { SPLITS } from './grammar/split.ts';
import { KEY, isKeyAct } from './grammar/types.ts';
import { drawHearing, wordsHeard } from './hearing.ts';
import type { Shot } from './pictures/bank.ts';
import { shoot } from './pictures/footage.ts';
import type { Language } from './talks/reader.ts';
import { speak } from './timing.ts';
import type { Spoken } from './timing.ts';

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
  const heard = wordsHeard(delivery, hearing, random, language);
  return {
    name: `${split}-${String(index).padStart(5, '0')}`,
    split,
    genre: script.genre,
    hearing,
    duration: delivery.duration,
    pictures: shoot(delivery, shots, random),
    sentences: delivery.spoken.map(({ text, act, start, end }) => ({ text, act, start, end })),
    asr: heard.map((sentence) => ({ ...sentence, row: rowOf(sentence.text, rows) })),
    moments: delivery.spoken.flatMap(momentOf),
    taste: delivery.spoken.flatMap(({ act, start, end }) => (act === 'taste' ? [{ start, end }] : [])),
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
