import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { useFolder } from '../../../models/encoders/use/weights.ts';
import { tokenizer, vocabularySchema } from '../../../src/analysis/encoders/sentencepiece.ts';
import type { Vocabulary } from '../../../src/analysis/encoders/sentencepiece.ts';

const reserved: Vocabulary = ['�', '<s>', '</s>', 'x1', 'x2', 'x3'].map((piece) => [piece, 0]);
const published = tokenizer(
  vocabularySchema.parse(JSON.parse(readFileSync(join(useFolder(), 'vocab.json'), 'utf8'))),
);

/** Each character as a piece of its own, dear: a character that starts no piece would cost nothing. */
const single: Vocabulary = ['▁', 'a', 'b', 'c'].map((piece) => [piece, -9]);

test('the cutting with the highest sum of scores wins, not the longest first piece', () => {
  const { encode } = tokenizer([...reserved, ...single, ['▁ab', -5], ['▁a', -1], ['bc', -1]]);
  assert.equal(encode('abc'), [11, 12]);
});

test('of equal scores the cutting with the shorter last piece wins', () => {
  const { encode } = tokenizer([...reserved, ...single, ['▁a', -2], ['▁ab', -11]]);
  assert.equal(encode('ab'), [10, 8]);
});

test('a piece without a score counts as 0, which the original takes for "none yet"', () => {
  const { encode } = tokenizer([...reserved, ['▁', null], ['▁a', -9], ['a', null]]);
  assert.equal(encode('a'), [6, 8]);
});

/** Ids that the published JavaScript tokenizer gives for its own vocabulary. */
const known: readonly (readonly [string, readonly number[]])[] = [
  ['', []],
  ['a', [11]],
  [' ', [30, 30]],
  ['Hello, world!', [341, 4125, 8, 311, 78]],
  ['price: $19.99', [704, 57, 872, 564, 6, 1994]],
  ['naïve ﬁancé', [1216, 0, 105, 490, 512, 131, 1133]],
  ['你好', [30, 0]],
  ['hi 🎉🎉 you', [2038, 30, 0, 19]],
  ['a\nb', [11, 0, 151]],
  [':) ok', [30, 57, 52, 2303]],
  ['<s>', [4787, 7, 1431]],
  // Unknown characters carry the score of what precedes them on; starting afresh cut the "://" differently.
  ['://.the code, \ud83d://the', [30, 255, 6, 368, 1562, 8, 30, 0, 255, 368]],
];

for (const [text, ids] of known)
  test(`tokenizes ${JSON.stringify(text)} as the original does`, () => {
    assert.equal(published.encode(text), ids);
  });

test('a book costs no more than its first pages', () => {
  const ids = published.encode('word '.repeat(200_000));
  assert.ok(ids.length > 1000 && ids.length < 4000, `${ids.length} ids`);
});

test('refuses a vocabulary of another shape', () => {
  assert.not(vocabularySchema.safeParse([['a', 'b']]).success);
  assert.not(vocabularySchema.safeParse([]).success);
});

test.run();
