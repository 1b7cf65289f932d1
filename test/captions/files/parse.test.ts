import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CaptionsError } from '../../../src/captions/files/cue.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { cue, faultsOf, refusal, rows } from './parsed.ts';

test('SRT with a byte order mark, CRLF, markup and a speaker dash', () => {
  const text =
    '\uFEFF1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Good</i> morning.\r\n\r\n' +
    '2\r\n00:01:04,000 --> 00:01:06,250\r\n{\\an8}- Have a look,\r\nit is <font color="red">new</font>!\r\n\r\n\r\n';
  assert.equal(rows(text), [
    [1.5, 3, 'Good morning.'],
    [64, 66.25, 'Have a look, it is new!'],
  ]);
});

test('WebVTT with header, notes, styles, names, settings, voices, entities and times without hours', () => {
  const text = `WEBVTT - a talk
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0

NOTE
this --> is no cue

STYLE
::cue { color: red }

opening
00:01.000 --> 00:02.500 align:start position:10%
<v Ann>Salt &amp; <b.loud>pepper</b.loud> &lt;3.</v>

01:00:00.000 --> 01:00:01.000
5 < 7 they say.
`;
  assert.equal(rows(text), [
    [1, 2.5, 'Salt & pepper <3.'],
    [3600, 3601, '5 < 7 they say.'],
  ]);
});

test('a sentence cut over cues is put together, others stay apart', () => {
  assert.equal(rows(cue(0, 2, 'This one is made') + cue(2, 4, 'of wood.') + cue(4, 5, 'And that one too.')), [
    [0, 4, 'This one is made of wood.'],
    [4, 5, 'And that one too.'],
  ]);
  assert.is(rows(cue(0, 2, 'This one is made') + cue(4, 6, 'of wood.')).length, 2, 'a long pause');
  assert.is(rows(cue(0, 5, 'This one is made') + cue(5, 9, 'of very good wood.')).length, 2, 'too long');
  assert.is(
    rows(cue(0, 3, 'one speaker talks on') + cue(2, 4, 'another one does too')).length,
    2,
    'overlapping',
  );
  assert.equal(rows(cue(0, 2, 'Again.') + cue(2, 4, 'Again.')), [[0, 4, 'Again.']]);
});

test('television captions: capitals, speakers, sounds, very short and very long cues', () => {
  const text =
    cue(0, 3, '>> MARY: GOOD EVENING, I AM HERE\nWITH THE NEW TV.') +
    cue(3, 4, '>> BOB: REALLY?') +
    cue(4, 6, '(LAUGHTER) IT COSTS TEN DOLLARS.') +
    cue(10, 20, 'Mary Smith: We tried it at home for a whole week, and all of the kids loved it.') +
    cue(21, 22, '[Bob] ♪ Wow. ♪');
  assert.equal(rows(text), [
    [0, 3, 'Good evening, I am here with the new TV.'],
    [3, 6, 'Really? It costs ten dollars.'],
    [10, 15.671642, 'We tried it at home for a whole week,'],
    [15.671642, 20, 'and all of the kids loved it.'],
    [21, 22, 'Wow.'],
  ]);
});

test('overlapping and unordered cues come in order of start; those without words are left out', () => {
  const text =
    '00:00:05,000 --> 00:00:07,000\nSecond.\n\n00:00:01,000 --> 00:00:06,000\nFirst.\n\n' +
    '00:00:02,000 --> 00:00:03,000\n[applause] ♪\n\n00:00:08,000 --> 00:00:08,000\nShort.\n';
  assert.equal(rows(text), [
    [1, 6, 'First.'],
    [5, 7, 'Second.'],
    [8, 8.04, 'Short.'],
  ]);
});

test('one broken cue failed the whole file: it is named with its line and left out', () => {
  const good = '1\n00:00:01,000 --> 00:00:02,000\nHello.\n\n';
  const fault = (broken: string): CaptionsError => {
    const [texts, faults] = faultsOf(`${good}${broken}\n3\n00:01:01,000 --> 00:01:02,000\nGoodbye.\n`);
    assert.equal(texts, ['Hello.', 'Goodbye.']);
    assert.is(faults.length, 1);
    return faults[0] as CaptionsError;
  };
  assert.is(fault('2\nno time here\n').line, 5);
  assert.match(fault('2\nno time here\n').message, 'talk.srt, line 5: expected a time');
  assert.is(fault('2\n00:00:0x,000 --> 00:00:04,000\nHi.\n').line, 6);
  assert.match(fault('2\n00:00:61,000 --> 00:02:04,000\nHi.\n').message, /"00:00:61,000" is no time/);
  assert.match(fault('00:00:05,000 --> 00:00:04,000\nHi.\n').message, 'ends before it starts');
});

