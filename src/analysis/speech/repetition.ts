/**
 * A recogniser that fails on a piece of audio may repeat one phrase endlessly. Longest phrase looked for, in
 * tokens.
 */
const LONGEST_PHRASE = 12;

/** How often a phrase of `length` tokens must follow itself to count: people do say "no, no, no" and "very, very". */
const copiesOf = (length: number): number => (length <= 2 ? 5 : 3);

/**
 * If `tokens` end with one phrase repeated, the number of tokens to keep so that it stands once; else undefined.
 * Called after each new token, so a loop is caught as soon as it shows.
 */
export function repeatedPhrase(tokens: readonly number[]): number | undefined {
  for (let length = 1; length <= LONGEST_PHRASE; length++) {
    const span = length * copiesOf(length);
    if (span > tokens.length) continue;
    const start = tokens.length - span;
    let same = true;
    for (let index = start; same && index + length < tokens.length; index++)
      same = tokens[index] === tokens[index + length];
    if (same) return start + length;
  }
  return undefined;
}
