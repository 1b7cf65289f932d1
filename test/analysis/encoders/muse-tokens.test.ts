/** The tokenizer of Universal Sentence Encoder multilingual, on model files that are made here. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EncoderFilesError } from '../../../src/analysis/encoders/encoder.ts';
import { openMuseTokenizer } from '../../../src/analysis/encoders/muse-tokens.ts';
import { readPieceModel } from '../../../src/analysis/encoders/muse/model-file.ts';
import { normalizer } from '../../../src/analysis/encoders/muse/normalizer.ts';
import { pieceModel, type TinyPiece } from '../../support/piece-model.ts';
import { rejects } from '../../support/within.ts';

const SYMBOLS: readonly TinyPiece[] = [
  ['<unk>', 0, 2],
  ['<s>', 0, 3],
  ['</s>', 0, 3],
];
const PIECES: readonly TinyPiece[] = [
  ...SYMBOLS,
  ['▁', -2],
  ['▁上', -3],
  ['上', -4],
  ['链接', -3],
  ['链', -4],
  ['接', -4],
  ['▁ab', -5],
  ['b', -1],
  ['▁a', -4],
];
const CHANGES = { '　': ' ', Ａ: 'a', '\t': ' ', '\u0007': '', ab: 'a' };

const tokens = (file: Buffer) =>
  openMuseTokenizer({ path: '/made', read: () => Promise.resolve(file) }, 'sp.model');

test('the file: pieces with scores, symbols apart, and the map of characters', () => {
  const { pieces, charsmap } = readPieceModel(pieceModel(PIECES, CHANGES));
  assert.equal(
    pieces.map(({ text, score, matches }) => [text, score, matches]),
    PIECES.map(([text, score, kind]) => [text, score, kind === undefined]),
  );
  assert.ok(charsmap.length > 1024);
  assert.is(readPieceModel(pieceModel(PIECES)).pieces.length, PIECES.length);
});

test('the longest match of the map counts; white space becomes one visible space', () => {
  const normal = normalizer(readPieceModel(pieceModel(PIECES, CHANGES)).charsmap);
  assert.is(normal('　上　\t链 '), '▁上▁链');
  assert.is(normal('Ａb abc\u0007🙂'), '▁ab▁ac🙂');
  assert.is(normal(' \t'), '');
  assert.is(normalizer(new Uint8Array())('Ａ　b'), '▁Ａ　b', 'an empty map changes nothing');
});

test('the likeliest cutting wins, between the symbols of start and end', async () => {
  const encode = await tokens(pieceModel(PIECES));
  assert.equal(encode('上链接'), [1, 4, 6, 2]);
  assert.equal(encode('ab'), [1, 9, 2], 'of equal ones the longer last piece');
  assert.equal(encode('链🙂接'), [1, 3, 7, 0, 8, 2], 'a character of two UTF-16 units is one unknown');
  assert.equal(encode('<s>').filter((id) => id === 1).length, 1, 'a symbol is no text');
  assert.equal(encode(' '), [1, 0, 2]);
  assert.is(encode('链接'.repeat(9000)).length, 128);
  assert.is(encode('\ud800上').at(-1), 2, 'half a character is no fault');
});

test('what is no model file is told with the folder', async () => {
  for (const [file, fault] of [
    [Buffer.alloc(0), 'it holds no pieces'],
    [pieceModel(PIECES).subarray(0, 40), 'it ends inside a field'],
    [Buffer.from('{"type":"BPE"}'), 'no SentencePiece model'],
    [Buffer.alloc(12, 0xff), 'it ends inside a field'],
  ] as const) {
    const error = await rejects(tokens(file), new RegExp(fault));
    assert.instance(error, EncoderFilesError);
    assert.match(error.message, /\/made/);
  }
});

test.run();
