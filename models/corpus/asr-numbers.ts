/** Spoken numbers as recognisers write them: "nineteen ninety nine" becomes "$19.99", "19.99", "1999" or stays. */
import type { Random } from '../training/random.ts';

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const VALUES: ReadonlyMap<string, number> = new Map([
  ...ONES.map((word, value) => [word, value] as const),
  ...TENS.map((word, index) => [word, 20 + 10 * index] as const),
]);
const SCALES: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1000],
]);

/**
 * The numbers of a run of number words: "nineteen ninety nine" → [19, 99]; "two hundred and five" → [205].
 * @internal Its rules are tested number by number.
 */
export function numbersOf(words: readonly string[]): readonly number[] {
  const numbers: number[] = [];
  let current: number | undefined;
  let joined = false;
  for (const word of words) {
    if (word === 'and') {
      joined = true;
      continue;
    }
    const scale = SCALES.get(word);
    const value = VALUES.get(word) ?? 0;
    if (scale !== undefined) current = (current ?? 1) * scale;
    else if (current === undefined) current = value;
    else if (joined || fits(current, value)) current += value;
    else {
      numbers.push(current);
      current = value;
    }
    joined = false;
  }
  if (current !== undefined) numbers.push(current);
  return numbers;
}

const fits = (current: number, value: number): boolean =>
  (current % 100 === 0 && current >= 100) ||
  (current % 10 === 0 && current % 100 >= 20 && value > 0 && value < 10);

const bare = (word: string): string => word.toLowerCase().replace(/[^a-z]/g, '');
const isNumber = (word: string): boolean => VALUES.has(bare(word)) || SCALES.has(bare(word));

/** Words with each run of number words rewritten; a lone "one" is a pronoun as often as not and stays. */
export function writeNumbers(words: readonly string[], random: Random): string[] {
  const written: string[] = [];
  for (let at = 0; at < words.length;) {
    const end = endOfRun(words, at);
    const run = words.slice(at, end);
    if (end === at || (run.length === 1 && bare(run[0]!) === 'one')) {
      written.push(words[at]!);
      at += 1;
      continue;
    }
    const mark = /[^a-zA-Z]*$/.exec(run.at(-1)!)?.[0] ?? '';
    const follower = bare(words[end] ?? '');
    const [text, used] = digits(numbersOf(run.map(bare)), follower, random);
    written.push(used && mark === '' ? text + (/[^a-zA-Z]*$/.exec(words[end]!)?.[0] ?? '') : text + mark);
    at = used && mark === '' ? end + 1 : end;
  }
  return written;
}

function endOfRun(words: readonly string[], start: number): number {
  let end = start;
  while (end < words.length) {
    const joins = bare(words[end]!) === 'and' && end > start && isNumber(words[end + 1] ?? '');
    if (!isNumber(words[end]!) && !(joins && SCALES.has(bare(words[end - 1]!)))) break;
    end += 1;
    if (/[,.!?]$/.test(words[end - 1]!)) break;
  }
  return end;
}

/** The text of a number and whether it swallowed the word after it. */
function digits(numbers: readonly number[], follower: string, random: Random): readonly [string, boolean] {
  const currency = { dollars: '$', euros: '€', pounds: '£', bucks: '$' }[follower];
  if (follower === 'percent' && numbers.length === 1) return [`${numbers[0]}%`, true];
  if (currency !== undefined && numbers.length === 1)
    return random.next() < 0.7 ? [`${currency}${numbers[0]}`, true] : [`${numbers[0]}`, false];
  if (numbers.length === 2 && numbers[0]! < 1000 && numbers[1]! >= 10 && numbers[1]! < 100) {
    const [whole, cents] = numbers;
    return [
      random.pick([`$${whole}.${cents}`, `${whole}.${cents}`, `${whole}${cents}`, `${whole} ${cents}`]),
      false,
    ];
  }
  return [
    numbers.map((value) => (value >= 1000 ? value.toLocaleString('en-US') : `${value}`)).join(' '),
    false,
  ];
}