test('a file that holds no captions, or more broken cues than good ones, is refused', () => {
  const good = '1\n00:00:01,000 --> 00:00:02,000\nHello.\n\n';
  const bad = '2\n00:00:0x,000 --> 00:00:04,000\nHi.\n\n';
  assert.is(refusal(good + bad + bad).line, 6);
  assert.match(refusal('').message, 'no captions');
  assert.match(refusal('\u0000\u0001binary').message, 'line 1');
  assert.match(
    refusal('[Script Info]\nTitle: x\n\n[Events]\nDialogue: 0,0:00:01.00').message,
    'expected a time',
  );
  assert.equal(parseCaptions('WEBVTT\n', 'empty.vtt'), []);
});

test('times that are broken, behind an empty line, became words of the caption before', () => {
  const before = '00:00:01,000 --> 00:00:02,000\nHello.\n\n00:00:03,000 --> 00:00:04,000\nGoodbye.\n';
  for (const [broken, line] of [
    ['\nO0:00:05,000 --> 00:00:06,000\nLost.\n', 7],
    ['\nMary\nO0:00:05,000 --> 00:00:06,000\nLost.\n', 8],
    ['3\nO0:00:05,000 --> 00:00:06,000\nLost.\n', 7],
  ] as const) {
    const [texts, faults] = faultsOf(before + broken);
    assert.equal(texts, ['Hello.', 'Goodbye.'], broken);
    assert.equal(
      faults.map((fault) => fault.line),
      [line],
      broken,
    );
  }
  assert.equal(faultsOf(`${before}Press x --> y.\n`), [['Hello.', 'Goodbye. Press x --> y.'], []]);
});

test('words behind an empty line escaped the bound of a caption: what is longer is told and left out', () => {
  const [texts, faults] = faultsOf(`${cue(1, 2, 'Hello.')}1\n${cue(3, 4, 'word\n\n'.repeat(5_000))}`);
  assert.equal(texts, ['Hello.']);
  assert.match(
    faults.map(({ message }) => message).join(' '),
    /^talk\.srt, line 4: the caption is too long\.$/,
  );
});

test('an end that nobody meant does not put a caption into every window', () => {
  assert.equal(rows('00:00:01,000 --> 99:00:00,000\nHello you out there.\n'), [
    [1, 2.333333, 'Hello you out there.'],
  ]);
});

test('entities, inline times, invisible marks and control characters are no words', () => {
  const text =
    'WEBVTT\n\nSTYLE\n::cue(.x) { color: red }\n\nREGION\nid:a\n\n00:01.000 --> 00:02.000 region:a\n' +
    '&gt;&gt; It&#39;s\u200b <c.yellow>a</c><00:00:01.500> \u202bgood\u202c \u0007day&#x2026;&nbsp;&hearts;\n';
  assert.equal(rows(text), [[1, 2, "It's a good day… &hearts;"]]);
});

const stamp = (ms: number, mark: string): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${mark}${String(ms % 1000).padStart(3, '0')}`;
};

test('for any cues: SRT and WebVTT, with any line ends, give back times and words', () => {
  const cue = fc.record({
    start: fc.integer({ min: 0, max: 9_000_000 }),
    length: fc.integer({ min: 40, max: 8_000 }),
    words: fc.stringMatching(/^[A-Z][a-z]{1,8}( [a-z]{1,8}){3,6}\.$/),
  });
  fc.assert(
    fc.property(
      fc.array(cue, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      fc.constantFrom('\n', '\r\n', '\r'),
      (cues, web, end) => {
        // Distinct words, because a caption shown again right away is one caption.
        const given = cues.map((one, index) => ({ ...one, words: `${index} ${one.words}` }));
        const mark = web ? '.' : ',';
        const body = given.map(({ start, length, words }, index) =>
          [String(index + 1), `${stamp(start, mark)} --> ${stamp(start + length, mark)}`, words, ''].join(
            end,
          ),
        );
        const text = [...(web ? ['WEBVTT', ''] : []), ...body].join(end);
        const expected = given
          .map(({ start, length, words }) => ({
            start: fromSeconds(start / 1000),
            end: fromSeconds((start + length) / 1000),
            text: words,
          }))
          .sort((a, b) => a.start - b.start || a.end - b.end);
        assert.equal(parseCaptions(text, 'x'), expected);
      },
    ),
  );
});

test('for any text: captions, or a fault with a line of the file', () => {
  const line = fc.constantFrom(
    '1',
    '',
    'WEBVTT',
    '00:00:01,000 --> 00:00:02,000',
    '-->',
    'Hello',
    '<i',
    '00:01 --> x',
    'NOTE',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      try {
        for (const { start, end, text } of parseCaptions(lines.join('\n'), 'x'))
          assert.ok(start < end && text !== '');
      } catch (error) {
        assert.instance(error, CaptionsError);
        assert.ok((error as CaptionsError).line <= Math.max(lines.length, 1));
      }
    }),
    { numRuns: 500 },
  );
});

test.run();
