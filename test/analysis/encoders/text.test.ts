import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { cosine, distance, norm, openLite } from '../../support/encoders.ts';
import { fixture } from '../../support/fixtures.ts';

const cases = z
  .array(z.object({ text: z.string(), embedding: z.array(z.number()).length(512) }))
  .nonempty()
  .parse(JSON.parse(readFileSync(fixture('use', 'embeddings.json'), 'utf8')));

const encoders = await openLite(1);
const embed = (...texts: string[]): Promise<Float32Array[]> => encoders.text.embed(texts);
const embedOne = async (text: string): Promise<Float32Array> => (await embed(text))[0] as Float32Array;
test.after(() => encoders.release());

for (const { text, embedding } of cases)
  test(`gives the published embedding of ${JSON.stringify(text.slice(0, 40))}`, async () => {
    const ours = await embedOne(text);
    assert.ok(cosine(ours, embedding) >= 0.9999, `cosine ${cosine(ours, embedding)}`);
    assert.ok(distance(ours, Float32Array.from(embedding)) < 1e-4);
  });

test('a sentence has the same embedding alone, in any company and in any order', async () => {
  const texts = cases.map(({ text }) => text);
  const alone: Float32Array[] = [];
  for (const text of texts) alone.push(await embedOne(text));
  const together = await embed(...texts, ...texts.toReversed(), ...Array<string>(20).fill('a'));
  texts.forEach((text, i) => {
    for (const place of [i, 2 * texts.length - 1 - i])
      assert.ok(distance(together[place] as Float32Array, alone[i] as Float32Array) < 1e-6, text);
  });
});

test('the number of threads changes nothing', async () => {
  const other = await openLite(2);
  try {
    const texts = cases.map(({ text }) => text);
    assert.equal(await other.text.embed(texts), await embed(...texts));
  } finally {
    await other.release();
  }
});

test('names itself and its width, and gives unit length', async () => {
  assert.is(encoders.text.name, 'use-lite-1');
  assert.is(encoders.text.width, 512);
  for (const vector of await embed('a', 'Look at this!', '')) {
    assert.is(vector.length, 512);
    assert.ok(Math.abs(norm(vector) - 1) < 1e-5);
  }
});

test('the empty text is embedded as one space; the original has no answer for it', async () => {
  assert.equal(await embedOne(''), await embedOne(' '));
});

test('no sentence at all gives no vector', async () => {
  assert.equal(await embed(), []);
});

test('of a very long text the first 128 tokens count', async () => {
  const word = 'word ';
  const long = await embedOne(word.repeat(5000));
  assert.ok(Math.abs(norm(long) - 1) < 1e-5);
  assert.equal(long, await embedOne(word.repeat(200)));
  assert.not.equal(long, await embedOne(word.repeat(20)));
});

test('odd text is embedded like any other', async () => {
  const odd = ['🎉', '你好，世界', '\n', '\0\u0007', '\ud83d', '<s></s>', '▁', '\u200b', 'a'.repeat(300)];
  for (const vector of await embed(...odd)) assert.ok(Math.abs(norm(vector) - 1) < 1e-5);
});

test('sentences of one meaning lie closer than others', async () => {
  const [a, b, c] = (await embed(
    'The price is only ten dollars today.',
    'It costs just ten dollars.',
    'My cat fell off the sofa.',
  )) as [Float32Array, Float32Array, Float32Array];
  assert.ok(cosine(a, b) > cosine(a, c) + 0.2);
});

test.run();
