import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CaptionsError } from '../../../src/captions/files/cue.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { fromSeconds, toSeconds } from '../../../src/streams/time.ts';

const rows = (text: string): [number, number, string][] =>
  parseCaptions(text, 'talk.srt').map(({ start, end, text }) => [toSeconds(start), toSeconds(end), text]);

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

const cue = (from: number, to: number, text: string): string =>
  `00:00:${String(from).padStart(2, '0')},000 --> 00:00:${String(to).padStart(2, '0')},000\n${text}\n\n`;

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

test('what is broken is named with its line', () => {
  const fault = (text: string): CaptionsError => {
    try {
      parseCaptions(text, 'talk.srt');
    } catch (error) {
      assert.instance(error, CaptionsError);
      return error as CaptionsError;
    }
    throw new Error(`read without a fault: ${text}`);
  };
  const good = '1\n00:00:01,000 --> 00:00:02,000\nHello.\n\n';
  assert.is(fault(`${good}2\nno time here\n`).line, 5);
  assert.match(fault(`${good}2\nno time here\n`).message, 'talk.srt, line 5: expected a time');
  assert.is(fault(`${good}2\n00:00:0x,000 --> 00:00:04,000\nHi.\n`).line, 6);
  assert.match(fault(`${good}2\n00:00:61,000 --> 00:02:04,000\nHi.\n`).message, /"00:00:61,000" is no time/);
  assert.match(fault(`${good}00:00:05,000 --> 00:00:04,000\nHi.\n`).message, 'ends before it starts');
  assert.match(fault('').message, 'no captions');
  assert.match(fault('\u0000\u0001binary').message, 'line 1');
  assert.equal(parseCaptions('WEBVTT\n', 'empty.vtt'), []);
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
