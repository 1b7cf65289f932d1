import assert from 'node:assert/strict';
import { test } from 'uvu';
import { listeningOf, recognise } from '../../../models/corpus/asr-noise.ts';
import type { Listening } from '../../../models/corpus/asr-noise.ts';
import { numbersOf, writeNumbers } from '../../../models/corpus/asr-numbers.ts';
import { hear, speak } from '../../../models/corpus/timing.ts';
import { grammarOf } from '../../../models/corpus/grammar/split.ts';
import { writeScript } from '../../../models/corpus/script.ts';
import { Random } from '../../../models/training/random.ts';

const perfect: Listening = { wordErrors: 0, plain: 0, digits: 0, american: false };

test('runs of number words are read as people mean them', () => {
  const read = (text: string): readonly number[] => numbersOf(text.split(' '));
  assert.deepEqual(read('nineteen ninety nine'), [19, 99]);
  assert.deepEqual(read('two hundred and forty nine'), [249]);
  assert.deepEqual(read('fifteen hundred'), [1500]);
  assert.deepEqual(read('a hundred thousand'.replace('a ', '')), [100_000]);
  assert.deepEqual(read('eighty'), [80]);
});

test('numbers are written with their unit, and marks after them stay', () => {
  const random = new Random(1);
  const write = (text: string): string => writeNumbers(text.split(' '), random).join(' ');
  assert.equal(write('Save twenty percent, now.'), 'Save 20%, now.');
  assert.equal(write('two thousand, really?'), '2,000, really?');
  assert.equal(write('This one is yours.'), 'This one is yours.');
  assert.match(write('Only fourteen ninety five.'), /^Only (\$?14\.95|1495|14 95)\.$/);
});

test('a perfect listener changes words in nothing but marks', () => {
  const random = new Random(2);
  for (let i = 0; i < 200; i++) {
    const text = recognise('Well, look at this, the colour is new!', perfect, random);
    assert.equal(text.toLowerCase().replace(/[^a-z ]/g, ''), 'well look at this the colour is new');
  }
});

test('a poor listener loses, adds and confuses words, but says something and keeps most of it', () => {
  const random = new Random(3);
  const poor: Listening = { wordErrors: 0.12, plain: 0.5, digits: 0.5, american: true };
  const words =
    'please put the link in the cart and order the new product now because it is nearly gone'.split(' ');
  let kept = 0;
  const texts = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const heard = recognise(`${words.join(' ')}.`, poor, random);
    assert.ok(heard.length > 0);
    texts.add(heard);
    const bag = new Set(
      heard
        .toLowerCase()
        .replace(/[^a-z ]/g, '')
        .split(' '),
    );
    kept += words.filter((word) => bag.has(word)).length / words.length;
  }
  assert.ok(kept / 300 > 0.8 && kept / 300 < 0.99, `${kept / 300} of the words kept`);
  assert.ok(texts.size > 100);
});

test('a lost sentence comes back as it was', () => {
  const deaf: Listening = { wordErrors: 1, plain: 0, digits: 0, american: false };
  for (let seed = 0; seed < 100; seed++) assert.ok(recognise('No.', deaf, new Random(seed)).length > 0);
});

test('about a third of the listeners hears every word', () => {
  const random = new Random(4);
  const perfectOnes = Array.from({ length: 2000 }, () => listeningOf(random)).filter(
    ({ wordErrors }) => wordErrors === 0,
  );
  assert.ok(Math.abs(perfectOnes.length / 2000 - 0.35) < 0.05);
});

test('sentences follow each other at a human pace; borders are heard within 0.3 s', () => {
  const random = new Random(5);
  const grammar = grammarOf('train');
  for (let i = 0; i < 100; i++) {
    const delivery = speak(writeScript(grammar, random).lines, random);
    let last = 0;
    for (const { start, end, text } of delivery.spoken) {
      assert.ok(start >= last && end > start, 'in order');
      const pace = text.length / (end - start);
      assert.ok(pace > 3 && pace < 22, `${pace} characters a second`);
      last = end;
    }
    assert.ok(delivery.duration >= last);
    const heard = hear(delivery, perfect, random);
    for (const { start, end } of heard) assert.ok(start >= 0 && end > start && start <= delivery.duration);
    const starts = delivery.spoken.map(({ start }) => start);
    assert.ok(starts.some((start) => Math.abs(start - heard[0]!.start) <= 0.31));
  }
});

test('now and then a sentence is cut in two or two are taken for one', () => {
  const random = new Random(6);
  const grammar = grammarOf('train');
  let [more, fewer] = [0, 0];
  for (let i = 0; i < 100; i++) {
    const delivery = speak(writeScript(grammar, random).lines, random);
    const heard = hear(delivery, perfect, random).length;
    if (heard > delivery.spoken.length) more += 1;
    if (heard < delivery.spoken.length) fewer += 1;
  }
  assert.ok(more > 10 && fewer > 3, `${more} longer, ${fewer} shorter`);
});

test.run();
