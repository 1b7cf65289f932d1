/** One talk as programs and people write it: the same captions each time. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { toSeconds } from '../../../src/streams/time.ts';
import { fixture } from '../../support/fixtures.ts';
import { cue, faultsOf, refusal, rows } from './parsed.ts';

const REFERENCE = readFileSync(fixture('field', 'C-reference.srt'), 'utf8');
const reference = parseCaptions(REFERENCE, 'reference');
const alike = (given: string | Uint8Array, name: string): void =>
  assert.equal(parseCaptions(given, name), reference, name);

test('a file in UTF-16 (C02) or with a byte order mark could not be read: any encoding gives the same captions', () => {
  alike(readFileSync(fixture('field', 'C02-utf16le.srt')), 'UTF-16 with its mark');
  const little = Buffer.from(REFERENCE, 'utf16le');
  alike(little, 'UTF-16 little-endian without a mark');
  alike(Buffer.from(little).swap16(), 'UTF-16 big-endian without a mark');
  alike(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()]), 'UTF-16 big-endian');
  alike(Buffer.from(`\ufeff${REFERENCE}`, 'utf8'), 'UTF-8 with a mark');
  const french = '1\n00:00:01,000 --> 00:00:02,000\nÇa coûte très cher à Noël.\n';
  const [texts, faults] = faultsOf(Buffer.from(french, 'latin1'));
  assert.equal(texts, ['Ça coûte très cher à Noël.']);
  assert.match(faults[0]?.message ?? '', 'not in UTF-8');
  const cyrillic = Buffer.concat([Buffer.from('1\n00:00:01,000 --> 00:00:02,000\n'), Buffer.alloc(40, 0xe4)]);
  assert.match(refusal(cyrillic).message, 'save it as UTF-8');
  assert.match(refusal(Buffer.from([0xff, 0xfe, 0, 0, 0x31, 0, 0, 0])).message, 'UTF-32');
});

test('one bad byte refused a file in UTF-8: it is named once, with its line, and the words stay', () => {
  const text = cue(1, 2, 'Привет, Ча') + cue(3, 4, 'до свидания, мама.');
  const bytes = Buffer.from(text.replace('а', '~').replace('Ч', '^'));
  const [texts, faults] = faultsOf(bytes.map((byte) => (byte === 0x7e || byte === 0x5e ? 0xff : byte)));
  assert.equal(texts, ['Привет, \ufffd\ufffd', 'до свидания, мама.']);
  assert.equal(
    faults.map(({ message, leftOut }) => [message, leftOut]),
    [['talk.srt, line 2: 2 characters from here on not in UTF-8 became \ufffd.', false]],
  );
});

test('empty lines that are missing (C04) or too many made one caption of the file, with numbers and times as words', () => {
  alike(readFileSync(fixture('field', 'C04-noblank.srt')), 'none');
  alike(REFERENCE.replaceAll('\n', '\n\n'), 'one behind each line');
  alike(REFERENCE.replaceAll('\n\n', '\n \n\t\n'), 'with blanks');
  alike(REFERENCE.replaceAll(/^\d+\n/gm, ''), 'no numbers');
  alike(REFERENCE.replaceAll(/^\d+\n/gm, '').replaceAll('\n\n', '\n'), 'neither numbers nor empty lines');
  alike(REFERENCE.replaceAll(', ', ',\n\n'), 'inside of captions');
  alike(REFERENCE.replaceAll(', ', ',\n'), 'lines');
  const web = `WEBVTT\n\n${REFERENCE.replaceAll(/(\d),(\d)/g, '$1.$2')}`;
  alike(web.replaceAll('\n\n', '\n'), 'WebVTT without any');
});

test('in WebVTT a line that holds one blank ended the caption (C03b): only an empty one does', () => {
  const texts = parseCaptions(readFileSync(fixture('field', 'C03b-space-line.vtt')), 'x').map(
    ({ text }) => text,
  );
  assert.is(texts[0], 'Good evening friends. it is lovely to see you all.');
  assert.is(texts.length, 12);
});

test('what converters and translators make of times', () => {
  for (const times of [
    '00:00:01.000 --> 00:00:02.000',
    '0:1,0-->0:2,0',
    '00:00:01 --> 00:00:02',
    '00: 00: 01,000 --> 00: 00: 02,000 X1:10 X2:20',
    '00:00:01,000 -> 00:00:02,000',
    '00:00:01:000 —> 00:00:02:000 align:left',
    '00:00:01,000000 --> 00:00:02,000000',
  ])
    assert.equal(rows(`7\n${times}\nHello you out there.\n`), [[1, 2, 'Hello you out there.']], times);
  assert.equal(rows('9999:59:59,999 --> 9999:59:59,999\nLast.'), [[35999999.999, 36000000.039, 'Last.']]);
});

const joined = (captions: readonly { text: string }[]): string => captions.map(({ text }) => text).join(' ');

test('captions that roll counted twice, and late (C03): each line counts once, when it appears', () => {
  const tube = readFileSync(fixture('field', 'C03-youtube.vtt'), 'utf8');
  const captions = parseCaptions(tube, 'tube.vtt');
  const plain = joined(reference)
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '');
  assert.is(joined(captions), plain);
  for (const { start } of reference)
    assert.ok(
      captions.some((caption) => Math.abs(caption.start - start) < 500_000),
      `${toSeconds(start)}`,
    );
  // As yt-dlp and ffmpeg turn it into SRT.
  const srt = tube
    .replace(/^WEBVTT[^]*?\n\n/, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/ align:start position:0%/g, '')
    .replaceAll(/(\d)\.(\d)/g, '$1,$2');
  assert.equal(parseCaptions(srt, 'tube.srt'), captions);
});

test('captions that grow word by word, and lines that each stay until the next but one comes', () => {
  const words = 'one two three four five six'.split(' ');
  const grown = words.map((_, i) => cue(i, i + 1, words.slice(0, i + 1).join(' '))).join('');
  assert.equal(rows(grown), [[0, 6, 'one two three four five six']]);
  const lines = words.map((word) => `${word} is what it is`);
  assert.equal(rows(lines.map((line, i) => cue(i, i + 2, line)).join('')), [[0, 7, lines.join(' ')]]);
  assert.equal(rows(cue(0, 2, 'Yes.') + cue(9, 11, 'Yes.')), [
    [0, 2, 'Yes.'],
    [9, 11, 'Yes.'],
  ]);
});

test('capitals throughout (C07) or at each word, and speakers: the same captions', () => {
  alike(readFileSync(fixture('field', 'C07-upper.srt')), 'capitals');
  const text = REFERENCE.split('\n').map((line) =>
    line.includes('-->') ? line : line.replaceAll(/\b[a-z]/g, (c) => c.toUpperCase()),
  );
  alike(text.join('\n'), 'a capital at each word');
  const small = text.map((line) =>
    line.replaceAll(/ (The|To|And|In|For|A|Of|At)\b/g, (word) => word.toLowerCase()),
  );
  alike(small.join('\n'), 'but for small words');
  alike(REFERENCE.replaceAll(/^(?=[A-Z])/gm, '>> MARY: ♪ '), 'with a speaker');
});

test.run();
