/** Sentences with what kind of moment they are, for tuning a sentence encoder. */
import { cleanWords } from '../../../src/streams/words/clean.ts';
import { sentenceCase } from '../../../src/streams/words/sentence-case.ts';
import type { Random } from '../../training/random.ts';
import { grammarOf } from '../grammar/split.ts';
import type { Split } from '../grammar/split.ts';
import { kindOf } from '../grammar/types.ts';
import type { SpokenAct } from '../grammar/types.ts';
import { writeScript } from '../script.ts';
import { inSomeVoice, saidWords, withoutMarks } from './forms.ts';
import type { PlainTalk } from './plain.ts';
import type { Language } from './reader.ts';
import { writtenSplits } from './split.ts';

/** What a sentence can be; `none` deserves no effect. Noises that a show is about are none of them. */
export const SENTENCE_KINDS = [
  'none',
  'introduction',
  'selling',
  'humour',
  'surprise',
  'transition',
] as const;
/** A sentence with its label as shares, since a sentence may be of two kinds. */
export interface LabelledSentence {
  readonly text: string;
  /** Shares of the kinds in the order of `SENTENCE_KINDS`; they add up to 1. */
  readonly kinds: readonly number[];
  /** What the sentence counts beside others; 1 is the most. */
  readonly weight: number;
}

/** Which sentences are gathered. */
export interface LabelledOptions {
  readonly split: Split;
  readonly language: Language;
  /** English only; a split that has none goes without. */
  readonly plain?: PlainTalk | undefined;
  /** Decides order, forms, and which sentences of the grammar and of plain talk there are. */
  readonly random: Random;
}

/** For each sentence of the talks so many of the grammar and of plain talk, both in English; less of it beside labelled real talk. */
const GRAMMAR_PER_TALK = 0.15;
const PLAIN_PER_TALK = { alone: 0.5, besideLabelled: 0.1 };

/**
 * Of labelled real talk, what is plain is heard less often than it is said: every key sentence comes in each pass, so many of the
 * others.
 */
const REAL_PLAIN = 0.35;

/** A matter of taste is mostly none, but hardly counts either way. */
const TASTE = { none: 0.75, weight: 0.15 };
/** Nobody has labelled plain talk: of a hundred sentences one or two would deserve an effect. */
const PLAIN = { none: 0.985, weight: 0.7 };
/** Patterns talk more alike than people do, and repeat themselves. */
const GRAMMAR_WEIGHT = 0.5;
/** Share of the sentences in small letters without marks, as automatic captions write. */
const UNMARKED = 0.3;

/**
 * One pass: every sentence of the split's talks once, and of labelled real talk what is not plain and some that is, in random
 * order, with sentences of the grammar and of plain talk among them. Call it again, with the same `random`, for the next pass: forms and drawn sentences differ.
 */
export function* labelledSentences(options: LabelledOptions): Generator<LabelledSentence, void, undefined> {
  const { split, language, random } = options;
  const english = language === 'en';
  const written = writtenSplits(language)[split].flatMap((talk) => talk.lines);
  const real = english ? (options.plain?.labelled(split) ?? []).flatMap((talk) => talk.lines) : [];
  const plainShare = PLAIN_PER_TALK[real.length === 0 ? 'alone' : 'besideLabelled'];
  const some = real.filter(({ act }) => act !== 'plain' || random.next() < REAL_PLAIN);
  const lines = random.sample([...written, ...some], Infinity);
  const others: readonly (readonly [number, Iterator<LabelledSentence, void>])[] = [
    [english ? GRAMMAR_PER_TALK : 0, grammarSentences(split, random)],
    [english && options.plain?.has(split) === true ? plainShare : 0, plainSentences(options)],
  ];
  for (const { act, text } of lines) {
    yield { text: inSomeForm(text, random), ...verdict(act) };
    for (const [share, sentences] of others) {
      const next = random.next() < share ? sentences.next() : undefined;
      if (next?.value) yield next.value;
    }
  }
}

/** `none` of a kind, and the rest for the others alike. */
const mostlyNone = (none: number): readonly number[] =>
  SENTENCE_KINDS.map((kind) => (kind === 'none' ? none : (1 - none) / (SENTENCE_KINDS.length - 1)));

function verdict(act: SpokenAct): Omit<LabelledSentence, 'text'> {
  if (act === 'taste') return { kinds: mostlyNone(TASTE.none), weight: TASTE.weight };
  const kind = kindOf(act) ?? 'none';
  return { kinds: SENTENCE_KINDS.map((own) => (own === kind ? 1 : 0)), weight: 1 };
}

/** As captions of one kind or another bring it; the caption reader undoes capitals. */
function inSomeForm(text: string, random: Random): string {
  const unmarked = random.next() < UNMARKED ? withoutMarks(saidWords(text)) : '';
  if (unmarked !== '') return unmarked;
  const [{ text: voiced } = { text }] = inSomeVoice([{ text }], random);
  const captioned = sentenceCase(cleanWords(voiced));
  return captioned === '' ? voiced : captioned;
}

/** Sentences of shows without end. */
function* grammarSentences(split: Split, random: Random): Generator<LabelledSentence, void, undefined> {
  const grammar = grammarOf(split);
  for (;;)
    for (const { act, text } of writeScript(grammar, random).lines)
      if (kindOf(act) !== 'sound')
        yield { text: inSomeForm(text, random), ...verdict(act), weight: GRAMMAR_WEIGHT };
}

/** Sentences of plain talk without end. */
function* plainSentences({
  split,
  plain,
  random,
}: LabelledOptions): Generator<LabelledSentence, void, undefined> {
  const label = { kinds: mostlyNone(PLAIN.none), weight: PLAIN.weight };
  while (plain !== undefined)
    for (const text of plain.draw(split, random)) yield { text: inSomeForm(text, random), ...label };
}
