/**
 * Whole talks as they are heard, without pictures: what classifiers of sentences by their context are fitted on. The videos of
 * the corpus show stretches of them, among sentences of the grammar; classifiers fitted on those were worse at real talk.
 */
import { Random } from '../training/random.ts';
import type { HeardRecord } from './generated-files.ts';
import type { Material } from './genres.ts';
import { drawHearing, type Hearing } from './hearing.ts';
import { inSomeVoice } from './talks/forms.ts';
import type { Language } from './talks/reader.ts';
import type { Line } from './script.ts';
import { speak } from './timing.ts';
import { heardRecord } from './video.ts';

/** How often each talk is heard at most: each time in another voice and form. */
const HEARINGS_PER_TALK = 3;
/** Labelled stretches of real talk for each hearing of a talk, each heard once at most. */
const REAL_PER_HEARING = 0.1;
/** Stretches of plain talk for each hearing of a talk, and the most sentences in one: as many as talks have. */
const PLAIN_PER_HEARING = 0.15;
const PLAIN_LINES = 80;
/** Share of the hearings in which captions have one sentence each; the others are heard as videos are. */
const WHOLE_SENTENCES = 0.65;

/** What whole talks are made of. */
export interface WholeTalksOptions {
  readonly seed: number;
  /** Hearings of talks; each talk is heard as often as another, at most `HEARINGS_PER_TALK` times. */
  readonly hearings: number;
  /** The training split's. */
  readonly material: Material;
  readonly language: Language;
  /** Texts heard so far with their rows; the new ones are added. */
  readonly rows: Map<string, number>;
}

/** The talks of the material, and real talk if there is any, labelled and plain. */
export function wholeTalks({ seed, hearings, material, language, rows }: WholeTalksOptions): HeardRecord[] {
  const { split, talks, plain } = material;
  const random = new Random(new Random(Math.imul(seed, 0x85ebca6b)).bits());
  const hear = (genre: string, lines: readonly Line[]): HeardRecord => {
    const delivery = speak(inSomeVoice(lines, random), random, language);
    return heardRecord(genre, delivery, { hearing: drawForm(random, language), language, rows, random });
  };
  const passes = Array.from({ length: HEARINGS_PER_TALK }, () => random.sample(talks, Infinity)).flat();
  const heard = passes.slice(0, hearings).map(({ mood, lines }) => hear(`${mood} talk`, lines));
  const real = random
    .sample(plain?.labelled(split) ?? [], Math.ceil(REAL_PER_HEARING * heard.length))
    .map(({ mood, lines }) => hear(`real ${mood} talk`, lines));
  const count = plain?.has(split) === true ? Math.round(PLAIN_PER_HEARING * heard.length) : 0;
  const others = Array.from({ length: count }, () => {
    const texts = plain?.draw(split, random, PLAIN_LINES) ?? [];
    return hear(
      'plain talk',
      texts.map((text) => ({ act: 'plain' as const, text })),
    );
  });
  return [...heard, ...real, ...others];
}

const drawForm = (random: Random, language: Language): Hearing =>
  random.next() < WHOLE_SENTENCES ? 'sentences' : drawHearing('talks', random, language);
