/** The bytes of a captions file to text, in whichever encoding it was saved. */

/** Decodes a text that may come in pieces. */
export interface TextReader {
  /** The text of the next piece; what belongs to a character that is not complete yet is held back. */
  push(bytes: Uint8Array): string;
  /** What was held back; nothing follows. */
  end(): string;
  /** What a person should know of the encoding, a sentence without a full stop; undefined for UTF-8 and UTF-16. */
  readonly doubt: string | undefined;
  /** Nobody could read it: no text comes out, and `doubt` says why. */
  readonly refused: boolean;
}

/** A byte order mark has two or three bytes; "1", a line end and their zeros have four in UTF-16. */
const ENOUGH = 4;
/** In Latin scripts at most a letter in five has an accent; where more are beyond ASCII, it is another script. */
const MOST_ACCENTED = 0.25;

/**
 * Reads UTF-8; UTF-16 by its byte order mark, or by the zeros beside its digits; what is neither is taken for
 * Windows-1252 where its letters are mostly ASCII, and refused where they are not.
 */
export function textReader(): TextReader {
  let held = Buffer.alloc(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let doubt: string | undefined;
  let refused = false;

  const refuse = (why: string): string => {
    [doubt, refused] = [why, true];
    return '';
  };

  const decode = (bytes: Uint8Array, stream: boolean): string => {
    if (refused) return '';
    if (decoder === undefined) {
      const label = encodingOf(bytes);
      if (label === 'utf-32') return refuse('it is in UTF-32; save it as UTF-8');
      decoder = new TextDecoder(label, { fatal: label === 'utf-8' });
    }
    try {
      return decoder.decode(bytes, { stream });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // A character that was cut off at the very end.
      if (!stream && bytes.length === 0) return '';
      if (accented(bytes) > MOST_ACCENTED) return refuse('its encoding is not known; save it as UTF-8');
      doubt = 'it is not in UTF-8 and was read as Windows-1252; save it as UTF-8 if words look wrong';
      decoder = new TextDecoder('windows-1252');
      return decoder.decode(bytes, { stream });
    }
  };

  return {
    push(bytes) {
      if (decoder !== undefined || refused) return decode(bytes, true);
      held = Buffer.concat([held, bytes]);
      if (held.length < ENOUGH) return '';
      const whole = held;
      held = Buffer.alloc(0);
      return decode(whole, true);
    },
    end: () => decode(held, true) + decode(new Uint8Array(), false),
    get doubt() {
      return doubt;
    },
    get refused() {
      return refused;
    },
  };
}

/** By the first bytes; UTF-8 where nothing speaks for another one. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32' {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'utf-32';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'utf-16be';
  return 'utf-8';
}

/** Which share of the letters lies beyond ASCII. */
function accented(bytes: Uint8Array): number {
  let [high, plain] = [0, 0];
  for (const byte of bytes) {
    if (byte >= 0x80) high += 1;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) plain += 1;
  }
  return high / Math.max(1, high + plain);
}
