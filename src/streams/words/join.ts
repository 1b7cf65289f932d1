/** Which captions are one sentence: those that were cut, and the very short ones beside others. */
import { add, earliest, fromSeconds, latest, subtract, type Micros } from '../time.ts';
import type { TimedText } from '../values.ts';
import { isEnded, isShouted, joinText, LEAST_WORDS, wordsIn } from './count.ts';
import { isTitled, sentenceCase } from './sentence-case.ts';

/** Captions this close may be one sentence; a longer pause ends it. */
const JOIN_GAP: Micros = fromSeconds(0.5);
/** … as long as the whole is no longer than a spoken sentence. Recognised speech is joined up to the same length. */
const JOIN_LONGEST: Micros = fromSeconds(7);

/** Captions that overlap by no more than this follow each other: some converters let them, by a picture or two. */
const OVERLAP: Micros = fromSeconds(0.1);

/** Captions that are one sentence. */
export interface Sentence<Part extends TimedText> extends TimedText {
  /** The captions it was joined from, in order. */
  readonly parts: readonly Part[];
  /** No caption that follows can change it. */
  readonly settled: boolean;
}

type Unit<Part extends TimedText> = Omit<Sentence<Part>, 'settled'>;

/**
 * Puts captions together, which are in order of start:
 * 1. A sentence that was cut: the text before has no end mark and the next begins with a small letter, or both are in
 *    capitals throughout or have one at each word. A line that a rolling caption shows again is kept once.
 * 2. Fewer than four words ("No.", "Really?") stay with what follows, or else with what went before.
 *
 * Only what lies at most half a second apart is joined, up to 7 s. What is in capitals throughout, or has one at each word, comes in sentence
 * case.
 * `over`: no caption follows; otherwise the last sentences may still change, and are not `settled`.
 */
export function joinSentences<Part extends TimedText>(
  captions: readonly Part[],
  over: boolean,
): Sentence<Part>[] {
  const units = uncut(captions).map((unit) => ({ ...unit, text: sentenceCase(unit.text) }));
  const { closed, open } = withShortOnes(units, over);
  const last = closed.length - 1;
  const sentences = closed.map((unit, index) => ({
    ...unit,
    settled: open === undefined || index < last || !mayReturn(open.units[0], unit),
  }));
  if (open === undefined) return sentences;
  // Of several the last may be shown again, and then the whole is too long.
  const settled = open.units.length === 1 && lengthOf(open.whole) >= JOIN_LONGEST;
  return [...sentences, { ...open.whole, settled }];
}

const lengthOf = ({ start, end }: TimedText): Micros => subtract(end, start);

function uncut<Part extends TimedText>(captions: readonly Part[]): Unit<Part>[] {
  const units: Unit<Part>[] = [];
  for (const caption of captions) {
    const before = units.at(-1);
    if (before && isRepeated(before, caption)) units[units.length - 1] = repeated(before, caption);
    else if (before && isContinued(before, caption))
      units[units.length - 1] = joined(before, { ...caption, parts: [caption] });
    else units.push({ start: caption.start, end: caption.end, text: caption.text, parts: [caption] });
  }
  return units;
}

const isRepeated = (before: Unit<TimedText>, next: TimedText): boolean =>
  next.start - before.end <= JOIN_GAP &&
  (before.text === next.text || before.parts.at(-1)?.text === next.text);

/** A line may be shown for long after its words were spoken, so the end is bounded. */
const repeated = <Part extends TimedText>(before: Unit<Part>, next: Part): Unit<Part> => ({
  ...before,
  end: latest(before.end, earliest(next.end, add(before.start, JOIN_LONGEST))),
  parts: [...before.parts, next],
});

function isContinued(before: TimedText, next: TimedText): boolean {
  if (!fits(before, next) || isEnded(before.text)) return false;
  // Where all is in capitals, as on television, or each word has one, no small letter can tell that a sentence goes on.
  return (
    /^\p{Ll}/u.test(next.text) ||
    (isTitled(before.text) && isTitled(next.text)) ||
    (isShouted(before.text) && /\p{Lu}/u.test(next.text) && !/\p{Ll}/u.test(next.text))
  );
}

const fits = (before: TimedText, next: TimedText): boolean =>
  before.end - next.start <= OVERLAP &&
  next.start - before.end <= JOIN_GAP &&
  next.end - before.start <= JOIN_LONGEST;

const joined = <Part extends TimedText>(before: Unit<Part>, next: Unit<Part>): Unit<Part> => ({
  start: before.start,
  end: latest(before.end, next.end),
  text: joinText(before.text, next.text),
  parts: [...before.parts, ...next.parts],
});

interface Open<Part extends TimedText> {
  readonly whole: Unit<Part>;
  readonly units: readonly Unit<Part>[];
}

const isShort = ({ text }: TimedText): boolean => wordsIn(text) < LEAST_WORDS;

/** Whether it may yet become part of what went before: nothing that follows can be joined to it. */
const mayReturn = (open: TimedText | undefined, before: TimedText): boolean =>
  open !== undefined && isShort(open) && fits(before, open);

function withShortOnes<Part extends TimedText>(
  units: readonly Unit<Part>[],
  over: boolean,
): { readonly closed: readonly Unit<Part>[]; readonly open: Open<Part> | undefined } {
  const closed: Unit<Part>[] = [];
  let open: Open<Part> | undefined;
  const close = (): void => {
    const before = closed.at(-1);
    if (before && open && mayReturn(open.whole, before))
      closed[closed.length - 1] = joined(before, open.whole);
    else if (open) closed.push(open.whole);
    open = undefined;
  };
  for (const unit of units) {
    if (open && isShort(open.whole) && fits(open.whole, unit)) {
      open = { whole: joined(open.whole, unit), units: [...open.units, unit] };
      continue;
    }
    close();
    open = { whole: unit, units: [unit] };
  }
  if (over) close();
  return { closed, open };
}
