/** Text encoders of the kind `bert-mean-pooled`, on a network and a vocabulary made here. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bertGraph } from '../../../models/encoders/minilm/export.ts';
import type { BertConfig } from '../../../models/encoders/minilm/config.ts';
import { EncoderFilesError } from '../../../src/analysis/encoders/encoder.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { MANIFEST_FILE, type EncoderManifest } from '../../../src/analysis/encoders/manifest.ts';
import { bertTokenizer } from '../../support/bert-tokenizer.ts';
import { distance, liteFolder } from '../../support/encoders.ts';
import { plainBert } from '../../support/plain-bert.ts';
import { TINY, tinyParameters } from '../../support/tiny-bert.ts';
import { rejects, within } from '../../support/within.ts';

const WORDS = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'hello',
  'there',
  '##s',
  'a',
  '!',
  'cafe',
  'un',
  '##known',
];
const CONFIG: BertConfig = {
  ...TINY,
  hidden_size: 32,
  num_attention_heads: 2,
  num_hidden_layers: 1,
  vocab_size: WORDS.length,
  max_position_embeddings: 64,
  task_size: 480,
};
const parameters = tinyParameters(CONFIG);

const tokenizer = {
  ...bertTokenizer(WORDS),
  // As published: it pads and cuts to lengths that are not ours.
  truncation: { max_length: 8, strategy: 'LongestFirst', stride: 0 },
  padding: { strategy: { Fixed: 8 }, direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' },
};

const folder = await mkdtemp(join(tmpdir(), 'momentfx-bert-'));

/** An encoders' folder whose sentence encoder is the tiny one. */
async function encodersWith(
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const own = join(folder, name);
  await cp(await liteFolder(), own, { recursive: true });
  const manifest = JSON.parse(await readFile(join(own, MANIFEST_FILE), 'utf8')) as EncoderManifest;
  const text: EncoderManifest['encoders']['text'] = {
    kind: 'bert-mean-pooled',
    name: 'tiny-bert',
    width: 512,
    model: 'text.onnx',
    tokenizer: 'tokenizer.json',
  };
  const sums: EncoderManifest['files'] = { ...manifest.files };
  for (const [file, contents] of Object.entries(files)) {
    const bytes = Buffer.from(contents);
    await writeFile(join(own, file), bytes);
    sums[file] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
  const changed: EncoderManifest = { ...manifest, encoders: { ...manifest.encoders, text }, files: sums };
  await writeFile(join(own, MANIFEST_FILE), JSON.stringify(changed));
  return own;
}

const model = bertGraph(parameters, CONFIG);
const whole = await encodersWith('whole', {
  'text.onnx': model,
  'tokenizer.json': JSON.stringify(tokenizer),
});
const encoders = await openEncoders(whole, { threads: 1 });
test.after(async () => {
  await encoders.release();
  await rm(folder, { recursive: true });
});
const embed = (...texts: string[]): Promise<Float32Array[]> => encoders.text.embed(texts);
const embedOne = async (text: string): Promise<Float32Array> => (await embed(text))[0] as Float32Array;

/** Ids between [CLS] and [SEP], as the network should get them. */
async function reads(text: string, ids: readonly number[]): Promise<void> {
  const expected = Float32Array.from(plainBert(parameters, CONFIG, [2, ...ids, 3]));
  const off = distance(await embedOne(text), expected);
  assert.ok(off < 1e-5, `${JSON.stringify(text)}: off by ${off}`);
}

test('names itself, and gives the mean at length 6, then task values within ±1', async () => {
  assert.is(encoders.text.name, 'tiny-bert');
  const vector = await embedOne('hello');
  assert.is(vector.length, 512);
  assert.ok(Math.abs(Math.hypot(...vector.slice(0, 32)) - 6) < 1e-4);
  assert.ok(vector.slice(32).every((value) => Math.abs(value) <= 1));
});

test('cuts words into pieces between [CLS] and [SEP]; accents and capitals fall', async () => {
  await reads('Hello there!', [4, 5, 8]);
  await reads('  CAFÉ   hellos ', [9, 4, 6]);
  await reads('unknown xyz', [10, 11, 1]);
});

test('the empty text is one space, which has no pieces', async () => {
  await reads('', []);
  assert.equal(await embedOne(''), await embedOne(' '));
});

test('of a long text the first 62 pieces count, be it a book', async () => {
  await reads('a '.repeat(62), new Array<number>(62).fill(7));
  await reads('a '.repeat(63), new Array<number>(62).fill(7));
  // Cutting all of it into pieces would take longer than that; bench/promptness.ts measures it.
  const book = await within(embedOne('a '.repeat(1_000_000)), 30_000, 'the vector of a book');
  assert.equal(book, await embedOne('a '.repeat(62)));
});

test('a sentence has the same vector in any company', async () => {
  const texts = ['hello', 'a a a a a a a', 'hello there a', '', 'a '.repeat(40)];
  const together = await embed(...texts, ...texts.toReversed());
  for (const [at, text] of texts.entries())
    for (const place of [at, 2 * texts.length - 1 - at])
      assert.ok(distance(together[place] as Float32Array, await embedOne(text)) < 1e-6, text);
});

for (const [fault, contents, pattern] of [
  ['that is no JSON', '{', /tokenizer\.json is no JSON/],
  ['of another kind', JSON.stringify({ ...tokenizer, model: { type: 'BPE', vocab: {} } }), /model\.type/],
  [
    'without [CLS]',
    JSON.stringify({ ...tokenizer, added_tokens: [], model: { ...tokenizer.model, vocab: { '[UNK]': 0 } } }),
    /has no \[CLS\]/,
  ],
] as const)
  test(`a tokenizer ${fault} is refused`, async () => {
    const own = await encodersWith(fault, { 'text.onnx': model, 'tokenizer.json': contents });
    assert.instance(await rejects(openEncoders(own, { threads: 1 }), pattern), EncoderFilesError);
  });

test.run();
