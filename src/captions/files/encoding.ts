/** The bytes of a captions file to text, in whichever encoding it was saved. */

/** Decodes a text that may come in pieces. */
export interface TextReader {
  /** The text of the next piece; what belongs to a character that is not complete yet is held back. */
  push(bytes: Uint8Array): string;
  /** What was held back; nothing follows. */
  end(): string;
  /** What a person should know of the encoding; undefined while there is nothing, as for UTF-8 and UTF-16. */
  readonly doubt: EncodingDoubt | undefined;
  /** Nobody could read what came last: no text came of it, and `doubt` says why. */
  readonly refused: boolean;
}

/** What is wrong with an encoding. */
export interface EncodingDoubt {
  /** The first line that shows it, from 1. */
  readonly line: number;
  /** A sentence without a full stop. */
  readonly what: string;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';

/** A byte order mark has two or three bytes; "1", a line end and their zeros have four in UTF-16. */
const ENOUGH = 4;
/** In Latin scripts at most a letter in five has an accent; where more are beyond ASCII, it is another script. */
const MOST_ACCENTED = 0.25;
/** So many bytes that no encoding explains are a text; fewer are damage. */
const A_TEXT = 16;

/**
 * Reads UTF-8; UTF-16 by its byte order mark, or by the zeros beside its digits. Bytes that are no UTF-8 come out as �
 * where there are letters beyond ASCII that are; otherwise the text is taken for Windows-1252 where its letters are mostly
 * ASCII, and refused where they are not.
 */
export function textReader(): TextReader {
  let held = Buffer.alloc(0);
  let encoding: Encoding | undefined;
  let decoder = new TextDecoder();
  let doubt: EncodingDoubt | undefined;
  let refused = false;
  const tally: Tally = { good: 0, bad: 0, ascii: 0, ends: 0, line: 0 };

  /** The same doubt once. */
  const doubtOf = (line: number, what: string): void => {
    if (doubt?.what !== what) doubt = { line, what };
  };

  const decode = (bytes: Uint8Array, stream: boolean): string => {
    if (encoding === undefined) {
      encoding = encodingOf(bytes);
      if (encoding === 'utf-32') doubtOf(1, 'it is in UTF-32; save it as UTF-8');
      else decoder = new TextDecoder(encoding, { ignoreBOM: true });
    }
    refused = encoding === 'utf-32';
    if (refused) return '';
    return encoding === 'utf-8' ? decodeUtf8(bytes, stream) : decoder.decode(bytes, { stream });
  };

  /** Holds a cut character back itself, since it may turn out to be no UTF-8. Each piece is judged by all that came so far. */
  const decodeUtf8 = (bytes: Uint8Array, stream: boolean): string => {
    const all = Buffer.concat([held, bytes]);
    const whole = all.subarray(0, stream ? wholeOf(all) : all.length);
    held = all.subarray(whole.length);
    const text = decoder.decode(whole);
    count(tally, text, whole);
    const { good, bad, ascii, line } = tally;
    if (bad > good && bad <= MOST_ACCENTED * (bad + good + ascii)) {
      doubtOf(line, 'it is not in UTF-8 and was read as Windows-1252; save it as UTF-8 if words look wrong');
      return new TextDecoder('windows-1252').decode(whole);
    }
    refused = bad > good && bad >= A_TEXT;
    if (refused) doubtOf(line, 'its encoding is not known; save it as UTF-8');
    else if (bad > 0 && doubt === undefined)
      doubtOf(line, `${bad === 1 ? 'a character' : `${bad} characters`} from here on not in UTF-8 became �`);
    return refused ? '' : text;
  };

  return {
    push(bytes) {
      if (encoding !== undefined) return decode(bytes, true);
      held = Buffer.concat([held, bytes]);
      if (held.length < ENOUGH) return '';
      const whole = held;
      held = Buffer.alloc(0);
      return decode(whole, true);
    },
    end() {
      const rest = encoding === undefined ? held : Buffer.alloc(0);
      if (encoding === undefined) held = Buffer.alloc(0);
      return decode(rest, true) + decode(Buffer.alloc(0), false);
    },
    get doubt() {
      return doubt;
    },
    get refused() {
      return refused;
    },
  };
}

/** By the first bytes; UTF-8 where nothing speaks for another one. */
function encodingOf(bytes: Uint8Array): Encoding {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'utf-32';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'utf-16be';
  return 'utf-8';
}

/** Characters beyond ASCII, those among them that stand for bytes that are no UTF-8, and ASCII letters, so far. */
interface Tally {
  good: number;
  bad: number;
  ascii: number;
  /** Line ends. */
  ends: number;
  /** The line of the first byte that is no UTF-8; 0 before it. */
  line: number;
}

const LINE_END = /\n|\r(?!\n|$)/g;

/** Counts `text`, which was read from `bytes`. */
function count(tally: Tally, text: string, bytes: Buffer): void {
  const real = timesIn(bytes.toString('latin1'), /\xef\xbf\xbd/g);
  const bad = timesIn(text, /\ufffd/g) - real;
  if (bad > 0 && tally.line === 0)
    tally.line = 1 + tally.ends + timesIn(text.slice(0, text.indexOf('\ufffd')), LINE_END);
  tally.bad += bad;
  tally.good += timesIn(text, /[^\0-\x7f]/gu) - bad;
  tally.ascii += timesIn(text, /[a-z]/gi);
  tally.ends += timesIn(text, LINE_END);
}

const timesIn = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** How many bytes there are before a character that is cut off at the end. */
function wholeOf(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
