import assert from 'node:assert/strict';
import { test } from 'uvu';
import { labelledSentences, SENTENCE_KINDS } from '../../../models/corpus/talks/labelled.ts';
import type { LabelledSentence } from '../../../models/corpus/talks/labelled.ts';
import type { PlainTalk } from '../../../models/corpus/talks/plain.ts';
import { readTalks } from '../../../models/corpus/talks/reader.ts';
import { splitTalks, writtenSplits } from '../../../models/corpus/talks/split.ts';
import { Random } from '../../../models/training/random.ts';
import { normalised } from '../../support/kept-apart.ts';

const plain: PlainTalk = {
  sources: [],
  has: (split) => split !== 'test',
  labelled: () => [],
  changed: 0,
  draw: () => ['So that is plain talk.', 'And this is as well.'],
};
const isPlain = ({ text }: LabelledSentence): boolean => /^(so that is plain|and this is as)/i.test(text);
const pass = (
  split: 'train' | 'val' | 'test',
  seed: number,
  more: { plain?: PlainTalk } = {},
): LabelledSentence[] => [...labelledSentences({ split, language: 'en', random: new Random(seed), ...more })];
const most = ({ kinds }: LabelledSentence): (typeof SENTENCE_KINDS)[number] =>
  SENTENCE_KINDS[kinds.indexOf(Math.max(...kinds))]!;

test('a pass: every sentence of the talks, some of the grammar and of plain talk, every kind', () => {
  const own = splitTalks(readTalks('en')).val.flatMap(({ lines }) => lines);
  const all = pass('val', 1, { plain });
  const plainOnes = all.filter(isPlain);
  assert.ok(Math.abs(plainOnes.length / own.length - 0.5) < 0.08, `${plainOnes.length} of ${own.length}`);
  const others = all.length - own.length - plainOnes.length;
  assert.ok(Math.abs(others / own.length - 0.15) < 0.08, `${others} of ${own.length}`);
  assert.deepEqual(new Set(all.map(most)), new Set(SENTENCE_KINDS));
  const texts = new Set(all.map(({ text }) => normalised(text)));
  const missing = own.filter(({ text }) => !texts.has(normalised(text)));
  assert.ok(missing.length < 0.1 * own.length, 'but for names of speakers and the like, all words are there');
});

test('labels: shares add up to 1; taste hardly counts, plain talk is nearly always none', () => {
  const all = pass('val', 2, { plain });
  for (const { kinds, weight, text } of all) {
    assert.ok(Math.abs(kinds.reduce((a, b) => a + b, 0) - 1) < 1e-9);
    assert.ok(weight > 0 && weight <= 1 && text !== '');
  }
  const taste = all.filter(({ weight }) => weight === 0.15);
  const lines = splitTalks(readTalks('en')).val.flatMap((talk) => talk.lines);
  assert.equal(taste.length, lines.filter(({ act }) => act === 'taste').length);
  assert.ok(taste.every((sentence) => most(sentence) === 'none' && sentence.kinds[0]! < 1));
  for (const { kinds, weight } of all.filter(isPlain)) assert.deepEqual([kinds[0], weight], [0.985, 0.7]);
});

test('about three in ten are in small letters without marks', () => {
  const all = pass('val', 3).filter(({ text }) => text.length > 20);
  const bare = all.filter(({ text }) => !/[A-Z.,!?]/.test(text)).length / all.length;
  const raw = readTalks('en').filter(({ lines }) => lines.every(({ text }) => !/[A-Z.]/.test(text))).length;
  assert.ok(raw > 0 && bare > 0.25 && bare < 0.65, String(bare));
});

test('the same seed gives the same pass, another one another; the splits share no talk', () => {
  assert.deepEqual(pass('test', 4, { plain }), pass('test', 4, { plain }));
  assert.notDeepEqual(pass('test', 4), pass('test', 5));
  assert.ok(!pass('test', 4, { plain }).some(isPlain), 'a split without plain talk goes without');
});

test('labelled real talk: each pass has all its key sentences and some of what is plain', () => {
  const lines = Array.from({ length: 400 }, (_, at) => ({
    act: at % 8 === 0 ? ('joke' as const) : ('plain' as const),
    text: `Somebody really says it, number ${at}.`,
  }));
  const talk = { name: 'real', genre: 'real talk', mood: 'lively' as const, voice: 'as it was', lines };
  const labelled: PlainTalk = { ...plain, labelled: (split) => (split === 'val' ? [talk] : []) };
  const own = pass('val', 6, { plain: labelled }).filter(({ text }) => /^somebody really/i.test(text));
  assert.equal(own.filter((sentence) => most(sentence) === 'humour').length, 50);
  const plainOnes = own.length - 50;
  assert.ok(Math.abs(plainOnes / 350 - 0.35) < 0.1, String(plainOnes));
  assert.ok(!pass('test', 6, { plain: labelled }).some(({ text }) => /^somebody really/i.test(text)));
});

test('Chinese: the talks alone', () => {
  const all = [...labelledSentences({ split: 'train', language: 'zh', plain, random: new Random(1) })];
  assert.equal(all.length, writtenSplits('zh').train.flatMap(({ lines }) => lines).length);
  assert.ok(!all.some(isPlain));
  assert.ok(all.some(({ text }) => text.includes('。')) && all.some(({ text }) => !/[，。！？]/.test(text)));
});

test.run();
