/** A sentence with its neighbours, as the classifier by context takes it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { earlierTexts, type PackText } from '../../src/analysis/pack.ts';
import { CONTEXT_PARTS, contextRows, sentenceContexts } from '../../src/analysis/sentence-context.ts';

const vector = (value: number): Float32Array => Float32Array.of(value, -value);
const spoken = (values: readonly number[]): PackText[] =>
  values.map((value, at) => ({ embedding: vector(value), start: at, end: at }));
/** The first value of each part of a row. */
const partsOf = (rows: Float32Array, row: number): number[] =>
  Array.from({ length: CONTEXT_PARTS }, (_, part) => rows[(row * CONTEXT_PARTS + part) * 2]!);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('itself, the one before, the one after, the mean around; what was said before the window counts', () => {
  const tts = earlierTexts([vector(1), vector(2)], 12, 12);
  const rows = sentenceContexts({ tts, asr: spoken([3, 4, 5]) }, 2);
  assert.is(rows.length, 3 * CONTEXT_PARTS * 2);
  assert.equal(partsOf(rows, 0), [3, 2, 4, 3]);
  assert.equal(partsOf(rows, 1), [4, 3, 5, 3]);
  assert.equal(partsOf(rows, 2), [5, 4, 0, 3]);
  assert.is(rows[1], -3, 'whole vectors');
});

test('a sentence alone has no neighbours and is its own surroundings', () => {
  assert.equal(partsOf(sentenceContexts({ tts: [], asr: spoken([7]) }, 2), 0), [7, 0, 0, 7]);
  assert.is(sentenceContexts({ tts: spoken([1]), asr: [] }, 2).length, 0);
});

test('the surroundings reach twelve sentences back and four ahead', () => {
  const values = Array.from({ length: 30 }, (_, i) => i * i);
  const rows = sentenceContexts({ tts: [], asr: spoken(values) }, 2);
  assert.is(partsOf(rows, 20)[3], Math.fround(mean(values.slice(8, 25))));
});

test('a batch: the rows of its windows in order, then zeros up to a multiple of eight; never none', () => {
  const windows = [[1, 2], [], [3, 4, 5, 6, 7, 8, 9]].map((values) => ({ tts: [], asr: spoken(values) }));
  const rows = contextRows(windows, 2);
  const width = CONTEXT_PARTS * 2;
  assert.is(rows.length, 16 * width);
  assert.equal(
    Array.from({ length: 9 }, (_, row) => rows[row * width]),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  assert.ok(rows.subarray(9 * width).every((value) => value === 0));
  assert.is(contextRows([{ tts: [], asr: [] }], 2).length, 8 * width);
});

test.run();
