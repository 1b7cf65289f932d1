/** Cuts sentences that are too long for one moment at punctuation marks, or before conjunctions. */
import { add, fromSeconds, scale, subtract, type Micros } from '../time.ts';
import type { TimedText } from '../values.ts';
import { wordsIn } from './count.ts';

/** Above these a sentence says several things: people speak 7 s in one breath, and 45 words are 15 s. */
const LONGEST: Micros = fromSeconds(8);
const MOST_WORDS = 45;
/** A shorter part is no moment of its own: effects closer together than this sound over each other. */
const SHORTEST_PART: Micros = fromSeconds(2.5);

/**
 * A part may end behind these marks; `cost`: how much nearer to the middle (share of the text) such a place must be
 * to win.
 */
const MARKS: readonly { readonly at: RegExp; readonly cost: number }[] = [
  { at: /[.?!…]["'”’)»]*(?<!\b(?:Mr|Mrs|Ms|Dr|St|vs)\.)\s+|[。！？]["”’」』）]*/gu, cost: 0 },
  { at: /[;:]["'”’)»]*\s+|—\s*|\s[–-]\s+|[；：]/gu, cost: 0.1 },
  { at: /,["'”’)»]*\s+|[，、]/gu, cost: 0.15 },
];
/** Where there is no mark: before these. */
const CONJUNCTIONS = { at: /\s(?=(?:and|but|so|because)\s)/giu, cost: 0 };

/**
 * A sentence of more than 8 s or 45 words in parts that follow each other: cut behind full stops and clauses, without
 * them before `and`, `but`, `so` and `because`, near its middle, and again what is still too long. Each part lasts at least
 * 2.5 s; times are by share of characters. Where it cannot be cut it stays whole.
 */
export function cutLong(sentence: TimedText): TimedText[] {
  const { start, end, text } = sentence;
  const length = subtract(end, start);
  if (length <= LONGEST && wordsIn(text) <= MOST_WORDS) return [sentence];
  const share = SHORTEST_PART / length;
  const place = bestPlace(text, MARKS, share) ?? bestPlace(text, [CONJUNCTIONS], share);
  if (place === undefined) return [sentence];
  const middle = add(start, scale(length, place / text.length));
  return [
    ...cutLong({ start, end: middle, text: text.slice(0, place).trim() }),
    ...cutLong({ start: middle, end, text: text.slice(place).trim() }),
  ];
}

/** The best place to cut where both sides have at least this share of the text. */
function bestPlace(text: string, marks: typeof MARKS, share: number): number | undefined {
  let best: { readonly place: number; readonly cost: number } | undefined;
  for (const { at, cost: own } of marks)
    for (const { index, 0: mark } of text.matchAll(at)) {
      const place = index + mark.length;
      const part = place / text.length;
      const cost = own + Math.abs(part - 0.5);
      if (part < share || 1 - part < share || (best && best.cost <= cost)) continue;
      best = { place, cost };
    }
  return best?.place;
}
