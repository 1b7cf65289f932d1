/** Captions of a video as files and television bring them, before the program tidies them. */
import type { Random } from '../training/random.ts';
import { saidWords, withoutMarks } from './talks/forms.ts';
import type { Heard } from './timing.ts';

/** How captions are written: one a sentence, cut at line length, several sentences in one, raw, in capitals. */
export const CAPTION_STYLES = ['sentences', 'cut', 'blocks', 'raw', 'capitals'] as const;
/** One of `CAPTION_STYLES`. */
export type CaptionStyle = (typeof CAPTION_STYLES)[number];

/** Two lines of subtitles; longer ones are cut. */
const LINE_LENGTH = 84;
/** Share of captions of the style `blocks` that hold more than one sentence. */
const BLOCKS = 0.3;

/** The captions of what is spoken: in order, without overlap; none for words that consist of marks. */
export function captionsOf(
  spoken: readonly Heard[],
  duration: number,
  style: CaptionStyle,
  random: Random,
): readonly Heard[] {
  switch (style) {
    case 'raw':
      return pieces(spoken, random);
    case 'cut':
      return onScreen(spoken, duration, random).flatMap(cutLong);
    case 'blocks':
      return blocks(onScreen(spoken, duration, random), random);
    case 'capitals':
      return onScreen(spoken, duration, random).map((it) => ({ ...it, text: it.text.toUpperCase() }));
    case 'sentences':
      return onScreen(spoken, duration, random);
  }
}

const CENTI = 100;
const round = (seconds: number): number => Math.round(seconds * CENTI) / CENTI;

/** A caption a sentence: it comes up to 0.15 s late or early, and stays up to half a second, or until the next one. */
export function onScreen(spoken: readonly Heard[], duration: number, random: Random): Heard[] {
  let free = 0;
  return spoken.map(({ text, start, end }, at) => {
    const from = round(Math.max(free, start + 0.3 * (random.next() - 0.5)));
    const limit = spoken[at + 1]?.start ?? duration;
    free = round(Math.max(from + 0.3, Math.min(end + 0.5 * random.next(), limit)));
    return { text, start: from, end: free };
  });
}

interface TimedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a text, each with the share of its time that its letters take. */
function wordsOf({ text, start, end }: Heard): TimedWord[] {
  const words = text.split(' ');
  const pace = (end - start) / Math.max(text.length, 1);
  let from = 0;
  return words.map((word) => {
    const first = from;
    from += word.length + 1;
    return { text: word, start: start + pace * first, end: start + pace * (first + word.length) };
  });
}

/** Words as one caption. */
const joined = (words: readonly TimedWord[]): Heard => ({
  text: words.map(({ text }) => text).join(' '),
  start: round(words[0]!.start),
  end: round(words.at(-1)!.end),
});

/** A caption that is too long for two lines, in parts of similar length. */
function cutLong(caption: Heard): Heard[] {
  const parts = Math.ceil(caption.text.length / LINE_LENGTH);
  const words = wordsOf(caption);
  const size = Math.ceil(words.length / parts);
  return Array.from({ length: Math.ceil(words.length / size) }, (_, at) =>
    joined(words.slice(at * size, (at + 1) * size)),
  );
}

/** Now and then two or three captions in one. */
function blocks(captions: readonly Heard[], random: Random): Heard[] {
  const grouped: Heard[] = [];
  for (let at = 0; at < captions.length;) {
    const count = random.next() < BLOCKS ? 2 + random.below(2) : 1;
    const own = captions.slice(at, at + count);
    at += count;
    grouped.push({
      text: own.map(({ text }) => text).join(' '),
      start: own[0]!.start,
      end: own.at(-1)!.end,
    });
  }
  return grouped;
}

/** Automatic captions: small letters without marks, cut every 8 to 12 words, wherever sentences end. */
function pieces(spoken: readonly Heard[], random: Random): Heard[] {
  const words = spoken.flatMap(({ text, start, end }) => {
    const plain = withoutMarks(saidWords(text));
    return plain === '' ? [] : wordsOf({ text: plain, start, end });
  });
  const size = 8 + random.below(5);
  return Array.from({ length: Math.ceil(words.length / size) }, (_, at) =>
    joined(words.slice(at * size, (at + 1) * size)),
  );
}
