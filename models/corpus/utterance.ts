/** One spoken sentence of a show: a pattern's sentence, at times with a lead-in or a second clause, as people talk. */
import type { Random } from '../training/random.ts';
import { isKeyAct } from './grammar/types.ts';
import type { Act, KeyAct } from './grammar/types.ts';
import type { Grammar } from './grammar/split.ts';
import { sentenceOf } from './grammar/vocabulary.ts';
import type { Topic } from './grammar/vocabulary.ts';

/** A sentence as it is said, with the act that it performs. */
export interface Utterance {
  readonly act: Act;
  readonly text: string;
}

const LEAD_INS: readonly string[] = [
  'Okay',
  'So',
  'Well',
  'Alright',
  'Now',
  'Guys',
  'You know',
  'By the way',
  'Listen',
  'My friends',
  'Right',
  'Also',
  'Yes',
  'Actually',
  'And',
  'But',
  'Oh',
  'Honestly',
  'As you know',
  'Of course',
  'Hey',
  'Look',
  'Dear friends',
  'Hmm',
];

/** Selling acts that run into each other in one breath. */
const SELLING: readonly KeyAct[] = ['price', 'discount', 'link', 'order', 'stock'];
/** What follows in the same breath without changing what the sentence is. */
const TAILS: Readonly<Partial<Record<Act, readonly Act[]>>> = {
  appearance: ['feature', 'opinion', 'story'],
  reveal: ['feature'],
  viewers: ['viewers', 'unbelievable'],
  soldout: ['unbelievable'],
  unbelievable: ['unbelievable'],
  feature: ['feature', 'opinion'],
  demonstration: ['demonstration', 'feature'],
  answer: ['feature', 'answer'],
  story: ['opinion', 'feature'],
  smalltalk: ['smalltalk'],
  greeting: ['smalltalk', 'logistics'],
  switch: ['switch'],
};

const lowerFirst = (text: string): string =>
  /^(I\b|I'|[A-Z]{2}|[A-Z][a-z]+ (and|is|has|from)\b)/.test(text)
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
const unmarked = (text: string): string => text.replace(/[.!]$/, '');

/** Says `act` about `topic`. */
export function utter(act: Act, grammar: Grammar, topic: Topic, random: Random): Utterance {
  const say = (which: Act): string =>
    sentenceOf(random.pick(grammar.patterns[which]), random, topic, grammar.vocabulary);
  let text = say(act);
  const tail = tailOf(act, random);
  if (tail !== undefined && text.length < 70 && !text.endsWith('?'))
    text = `${unmarked(text)}${random.pick([', ', ', and ', ', ', ' and '])}${lowerFirst(say(tail))}`;
  if (random.next() < 0.13) text = `${random.pick(LEAD_INS)}, ${lowerFirst(text)}`;
  return { act, text };
}

function tailOf(act: Act, random: Random): Act | undefined {
  if (isKeyAct(act) && SELLING.includes(act)) return random.next() < 0.45 ? random.pick(SELLING) : undefined;
  const tails = TAILS[act] ?? (isKeyAct(act) ? undefined : [act]);
  return tails && random.next() < 0.15 ? random.pick(tails) : undefined;
}
