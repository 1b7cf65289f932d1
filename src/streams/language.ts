/** Which language a talk is in, as far as its words tell, and whether the checkpoint knows it. */

/** A language that a text may be in. */
export interface LanguageGuess {
  /** ISO 639-1, or 639-3 where there is none. */
  readonly language: string;
  /** 0…1: how much of the text speaks for it. */
  readonly share: number;
}

/** Options of `languageGate`. */
export interface LanguageOptions {
  /** The languages that the checkpoint was trained in, as codes of the kind that `guess` returns. */
  readonly known: readonly string[];
  /** What languages a text may be in, the likeliest first; none where it cannot tell. Absent: nothing is heard. */
  readonly guess?: (text: string) => readonly LanguageGuess[];
  /** Language of the talk if it is known beforehand: the first verdict, which only strong evidence changes. */
  readonly initially?: string;
}

/** The verdict has changed: from now on the talk counts as in `language`. */
export type LanguageEvent = {
  readonly type: 'language';
  /** The code as `guess` gave it. */
  readonly language: string;
  /** Whether the checkpoint knows it. */
  readonly known: boolean;
};

/** Letters that must speak for a language: two short sentences. Product names, interjections and numbers do not get there. */
const ENOUGH = 40;
/** … in as many sentences, since a single one may be full of names. */
const LEAST_SENTENCES = 2;
/** One side must have so much more evidence than the other; to change its mind, more. */
const LEAD = 2;
const LEAD_TO_CHANGE = 3;
/** Evidence counts half after so many further letters: some eight sentences in another language change the verdict. */
const HALF_LIFE = 200;
/** Letters of a single text in a script of its own that decide at once. */
const OTHER_SCRIPT = 4;
/** A Chinese or Japanese letter says about as much as three of an alphabet. */
const UNSPACED = 3;
/** Sentences whose length is remembered; a window holds 40. */
const REMEMBERED = 100;

const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/** Follows the language of a talk sentence by sentence; see `languageGate`. */
export interface LanguageGate {
  /** The newest verdict; undefined while there is too little to tell. */
  readonly verdict: LanguageEvent | undefined;
  /** Takes sentences in order, new ones and revised ones; returns the verdict where it has changed. */
  hear(sentences: readonly { readonly id: string; readonly text: string }[]): LanguageEvent | undefined;
}

/**
 * Decides once enough letters speak for one language, at once where the script is no Latin one, and changes its mind when
 * the talk goes on in another language for long. A sentence counts once, however often it is heard or revised. The same
 * sentences give the same verdicts. Holds the evidence and the lengths of the last hundred sentences.
 */
export function languageGate({ known, guess, initially }: LanguageOptions): LanguageGate {
  const evidence = new Map<string, number>(
    initially === undefined ? [] : [[initially, LEAD_TO_CHANGE * ENOUGH]],
  );
  const lengths = new Map<string, number>();
  const knows = (language: string): boolean => known.includes(language);
  const verdictFor = (language: string): LanguageEvent => ({
    type: 'language',
    language,
    known: knows(language),
  });
  let verdict = initially === undefined ? undefined : verdictFor(initially);

  /** Letters of this sentence that were not counted yet. */
  const freshLetters = (id: string, text: string): number => {
    const letters = count(text, LETTER) + (UNSPACED - 1) * count(text, IDEOGRAPH);
    if (letters === 0) return 0;
    const before = lengths.get(id) ?? 0;
    lengths.set(id, Math.max(before, letters));
    if (lengths.size > REMEMBERED) for (const oldest of lengths.keys().take(1)) lengths.delete(oldest);
    return Math.max(0, letters - before);
  };

  const weigh = (letters: number, guesses: readonly LanguageGuess[]): void => {
    const fading = 0.5 ** (letters / HALF_LIFE);
    for (const [language, weight] of evidence) evidence.set(language, weight * fading);
    for (const { language, share } of guesses)
      evidence.set(language, (evidence.get(language) ?? 0) + letters * share);
  };

  /** The side with more evidence, the language that leads it, and how far it leads. */
  const leading = () => {
    const sides = [true, false].map((side) => {
      const own = [...evidence].filter(([language]) => knows(language) === side);
      const [language = ''] = own.reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
      return { side, language, weight: own.reduce((sum, [, weight]) => sum + weight, 0) };
    });
    const [first, second] = sides.sort((a, b) => b.weight - a.weight);
    return first && second && { ...first, lead: first.weight / Math.max(second.weight, 1e-9) };
  };

  const judge = (text: string, guesses: readonly LanguageGuess[]): LanguageEvent | undefined => {
    const best = leading();
    if (best === undefined || best.side === verdict?.known) return undefined;
    if (verdict !== undefined)
      return best.weight >= ENOUGH && best.lead >= LEAD_TO_CHANGE ? verdictFor(best.language) : undefined;
    const [likeliest] = guesses;
    if (likeliest && isOtherScript(text)) return verdictFor(likeliest.language);
    const enough = best.weight >= ENOUGH && lengths.size >= LEAST_SENTENCES && best.lead >= LEAD;
    return enough ? verdictFor(best.language) : undefined;
  };

  return {
    get verdict() {
      return verdict;
    },
    hear(sentences) {
      if (guess === undefined) return undefined;
      const before = verdict;
      for (const { id, text } of sentences) {
        const letters = freshLetters(id, text);
        if (letters === 0) continue;
        const guesses = guess(text);
        weigh(letters, guesses);
        verdict = judge(text, guesses) ?? verdict;
      }
      return verdict === before ? undefined : verdict;
    },
  };
}

const isOtherScript = (text: string): boolean => {
  const letters = count(text, LETTER);
  return letters >= OTHER_SCRIPT && count(text, LATIN) <= letters / 5;
};
