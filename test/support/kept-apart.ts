/** Sentences that accuracy is judged on, as hashes: no training data may hold them, nor six of their words in a row. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fixture } from './fixtures.ts';

/** As in kept-apart.json: lower case, letters and digits, single spaces. */
export const normalised = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const corpus = (name: string): unknown => JSON.parse(readFileSync(fixture('corpus', name), 'utf8'));

/** Tells whether a sentence is one of those of the clips that accuracy is judged on, or has six words in a row of one. */
export function keptApart(): (sentence: string) => boolean {
  const kept = corpus('kept-apart.json') as { sentences: string[]; sixWords: string[] };
  const [whole, six] = [new Set(kept.sentences), new Set(kept.sixWords)];
  return (sentence) => {
    const text = normalised(sentence);
    const words = text.split(' ');
    const runs = words.map((_, at) => words.slice(at, at + 6)).filter(({ length }) => length === 6);
    return whole.has(sha(text)) || runs.some((run) => six.has(sha(run.join(' ')).slice(0, 16)));
  };
}

/** The sentences of the talks that check the product, normalised. */
export function freshSentences(): ReadonlySet<string> {
  const { talks } = corpus('fresh-talks.json') as { talks: { sentences: { text: string }[] }[] };
  return new Set(talks.flatMap((talk) => talk.sentences.map(({ text }) => normalised(text))));
}
