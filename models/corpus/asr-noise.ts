/** What a speech recogniser makes of a sentence: spelling, case and marks, digits, lost, wrong and invented words. */
import type { Random } from '../training/random.ts';
import { writeNumbers } from './asr-numbers.ts';
import { AMERICAN, CONFUSED, FILLERS } from './asr-words.ts';

/** How well a talk is understood; one value for a whole video, as voice and room stay the same. */
export interface Listening {
  /** Chance that a word is lost, wrong or mangled. */
  readonly wordErrors: number;
  /** Chance that marks and capitals are lost in a sentence. */
  readonly plain: number;
  /** Chance that numbers are written as digits. */
  readonly digits: number;
  readonly american: boolean;
}

/**
 * A recogniser of a random quality: a third hears every word, the others miss up to an eighth of them. Moonshine tiny
 * on synthesised voices lies in the lower half of that.
 */
export const listeningOf = (random: Random): Listening => ({
  wordErrors: random.next() < 0.35 ? 0 : 0.125 * random.next() ** 2,
  plain: random.next() < 0.7 ? 0.05 : 0.6,
  digits: random.pick([0.1, 0.5, 0.9]),
  american: random.next() < 0.7,
});

const WORD = /^([^a-zA-Z]*)([a-zA-Z'-]+)([^a-zA-Z]*)$/;

const inCaseOf = (model: string, word: string): string =>
  /^[A-Z]/.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;

/** Applies `change` to the letters of a word and keeps the marks around it. */
function inside(word: string, change: (core: string) => string): string {
  const [, before, core, after] = WORD.exec(word) ?? [];
  return core === undefined ? word : `${before}${inCaseOf(core, change(core.toLowerCase()))}${after}`;
}

const VOWELS = 'aeiou';

/** A name or rare word that the recogniser never met: one sound differs. */
function mangle(core: string, random: Random): string {
  if (core.length < 5) return core;
  const at = 1 + random.below(core.length - 2);
  const letter = core[at]!;
  const swap = VOWELS.includes(letter) ? random.pick([...VOWELS]) : random.pick([...'bdgklmnprstv']);
  const apart = Math.floor(core.length / 2);
  return core.length > 7 && random.next() < 0.3
    ? `${core.slice(0, apart)} ${core.slice(apart)}`
    : core.slice(0, at) + swap + core.slice(at + 1);
}

function mishear(word: string, random: Random): readonly string[] {
  const draw = random.next();
  if (draw < 0.25) return [];
  if (draw < 0.35) return [word, random.pick(FILLERS)];
  const core = WORD.exec(word)?.[2]?.toLowerCase() ?? '';
  const confused = CONFUSED.get(core);
  return [inside(word, (it) => (confused ? random.pick(confused) : mangle(it, random)))];
}

/** The sentence as recognised. Never empty: a sentence whose words are all lost comes back as it was. */
export function recognise(sentence: string, listening: Listening, random: Random): string {
  let words = sentence.split(' ');
  if (random.next() < listening.digits) words = writeNumbers(words, random);
  if (listening.american)
    words = words.map((word) => inside(word, (core) => AMERICAN.get(core)?.[0] ?? core));
  const heard = words.flatMap((word) =>
    random.next() < listening.wordErrors ? mishear(word, random) : [word],
  );
  return marks(heard.join(' '), listening, random) || sentence;
}

function marks(text: string, listening: Listening, random: Random): string {
  if (random.next() < listening.plain) return text.toLowerCase().replace(/[.,!?](?=\s|$)/g, '');
  let marked = text;
  if (random.next() < 0.3) marked = marked.replace(/!/g, '.');
  if (random.next() < 0.15) marked = marked.replace(/,/g, '');
  if (random.next() < 0.1)
    marked = marked.replace(/, ([a-z])/, (_, letter: string) => `. ${letter.toUpperCase()}`);
  return marked.charAt(0).toUpperCase() + marked.slice(1);
}
