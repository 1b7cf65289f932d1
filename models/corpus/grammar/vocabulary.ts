/** The terms a split may use, and how they fill a pattern's slots. */
import type { Random } from '../../training/random.ts';
import { plural, thirdPerson, tidy } from './language.ts';
import type { Part } from './pattern.ts';
import { ABSURD_DEEDS, ABSURD_POWERS, ABSURD_SELF } from './terms/absurd.ts';
import type { ProductGroup } from './terms/group.ts';
import { HOME_PRODUCTS } from './terms/products-home.ts';
import { LIFE_PRODUCTS } from './terms/products-life.ts';
import { TECH_PRODUCTS } from './terms/products-tech.ts';
import { WEAR_PRODUCTS } from './terms/products-wear.ts';
import { PEOPLE, WORDS } from './terms/words.ts';

/** Everything that a show can sell. */
export const PRODUCT_GROUPS: readonly ProductGroup[] = [
  ...HOME_PRODUCTS,
  ...WEAR_PRODUCTS,
  ...TECH_PRODUCTS,
  ...LIFE_PRODUCTS,
];

/** A product, with the group that says what it can do and what it looks like. */
export interface Product {
  readonly name: string;
  readonly group: ProductGroup;
}

/** What a split may draw from: its own products and its own punch lines; small words belong to all. */
export interface Vocabulary {
  readonly products: readonly Product[];
  readonly deeds: readonly string[];
  readonly powers: readonly string[];
  readonly selves: readonly string[];
}

/** Chooses the share of a list that belongs to a split; see `split.ts`. */
export type Share = (list: readonly string[], salt: string) => readonly string[];

/** The words that a split may use. `share` says which entries of a list are the split's. */
export function vocabularyOf(share: Share): Vocabulary {
  return {
    products: PRODUCT_GROUPS.flatMap((group) =>
      share(group.products, group.group).map((name) => ({ name, group })),
    ),
    deeds: share(ABSURD_DEEDS, 'deeds'),
    powers: share(ABSURD_POWERS, 'powers'),
    selves: share(ABSURD_SELF, 'selves'),
  };
}

/** What a show is about at the moment. */
export interface Topic {
  readonly product: Product;
  readonly other: Product;
}

type Filler = (random: Random, topic: Topic, vocabulary: Vocabulary) => string;

const FILLERS: Readonly<Record<string, Filler>> = {
  product: (_, topic) => topic.product.name,
  products: (_, topic) => plural(topic.product.name),
  group: (_, topic) => topic.product.group.group,
  part: (random, topic) => random.pick(topic.product.group.parts),
  has: (random, topic) => random.pick(topic.product.group.has),
  do: (random, topic) => random.pick(topic.product.group.does),
  does: (random, topic) => thirdPerson(random.pick(topic.product.group.does)),
  deed: (random, _, vocabulary) => random.pick(vocabulary.deeds),
  power: (random, _, vocabulary) => random.pick(vocabulary.powers),
  self: (random, _, vocabulary) => random.pick(vocabulary.selves),
};

/** Fills one sentence: a slot keeps its value within the sentence, its numbered sisters differ from it. */
class Sentence {
  readonly #filled = new Map<string, string>();
  readonly #random: Random;
  readonly #topic: Topic;
  readonly #vocabulary: Vocabulary;
  #she = false;

  constructor(random: Random, topic: Topic, vocabulary: Vocabulary) {
    this.#random = random;
    this.#topic = topic;
    this.#vocabulary = vocabulary;
  }

  text(parts: readonly Part[]): string {
    return parts.map((part) => this.#part(part)).join('');
  }

  #part(part: Part): string {
    if (part.type === 'text') return part.text;
    if (part.type === 'choice') return this.text(this.#random.pick(part.options));
    return this.#slot(part.slot);
  }

  #slot(slot: string): string {
    if (slot === 'she') return this.#she ? 'she' : 'he';
    if (slot === 'her') return this.#she ? 'her' : 'him';
    const known = this.#filled.get(slot);
    if (known !== undefined) return known;
    const value = this.#draw(slot);
    this.#filled.set(slot, value);
    return value;
  }

  #draw(slot: string): string {
    if (slot === 'product2') return this.#topic.other.name;
    const base = slot.replace(/\d$/, '');
    if (base === 'person') {
      const { who, she } = this.#random.pick(PEOPLE);
      this.#she = she;
      return who;
    }
    // A few tries suffice: the lists are long and a repetition inside a sentence does no harm.
    let value = '';
    for (let tries = 0; tries < 4; tries++) {
      value = this.#term(base);
      if (![...this.#filled.values()].includes(value)) break;
    }
    return value;
  }

  #term(base: string): string {
    const filler = FILLERS[base];
    if (filler) return filler(this.#random, this.#topic, this.#vocabulary);
    const list = WORDS[base];
    if (!list) throw new RangeError(`internal: the grammar has no slot <${base}>`);
    return this.#random.pick(list);
  }
}

/**
 * Whether `<slot>` can be filled.
 * @internal Tests check the slots of all patterns with it.
 */
export const isSlot = (slot: string): boolean => {
  const base = slot.replace(/\d$/, '');
  return (
    ['she', 'her', 'person'].includes(base) || Object.hasOwn(FILLERS, base) || Object.hasOwn(WORDS, base)
  );
};

/** One sentence of a pattern, with capital and full stop. */
export const sentenceOf = (
  parts: readonly Part[],
  random: Random,
  topic: Topic,
  vocabulary: Vocabulary,
): string => tidy(new Sentence(random, topic, vocabulary).text(parts));
