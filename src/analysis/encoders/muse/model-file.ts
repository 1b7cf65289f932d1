/**
 * SentencePiece's model file, as far as a unigram tokenizer needs it: pieces with their scores, and the map that normalises
 * text. It is one protobuf message whose other fields concern its training and are skipped.
 */

/** A piece of the vocabulary; its id is its place. */
export interface Piece {
  readonly text: string;
  /** Log probability. */
  readonly score: number;
  /** Whether text may be cut into it; not so symbols such as the start of a sentence. */
  readonly matches: boolean;
}

/** What a unigram tokenizer needs of the file. */
export interface PieceModel {
  readonly pieces: readonly Piece[];
  /** SentencePiece's precompiled map of characters; empty where text stays as it is. */
  readonly charsmap: Uint8Array;
}

/** Field numbers of `ModelProto` and of the messages in it. */
const MODEL = { pieces: 1, normalizer: 3 } as const;
const PIECE = { text: 1, score: 2, type: 3 } as const;
const NORMALIZER = { charsmap: 2 } as const;
/** Kinds of piece that stand for no text: unknown, control, unused. */
const SYMBOLS: readonly number[] = [2, 3, 5];

interface Field {
  readonly number: number;
  /** Of a varint; 0 for other fields. */
  readonly value: number;
  /** Of a field with a length or a fixed size; empty for a varint. */
  readonly bytes: Buffer;
}

/** Reads the file. Throws a `RangeError` that names the fault when it is none. */
export function readPieceModel(file: Buffer): PieceModel {
  const pieces: Piece[] = [];
  let charsmap: Uint8Array = new Uint8Array();
  for (const { number, bytes } of fieldsOf(file)) {
    if (number === MODEL.pieces) pieces.push(readPiece(bytes));
    if (number === MODEL.normalizer)
      for (const inner of fieldsOf(bytes)) if (inner.number === NORMALIZER.charsmap) charsmap = inner.bytes;
  }
  if (pieces.length === 0) throw new RangeError('it holds no pieces');
  return { pieces, charsmap };
}

function readPiece(bytes: Buffer): Piece {
  let [text, score, matches] = ['', 0, true];
  for (const field of fieldsOf(bytes)) {
    if (field.number === PIECE.text) text = field.bytes.toString('utf8');
    if (field.number === PIECE.score) score = field.bytes.readFloatLE(0);
    if (field.number === PIECE.type) matches = !SYMBOLS.includes(field.value);
  }
  return { text, score, matches };
}

/** Sizes of the wire types with a fixed one. */
const FIXED: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [5, 4],
]);

/** The fields of a message, in order. */
function* fieldsOf(message: Buffer): Generator<Field, void, undefined> {
  let at = 0;
  const varint = (): number => {
    // Products instead of shifts: a length may pass 31 bits in a broken file, and must not turn negative.
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = message[at++];
      if (byte === undefined || factor > 2 ** 63) throw new RangeError('it ends inside a field');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) {
      yield { number, value: varint(), bytes: message.subarray(0, 0) };
      continue;
    }
    const size = wire === 2 ? varint() : FIXED.get(wire);
    if (size === undefined) throw new RangeError(`a field has the unknown wire type ${wire}`);
    if (at + size > message.length) throw new RangeError('it ends inside a field');
    yield { number, value: 0, bytes: message.subarray(at, at + size) };
    at += size;
  }
}
