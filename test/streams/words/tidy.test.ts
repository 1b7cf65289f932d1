import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromSeconds, toSeconds } from '../../../src/streams/time.ts';
import type { TimedText } from '../../../src/streams/values.ts';
import { wordsIn } from '../../../src/streams/words/count.ts';
import { cutLong } from '../../../src/streams/words/cut.ts';
import { tidyCaptions } from '../../../src/streams/words/tidy.ts';

const timed = (start: number, end: number, text: string): TimedText => ({
  start: fromSeconds(start),
  end: fromSeconds(end),
  text,
});
const line = ({ start, end, text }: TimedText): string => `${toSeconds(start)}-${toSeconds(end)} ${text}`;
const tidy = (...captions: [start: number, end: number, text: string][]): string[] =>
  tidyCaptions(captions.map((one) => timed(...one))).map(line);

test('very short captions stay with what follows, as recognised speech does, or else with what went before', () => {
  assert.equal(tidy([0, 1, 'No.'], [1.2, 3, 'It costs ten dollars.']), ['0-3 No. It costs ten dollars.']);
  assert.equal(tidy([0, 3, 'It costs ten dollars.'], [3, 4, 'Oh my God!'], [6, 8, 'And so does this.']), [
    '0-4 It costs ten dollars. Oh my God!',
    '6-8 And so does this.',
  ]);
  assert.equal(
    tidy([0, 1, 'One.'], [1, 2, 'Two.'], [2, 3, 'Three.'], [3, 4, 'Go!'], [4, 6, 'And off we go then.']),
    ['0-4 One. Two. Three. Go!', '4-6 And off we go then.'],
  );
  assert.equal(tidy([0, 1, '真的吗？'], [1, 4, '这个平底锅只要十块钱。']), [
    '0-4 真的吗？这个平底锅只要十块钱。',
  ]);
});

test('but not over a pause, nor to more than 7 s; and four words are a sentence of their own', () => {
  assert.equal(tidy([0, 1, 'No.'], [1.6, 3, 'It costs ten dollars.']), [
    '0-1 No.',
    '1.6-3 It costs ten dollars.',
  ]);
  assert.equal(tidy([0, 6, 'We tried it at home.'], [6, 7.5, 'Really?'], [7.5, 14, 'The kids love it so.']), [
    '0-6 We tried it at home.',
    '6-7.5 Really?',
    '7.5-14 The kids love it so.',
  ]);
  const punch: [number, number, string][] = [
    [0, 5, 'So I asked him what he had paid for all of it.'],
    [5, 6.5, 'He said: your money.'],
    [6.5, 11, 'And then nobody in the room could stop laughing.'],
  ];
  assert.equal(
    tidy(...punch),
    punch.map((one) => line(timed(...one))),
  );
});

test('a talk in capitals is joined and told in sentence case; a shout in a mixed one is its own', () => {
  assert.equal(tidy([0, 2, 'MARY: THIS ONE IS MADE'], [2, 4, 'OF WOOD. I SAW IT'], [4, 5, 'ON TV.']), [
    '0-5 This one is made of wood. I saw it on TV.',
  ]);
  assert.equal(tidy([0, 2, 'Look what is here'], [2, 4, 'A BRAND NEW CAR!']), [
    '0-2 Look what is here',
    '2-4 A brand new car!',
  ]);
});

test('unordered captions come in order, those without words not at all', () => {
  assert.equal(
    tidy([8, 9, '[applause]'], [4, 6, 'This one comes second.'], [0, 2, 'This one comes first.']),
    ['0-2 This one comes first.', '4-6 This one comes second.'],
  );
});

test('very long sentences are cut behind clauses, else before conjunctions, else not at all', () => {
  const cut = (start: number, end: number, text: string): string[] =>
    cutLong(timed(start, end, text)).map(line);
  assert.equal(cut(0, 8, 'As long as a sentence gets, and not longer.').length, 1);
  assert.equal(cut(0, 10, 'It was late. We went home; nobody, I think, saw it.'), [
    '0-5.294118 It was late. We went home;',
    '5.294118-10 nobody, I think, saw it.',
  ]);
  assert.equal(cut(10, 20, 'We tried it for a week and it never broke once'), [
    '10-15 We tried it for a week',
    '15-20 and it never broke once',
  ]);
  assert.is(cut(0, 10, 'A word that stands there for very long').length, 1);
  assert.is(cut(0, 10, 'Oh, we tried it for a week at home with the kids').length, 1, 'less than 2.5 s');
  assert.is(cut(0, 9, 'It is one thousand dollars, said Mr. Smith, 1,000 in all').length, 2);
  assert.equal(cut(0, 12, '我们在家里试了整整一个星期，孩子们都非常喜欢它。'), [
    '0-7 我们在家里试了整整一个星期，',
    '7-12 孩子们都非常喜欢它。',
  ]);
  const many = Array.from({ length: 50 }, (_, i) => (i === 24 ? 'w,' : 'w')).join(' ');
  assert.is(cut(0, 7.9, many).length, 2, 'more than 45 words');
});

const anyText = fc
  .array(
    fc.constantFrom('we', 'and', 'but', 'home', 'it.', 'well,', 'so;', '—', 'Mr.', '好，', '很', 'because'),
    {
      minLength: 1,
      maxLength: 80,
    },
  )
  .map((words) => words.join(' '));

test('for any sentence: its parts follow each other without a gap, hold all its words, and last 2.5 s', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 60_000 }), (text, length) => {
      const whole = timed(3, 3 + length / 1_000, text);
      const parts = cutLong(whole);
      const solid = (words: string): string => words.replaceAll(/\s/g, '');
      assert.is(solid(parts.map((part) => part.text).join('')), solid(text));
      assert.is(parts[0]?.start, whole.start);
      assert.is(parts.at(-1)?.end, whole.end);
      for (const [i, part] of parts.entries()) {
        assert.ok(part.text !== '' && part.text === part.text.trim());
        if (parts.length > 1) assert.ok(part.end - part.start >= 2.499e6, line(part));
        assert.is(parts[i + 1]?.start ?? part.end, part.end);
      }
      if (length <= 8_000 && wordsIn(text) <= 45) assert.equal(parts, [whole]);
    }),
    { numRuns: 500 },
  );
});

test.run();
