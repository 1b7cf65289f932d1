/** Sentence patterns: text, `{one|or another}` (nested as one likes) and `<slot>`. */
import { MomentfxError } from '../../../src/core/errors.ts';

/** A parsed pattern is a list of these: plain text, a slot to fill, or a choice between lists. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'slot'; readonly slot: string }
  | { readonly type: 'choice'; readonly options: readonly (readonly Part[])[] };

/**
 * A pattern does not parse.
 * @public Callers may tell it apart.
 */
export class PatternError extends MomentfxError<'corpus-pattern'> {
  constructor(pattern: string, at: number) {
    super(
      'corpus-pattern',
      `The pattern "${pattern}" stops making sense at character ${at}.`,
      'Balance the braces and angle brackets of that line.',
    );
  }
}

/** Parses a pattern; throws a `PatternError` for brackets that do not match. */
export function parsePattern(pattern: string): readonly Part[] {
  let at = 0;

  const sequence = (stop: string): Part[] => {
    const parts: Part[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ type: 'text', text });
      text = '';
    };
    while (at < pattern.length && !stop.includes(pattern[at]!)) {
      const character = pattern[at]!;
      if (character === '{' || character === '<') {
        flush();
        parts.push(character === '{' ? choice() : slot());
      } else if (character === '}' || character === '>') throw new PatternError(pattern, at);
      else {
        text += character;
        at += 1;
      }
    }
    flush();
    return parts;
  };

  const choice = (): Part => {
    const options: Part[][] = [];
    do {
      at += 1;
      options.push(sequence('|}'));
    } while (pattern[at] === '|');
    if (pattern[at] !== '}') throw new PatternError(pattern, at);
    at += 1;
    return { type: 'choice', options };
  };

  const slot = (): Part => {
    const end = pattern.indexOf('>', at);
    const name = pattern.slice(at + 1, end);
    if (end < 0 || !/^[a-z]+\d?$/.test(name)) throw new PatternError(pattern, at);
    at = end + 1;
    return { type: 'slot', slot: name };
  };

  return sequence('');
}

/**
 * All slots that a pattern can use.
 * @internal Tests check all patterns with it.
 */
export const slotsOf = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) =>
    part.type === 'slot' ? [part.slot] : part.type === 'choice' ? part.options.flatMap(slotsOf) : [],
  );

/**
 * How many sentences a pattern yields before its slots are filled.
 * @internal Tests check all patterns with it.
 */
export const variantsOf = (parts: readonly Part[]): number =>
  parts.reduce(
    (product, part) =>
      product *
      (part.type === 'choice' ? part.options.reduce((sum, option) => sum + variantsOf(option), 0) : 1),
    1,
  );
