/** What is said in a video that the grammar makes: shows, chats without products, and talks without any key moment. */
import type { Random } from '../training/random.ts';
import { SHOW_ACTS, TALK_ACTS } from './grammar/types.ts';
import type { Act, KeyAct, SpokenAct } from './grammar/types.ts';
import type { Grammar } from './grammar/split.ts';
import type { Product, Topic } from './grammar/vocabulary.ts';
import type { Mood } from './talks/reader.ts';
import { utter } from './utterance.ts';

/** The kinds of videos that the grammar makes. */
export const GENRES = ['show', 'mixed', 'chat', 'quiet', 'talk'] as const;
/** One of `GENRES`. */
export type Genre = (typeof GENRES)[number];

/**
 * How often each genre occurs among the grammar's. `show`: the usual order of a sale. `mixed`: the same acts in any order, so that the
 * network learns sentences and not their order. `chat`: small talk with a joke or a surprise. `quiet`: a show without
 * a key moment. `talk`: meetings, lectures and the like; nothing may ring there.
 */
const SHARES: Readonly<Record<Genre, number>> = {
  show: 0.4,
  mixed: 0.27,
  chat: 0.07,
  quiet: 0.06,
  talk: 0.2,
};

/** A sentence of a script. */
export interface Line {
  readonly act: SpokenAct;
  readonly text: string;
  /** What it is about, where the grammar knows. */
  readonly topic?: Product;
}

/** Videos made of whole talks, by the talk's mood; `plain talk` has no moment at all, `real` is how people really talk. */
export type TalkGenre = `${Mood} talk` | `real ${Mood} talk` | 'plain talk';

/** What is said in a video, in order. */
export interface Script {
  readonly genre: Genre | TalkGenre;
  readonly lines: readonly Line[];
}

/** Non-key acts of a show and how often they occur in it. */
const BETWEEN: readonly (readonly [Act, number])[] = [
  ['feature', 6],
  ['demonstration', 3],
  ['lookalike', 3.5],
  ['story', 2],
  ['people', 2],
  ['aside', 2],
  ['answer', 2],
  ['smalltalk', 2.5],
  ['opinion', 1.2],
  ['camera', 1.5],
  ['logistics', 1],
  ['daily', 0.6],
];

/** Key acts of a show by share, in line with the paper's table of tags: prompt and transition lead, humor and surprise follow. */
const KEYS: readonly (readonly [KeyAct, number])[] = [
  ['appearance', 12],
  ['reveal', 2.5],
  ['price', 6],
  ['discount', 5],
  ['link', 5],
  ['order', 6],
  ['stock', 4],
  ['giveaway', 2.5],
  ['switch', 13],
  ['joke', 13],
  ['tease', 3],
  ['pun', 2],
  ['viewers', 5],
  ['soldout', 3],
  ['unbelievable', 7],
  ['mishap', 1.5],
  ['applause', 1],
  ['sound', 1],
  ['ambience', 0.7],
];

/** Key acts of a chat, where nothing is sold. */
const CHAT_KEYS: readonly (readonly [KeyAct, number])[] = [
  ['joke', 3],
  ['tease', 3],
  ['unbelievable', 3],
  ['mishap', 3],
  ['pun', 3],
  ['applause', 3],
  ['viewers', 3],
  ['ambience', 1],
];

const draw = <T>(table: readonly (readonly [T, number])[], random: Random): T => {
  const [at] = random.weighted(
    table.map(([, weight]) => weight),
    1,
  );
  return table[at!]![0];
};

/** Writes one script. */
export function writeScript(grammar: Grammar, random: Random): Script {
  const genre = draw(
    GENRES.map((name) => [name, SHARES[name]] as const),
    random,
  );
  const acts = ACTS[genre](random);
  let topic = topicOf(grammar, random);
  const lines = acts.map((act) => {
    const utterance = utter(act, grammar, topic, random);
    const line = { ...utterance, topic: topic.product };
    if (act === 'switch') topic = nextTopic(topic, grammar, random);
    return line;
  });
  return { genre, lines };
}

function topicOf(grammar: Grammar, random: Random): Topic {
  const product = random.pick(grammar.vocabulary.products);
  return { product, other: random.pick(grammar.vocabulary.products) };
}

const nextTopic = (topic: Topic, grammar: Grammar, random: Random): Topic => ({
  product: topic.other,
  other: random.pick(grammar.vocabulary.products),
});

/** Sentences in a video: 5 to 19, mean about 10, which makes about half a minute. */
const lengthOf = (random: Random): number => 5 + Math.floor(15 * random.next() ** 1.8);

const ACTS: Readonly<Record<Genre, (random: Random) => readonly Act[]>> = {
  show: showActs,
  mixed: mixedActs,
  chat(random) {
    const acts: Act[] = fill(lengthOf(random), () =>
      random.pick(['smalltalk', 'daily', 'people', 'story', 'opinion', 'travel']),
    );
    for (let i = 0; i < 1 + acts.length / 8; i++) acts[random.below(acts.length)] = draw(CHAT_KEYS, random);
    return acts;
  },
  quiet: (random) =>
    fill(lengthOf(random), () => (random.next() < 0.15 ? random.pick(SHOW_ACTS) : draw(BETWEEN, random))),
  talk(random) {
    const fields = random.sample(TALK_ACTS, random.next() < 0.6 ? 1 : 3);
    return fill(lengthOf(random), () =>
      random.next() < 0.25 ? random.pick(['lookalike', 'people']) : random.pick(fields),
    );
  },
};

const fill = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** Key acts in a show whose order does not matter; the density varies from rare to every second sentence and more. */
function mixedActs(random: Random): readonly Act[] {
  const density = 0.2 + 0.6 * random.next();
  return fill(lengthOf(random), () => (random.next() < density ? draw(KEYS, random) : draw(BETWEEN, random)));
}

/** Greeting, then per product: it appears, is described, a joke or a surprise, a sale; a switch; a good-bye at times. */
function showActs(random: Random): readonly Act[] {
  const count = lengthOf(random);
  const density = 0.6 + 0.4 * random.next();
  const maybe = (chance: number): boolean => random.next() < chance * density;
  const acts: Act[] = [];
  if (random.next() < 0.75) acts.push('greeting');
  if (random.next() < 0.35) acts.push(random.pick(['smalltalk', 'camera', 'logistics', 'greeting']));
  while (acts.length < count) {
    if (maybe(0.95)) acts.push(random.next() < 0.83 ? 'appearance' : 'reveal');
    acts.push(...fill(random.below(3), () => draw(BETWEEN, random)));
    if (maybe(0.6)) acts.push(draw(LIGHT, random));
    if (random.next() < 0.4) acts.push(draw(BETWEEN, random));
    if (maybe(0.4)) acts.push(draw(ASTONISHING, random));
    if (maybe(0.85)) acts.push(draw(SALE, random));
    if (maybe(0.25)) acts.push(draw(SALE, random));
    if (random.next() < 0.3) acts.push(draw(BETWEEN, random));
    if (maybe(0.85)) acts.push('switch');
  }
  if (random.next() < 0.3) acts.splice(count - 1, acts.length, 'closing');
  return acts.slice(0, Math.max(count, 5));
}

const among = (acts: readonly KeyAct[]): readonly (readonly [KeyAct, number])[] =>
  KEYS.filter(([act]) => acts.includes(act));
const LIGHT = among(['joke', 'tease', 'pun', 'sound', 'ambience', 'applause']);
const ASTONISHING = among(['viewers', 'soldout', 'unbelievable', 'mishap']);
const SALE = among(['price', 'discount', 'link', 'order', 'stock', 'giveaway']);
