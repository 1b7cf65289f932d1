/** The network of the sentence encoder, on weights made here, against the formulas written out in plain loops. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BertConfig } from '../../../models/encoders/minilm/config.ts';
import { bertGraph, EXACT, lowerLayersGraph, SMALL } from '../../../models/encoders/minilm/export.ts';
import {
  bertShapes,
  mergeParameters,
  type BertParameters,
  type WeightTensor,
} from '../../../models/encoders/minilm/parameters.ts';
import { ShapeError } from '../../../models/graph/shape.ts';
import { toBlocks } from '../../../models/graph/storage.ts';
import { openSession } from '../../../src/analysis/encoders/session.ts';
import { Tensor } from '../../../src/analysis/onnxruntime.ts';
import { cosine } from '../../support/encoders.ts';
import { closeTo } from '../../support/parity.ts';
import { plainBert } from '../../support/plain-bert.ts';
import { TINY, tinyParameters } from '../../support/tiny-bert.ts';

/** Wide enough for 8-bit blocks. */
const WIDE: BertConfig = { ...TINY, hidden_size: 64, intermediate_size: 128, vocab_size: 50, task_size: 8 };
const SENTENCES = [[1, 2, 3, 4, 5, 6], [6, 0], [3]];

/** The rows of `output` for sentences that are padded to one length. */
async function run(model: Uint8Array, output: string, sentences: readonly number[][]): Promise<Float32Array> {
  const length = Math.max(...sentences.map((sentence) => sentence.length));
  const tokens = new Int32Array(sentences.length * length).fill(-1);
  sentences.forEach((sentence, row) => tokens.set(sentence, row * length));
  const session = await openSession('tiny', model, 1);
  try {
    const input = new Tensor('int32', tokens, [sentences.length, length]);
    return (await session.run({ tokens: input }, output)).slice();
  } finally {
    await session.release();
  }
}

test('gives what the formulas give, for each sentence of a padded batch', async () => {
  const parameters = tinyParameters();
  const rows = await run(bertGraph(parameters, TINY), 'embedding', SENTENCES);
  const width = TINY.hidden_size + TINY.task_size;
  for (const [row, sentence] of SENTENCES.entries()) {
    const expected = plainBert(parameters, TINY, sentence);
    closeTo(rows.slice(row * width, (row + 1) * width), expected, 1e-5, `sentence ${row}`);
  }
});

test('without a task layer the last values are 0', async () => {
  const parameters = new Map([...tinyParameters()].filter(([name]) => !name.startsWith('task.')));
  const [vector] = [await run(bertGraph(parameters, TINY), 'embedding', [[1, 2]])];
  closeTo(vector, [...plainBert(parameters, TINY, [1, 2])], 1e-5, 'vector');
  assert.equal([...vector.slice(-TINY.task_size)], [0, 0, 0]);
});

test('the lower layers alone give the embeddings, or what a layer gives', async () => {
  const parameters = tinyParameters();
  for (const layers of [0, 1]) {
    const hidden = await run(lowerLayersGraph(parameters, TINY, layers), 'hidden', [[4, 2, 5]]);
    closeTo(hidden, plainBert.hidden(parameters, TINY, [4, 2, 5], layers).flat(), 1e-5, `layer ${layers}`);
  }
});

test('8-bit products and 16-bit words come close, in half of the room, whatever the company', async () => {
  const parameters = tinyParameters(WIDE);
  const [exact, small] = [bertGraph(parameters, WIDE, EXACT), bertGraph(parameters, WIDE, SMALL)];
  assert.ok(small.length < exact.length / 2, `${small.length} of ${exact.length} bytes`);
  const width = WIDE.hidden_size + WIDE.task_size;
  const [a, b] = [await run(exact, 'embedding', SENTENCES), await run(small, 'embedding', SENTENCES)];
  for (const [row, sentence] of SENTENCES.entries()) {
    const own = b.slice(row * width, (row + 1) * width);
    const likeness = cosine(a.slice(row * width, (row + 1) * width), own);
    assert.ok(likeness > 0.995 && likeness < 0.9999999, `sentence ${row}: ${likeness}`);
    closeTo(own, await run(small, 'embedding', [sentence]), 1e-6, `sentence ${row} alone`);
  }
});

test('a block of weights is off by at most half a step, and zeros stay zeros', () => {
  const values = Float32Array.from({ length: 64 }, (_, at) => (at < 32 ? 0 : Math.sin(at)));
  const { codes, scales, size } = toBlocks(values, [2, 32]);
  for (const [at, value] of values.entries()) {
    const step = scales[Math.floor(at / size)]!;
    assert.ok(Math.abs((codes[at]! - 128) * step - value) <= step / 2 + 1e-7, `value ${at}`);
  }
  assert.throws(
    () => toBlocks(values, [4, 16]),
    (error: unknown) => error instanceof ShapeError,
  );
});

const tensors = (parameters: BertParameters): Map<string, WeightTensor> =>
  new Map(
    [...bertShapes(TINY)].map(([name, shape]) => [name, { shape, data: parameters.get(name)! }] as const),
  );

test('a tuned part replaces what it names, and brings the task layer', () => {
  const base = tensors(tinyParameters());
  const name = 'encoder.layer.1.output.dense.bias';
  const tuned = new Map<string, WeightTensor>([
    [name, { shape: [4], data: Float32Array.of(1, 2, 3, 4) }],
    ['task.weight', { shape: [3, 4], data: new Float32Array(12) }],
    ['task.bias', { shape: [3], data: new Float32Array(3) }],
    ['head.weight', { shape: [2, 3], data: new Float32Array(6) }],
  ]);
  const merged = mergeParameters(TINY, base, tuned);
  assert.equal([...merged.get(name)!], [1, 2, 3, 4]);
  assert.is(merged.get('embeddings.LayerNorm.bias'), base.get('embeddings.LayerNorm.bias')!.data);
  assert.ok(merged.has('task.bias') && !merged.has('head.weight'));
  assert.not(mergeParameters(TINY, base).has('task.weight'));
});

test('faulty parameters are refused by name', () => {
  const base = tensors(tinyParameters());
  const one = (name: string, shape: readonly number[]) =>
    new Map<string, WeightTensor>([[name, { shape, data: new Float32Array(4) }]]);
  assert.throws(() => mergeParameters(TINY, base, one('encoder.layer.9.x', [4])), /unknown.*layer\.9\.x/);
  assert.throws(
    () => mergeParameters(TINY, base, one('encoder.layer.0.output.dense.bias', [2, 2])),
    /layer\.0\.output\.dense\.bias is \[2, 2\] instead of \[4\]/,
  );
  assert.throws(() => mergeParameters(TINY, base, one('task.bias', [3])), /task\.weight is missing/);
  base.delete('embeddings.LayerNorm.bias');
  assert.throws(() => mergeParameters(TINY, base), /embeddings\.LayerNorm\.bias is missing/);
});

test.run();
