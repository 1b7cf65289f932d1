import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanLines, cleanWords } from '../../../src/streams/words/clean.ts';
import { sentenceCase } from '../../../src/streams/words/sentence-case.ts';

test('names of speakers go, whatever marks them', () => {
  assert.is(cleanWords('MARY: Good evening.'), 'Good evening.');
  assert.is(cleanWords('Mary Smith: Good evening.'), 'Good evening.');
  assert.is(cleanWords('[Bob] Good evening.'), 'Good evening.');
  assert.is(cleanWords('>> Mary: Good evening. >> BOB: Hello.'), 'Good evening. Hello.');
  assert.is(cleanWords('DR. JONES: Speaker 2: Hello.'), 'Hello.');
  assert.is(cleanWords("MR. O'NEIL (ON PHONE): HELLO."), 'HELLO.');
  assert.is(cleanLines(['- Really?', '- BOB:', 'Yes.']), 'Really? Yes.');
});

test('what only looks like a name stays', () => {
  for (const text of [
    'Remember: the cable is in the box.',
    'REMEMBER: BUY ONE.',
    'The Answer: no.',
    'Step One: open it.',
    'It is this: a pan.',
    'Opens at 10: 30 tonight.',
    'See https://shop.example/pan',
    'Look: it shines.',
  ])
    assert.is(cleanWords(text), text);
});

test('sounds and music marks go, asides stay', () => {
  assert.is(cleanWords('(LAUGHTER) That was (applause) good. ♪'), 'That was good.');
  assert.is(cleanWords('*laughs* No.'), 'No.');
  assert.is(cleanWords('（掌声）谢谢大家。'), '谢谢大家。');
  for (const sound of ['[door slams]', '(door slams)', '【音乐】', '♪ ♪', '(MUSIC PLAYING)', '>>'])
    assert.is(cleanWords(sound), '');
  for (const text of [
    'It works (most of the time).',
    'A port (USB) on the side.',
    'A (single use) cup, 5 < 7 > 3.',
  ])
    assert.is(cleanWords(text), text);
  assert.is(cleanLines(['[a door', 'slams] Oh no.']), 'Oh no.');
});

test('capitals throughout become sentence case; what a mixed sentence shouts stays', () => {
  assert.is(
    sentenceCase('WAIT, I AM HERE. "IT\'S MINE," HE SAID!'),
    'Wait, I am here. "It\'s mine," he said!',
  );
  assert.is(
    sentenceCase("I'LL TAKE THE 2ND TV, A USB-C HUB AND AN MP3 PLAYER FROM MR. SMITH."),
    "I'll take the 2nd TV, a USB-c hub and an MP3 player from Mr. Smith.",
  );
  assert.is(sentenceCase('ÜBER ALLES: ÉTÉ!'), 'Über alles: été!');
  assert.is(sentenceCase('HMM… REALLY? OK.'), 'Hmm… Really? OK.');
  for (const text of ['This TV is GREAT.', 'I', 'NASA launched it.', '好的。', '1 2 3', ''])
    assert.is(sentenceCase(text), text);
});

test('names of products lost their capitals: a capital at each word is a habit only where a word has one that no name has', () => {
  for (const name of [
    'Samsung Galaxy Watch Ultra',
    'The Samsung Galaxy Watch Ultra',
    'Ray-Ban Meta Wayfarer Large, Matte Black',
    'Sony WH-1000XM6 Midnight Blue by Sony Europe',
    'MARY: No!',
    'Where’s Bolger? Here.',
    '"We Only Came In For Chips."',
    'Grade A Kobe Beef Steaks',
  ])
    assert.is(sentenceCase(name), name);
  assert.is(sentenceCase('Get The Samsung Galaxy Watch Ultra'), 'Get the samsung galaxy watch ultra');
  assert.is(sentenceCase('It Charges in Two Hours'), 'It charges in two hours');
  assert.is(sentenceCase("Our TV Won't Break"), "Our TV won't break");
  assert.is(sentenceCase('This Is Great, Folks. Buy One!'), 'This is great, folks. Buy one!');
});

const anyLine = fc
  .array(
    fc.constantFrom(
      ...[
        '>>',
        '>>>',
        'MARY:',
        'Mary',
        'Smith:',
        '-',
        '(LAUGHTER)',
        '[x]',
        '[',
        ']',
        '♪',
        'HELLO',
        'hello.',
        'I',
        '*sighs*',
      ],
      ...['(', ')', '你好', ':', 'Dr.', '5'],
    ),
    { maxLength: 10 },
  )
  .map((words) => words.join(' '));

test('for any lines: one line without blanks at its ends; what is clean stays as it is, in any case', () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 3 }), (lines) => {
      const clean = cleanLines(lines);
      assert.is(clean, clean.trim().replace(/\s+/g, ' '));
      const again = cleanWords(clean);
      assert.is(cleanWords(again), again);
      const cased = sentenceCase(clean);
      assert.is(sentenceCase(cased), cased);
      assert.is(cased.toLowerCase(), clean.toLowerCase());
    }),
    { numRuns: 1_000 },
  );
});

test.run();
