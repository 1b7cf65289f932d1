/** When a caption goes on with the sentence of the one before it. */

/** A cue that ends with no end mark goes on in the next one when that follows within this, in microseconds. */
const JOIN_GAP = 500_000;
/** … as long as the whole is no longer than a spoken sentence, in microseconds. */
export const JOIN_LONGEST = 7_000_000;

/** How two captions lie to each other, in microseconds. */
export interface Place {
  /** From the end of the first to the start of the second. */
  readonly gap: number;
  /** From the start of the first to the end of the second. */
  readonly whole: number;
}

export const isEnded = (text: string): boolean => /[.?!…。！？]["'”’)»]*$/u.test(text);

/** A line that a rolling caption shows again. */
export const isRepeated = (before: string, next: string, { gap }: Place): boolean =>
  gap <= JOIN_GAP && before === next;

/** The second half of a sentence that was cut over two captions. */
export const isContinued = (before: string, next: string, { gap, whole }: Place): boolean =>
  gap >= 0 &&
  gap <= JOIN_GAP &&
  whole <= JOIN_LONGEST &&
  !isEnded(before) &&
  (/^\p{Ll}/u.test(next) || (isShouted(before) && /\p{Lu}/u.test(next) && !/\p{Ll}/u.test(next)));

/** Television captions are often in capitals throughout: then a small letter cannot tell that a sentence goes on. */
const isShouted = (text: string): boolean => /\p{Lu}.*\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text);
