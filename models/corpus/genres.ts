/** What a video of the corpus is made of: the grammar's sentences, a stretch of a written talk, or plain talk. */
import type { Random } from '../training/random.ts';
import type { Grammar, Split } from './grammar/split.ts';
import { writeScript } from './script.ts';
import type { Script } from './script.ts';
import { inSomeVoice } from './talks/forms.ts';
import type { PlainTalk } from './talks/plain.ts';
import type { Talk } from './talks/reader.ts';
import { stretchOf } from './talks/stretch.ts';

/** Where the sentences of a video come from. */
export const ORIGINS = ['grammar', 'talks', 'plain', 'real'] as const;
/** One of `ORIGINS`. */
export type Origin = (typeof ORIGINS)[number];

/** Shares of the videos; only their proportions count. */
export type OriginShares = Readonly<Record<Origin, number>>;

/**
 * Written talks lead: they have every kind of moment. The grammar adds sentences that no talk has, in endless number, plain
 * talk what nothing should ring at, and labelled stretches of real talk the moments that people really have. Where a split
 * lacks one of them, the others share its part.
 */
export const ORIGIN_SHARES: OriginShares = { grammar: 0.2, talks: 0.55, plain: 0.1, real: 0.15 };

/** Where the sentences of a video of that genre come from. */
export function originOf(genre: string): Origin {
  if (genre === 'plain talk') return 'plain';
  if (genre.startsWith('real ')) return 'real';
  return genre.endsWith(' talk') ? 'talks' : 'grammar';
}

/** What the videos of one split are made of. */
export interface Material {
  readonly split: Split;
  /** English only; without it no video comes from the grammar. */
  readonly grammar?: Grammar | undefined;
  readonly talks: readonly Talk[];
  readonly plain?: PlainTalk | undefined;
}

/** The script of one video, and what it was made from. */
export interface Chosen {
  readonly origin: Origin;
  readonly script: Script;
}

/** Draws what is said in one video. */
export function drawScript(material: Material, shares: OriginShares, random: Random): Chosen {
  const origin = drawOrigin(material, shares, random);
  return { origin, script: WRITE[origin](material, random) };
}

function drawOrigin(
  { split, grammar, talks, plain }: Material,
  shares: OriginShares,
  random: Random,
): Origin {
  const there: Readonly<Record<Origin, boolean>> = {
    grammar: grammar !== undefined,
    talks: talks.length > 0,
    plain: plain?.has(split) === true,
    real: plain !== undefined && plain.labelled(split).length > 0,
  };
  const own = ORIGINS.filter((origin) => there[origin]);
  const [at] = random.weighted(
    own.map((origin) => shares[origin]),
    1,
  );
  return own[at!]!;
}

const WRITE: Readonly<Record<Origin, (material: Material, random: Random) => Script>> = {
  grammar({ grammar }, random) {
    if (grammar === undefined) throw new Error('internal: the grammar was drawn where there is none');
    return writeScript(grammar, random);
  },
  talks({ talks }, random) {
    const talk = random.pick(talks);
    return { genre: `${talk.mood} talk`, lines: inSomeVoice(stretchOf(talk.lines, random), random) };
  },
  plain({ split, plain }, random) {
    if (plain === undefined) throw new Error('internal: plain talk was drawn where there is none');
    const lines = plain.draw(split, random).map((text) => ({ act: 'plain' as const, text }));
    return { genre: 'plain talk', lines: inSomeVoice(lines, random) };
  },
  real({ split, plain }, random) {
    const talk = random.pick(plain?.labelled(split) ?? []);
    return { genre: `real ${talk.mood} talk`, lines: inSomeVoice(stretchOf(talk.lines, random), random) };
  },
};
