/** A sentence with its neighbours, as the classifier by context takes it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { earlierTexts, type PackText } from '../../src/analysis/pack.ts';
import { CONTEXT_PARTS, contextRows, type SpokenItem } from '../../src/analysis/sentence-context.ts';

const vector = (value: number): Float32Array => Float32Array.of(value, -value);
const spoken = (values: readonly number[]): PackText[] =>
  values.map((value, at) => ({ embedding: vector(value), start: at, end: at }));
/** The rows of one window. */
const rowsOf = (item: SpokenItem): Float32Array =>
  contextRows([item], 2).subarray(0, item.asr.length * CONTEXT_PARTS * 2);
/** The first value of each part of a row. */
const partsOf = (rows: Float32Array, row: number): number[] =>
  Array.from({ length: CONTEXT_PARTS }, (_, part) => rows[(row * CONTEXT_PARTS + part) * 2]!);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('itself, the one before, the one after, the mean around; what was said before the window counts', () => {
  const tts = earlierTexts([vector(1), vector(2)], 12, 12);
  const rows = rowsOf({ tts, asr: spoken([3, 4, 5]) });
  assert.is(rows.length, 3 * CONTEXT_PARTS * 2);
  const soFar = Math.fround(12 / 7);
  assert.equal(partsOf(rows, 0), [3, 2, 4, 3, soFar]);
  assert.equal(partsOf(rows, 1), [4, 3, 5, 3, soFar]);
  assert.equal(partsOf(rows, 2), [5, 4, 0, 3, soFar]);
  assert.is(rows[1], -3, 'whole vectors');
});

test('a sentence alone has no neighbours and is its own surroundings', () => {
  assert.equal(partsOf(rowsOf({ tts: [], asr: spoken([7]) }), 0), [7, 0, 0, 7, Math.fround(7 / 5)]);
  assert.is(rowsOf({ tts: spoken([1]), asr: [] }).length, 0);
});

test('the surroundings reach twelve sentences back and four ahead', () => {
  const values = Array.from({ length: 30 }, (_, i) => i * i);
  const rows = rowsOf({ tts: [], asr: spoken(values) });
  assert.is(partsOf(rows, 20)[3], Math.fround(mean(values.slice(8, 25))));
});

test('the talk so far: the mean of what was said before the window, of its sentences up to four ahead, and of four zeros', () => {
  const before = { count: 6, mean: vector(10) };
  const rows = rowsOf({ tts: [], asr: spoken([1, 2, 3, 4, 5, 6, 7]), before });
  const soFar = (shown: readonly number[]): number =>
    mean([...shown, ...Array<number>(6).fill(10), 0, 0, 0, 0]);
  const near = (row: number, wanted: number): void =>
    assert.ok(
      Math.abs(partsOf(rows, row)[4]! - wanted) < 1e-5,
      `${row}: ${partsOf(rows, row)[4]}, not ${wanted}`,
    );
  near(0, soFar([1, 2, 3, 4, 5]));
  near(2, soFar([1, 2, 3, 4, 5, 6, 7]));
  near(6, soFar([1, 2, 3, 4, 5, 6, 7]));
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
