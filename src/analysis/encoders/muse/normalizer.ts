/**
 * SentencePiece's normaliser: characters by its precompiled map (a double-array trie of byte sequences, after Darts-clone,
 * with the texts that replace them), white space to one visible space, one more in front of the text.
 */

/** SentencePiece's visible space, U+2581. */
const SPACE = '▁';

const utf8 = new TextEncoder();
/** A byte order mark stays what it is: the map decides about it. */
const fromUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What a stretch of the text becomes, and how many bytes of it that takes. */
interface Replaced {
  readonly text: string;
  readonly length: number;
}

/** Makes the normaliser of a `charsmap`; an empty one replaces nothing. Throws a `RangeError` when it is none. */
export function normalizer(charsmap: Uint8Array): (text: string) => string {
  const longest = charsmap.length === 0 ? undefined : openMap(charsmap);
  const next = (bytes: Uint8Array, at: number): Replaced => {
    const found = longest?.(bytes, at);
    if (found !== undefined) return found;
    const length = characterLength(bytes[at] ?? 0);
    return { text: fromUtf8.decode(bytes.subarray(at, at + length)), length };
  };
  return (text) => {
    const bytes = utf8.encode(text);
    let normal = '';
    for (let at = 0; at < bytes.length;) {
      const { text: part, length } = next(bytes, at);
      normal += part;
      at += length;
    }
    const words = normal.split(' ').filter(Boolean);
    return words.map((word) => SPACE + word).join('');
  };
}

/** Bytes of a character in UTF-8, by the first one; what `TextEncoder` gives is whole. */
const characterLength = (first: number): number =>
  first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

/** Finds the longest stretch from a place on that the map replaces. */
function openMap(charsmap: Uint8Array): (bytes: Uint8Array, at: number) => Replaced | undefined {
  const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.byteLength);
  const size = charsmap.length < 4 ? Infinity : view.getUint32(0, true);
  if (4 + size > charsmap.length || size % 4 !== 0) throw new RangeError('its map of characters is cut off');
  const units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const texts = charsmap.subarray(4 + size);
  const known = new Map<number, string>();
  const textAt = (place: number): string => {
    const text = known.get(place) ?? fromUtf8.decode(texts.subarray(place, texts.indexOf(0, place)));
    known.set(place, text);
    return text;
  };

  return (bytes, at) => {
    let place = offset(units[0] ?? 0);
    let found: Replaced | undefined;
    for (let i = at; i < bytes.length; i += 1) {
      const byte = bytes[i] ?? 0;
      place ^= byte;
      const unit = units[place] ?? 0;
      if (label(unit) !== byte) break;
      place ^= offset(unit);
      if (!hasLeaf(unit)) continue;
      const value = (units[place] ?? 0) & 0x7fffffff;
      if (value < texts.length) found = { text: textAt(value), length: i + 1 - at };
    }
    return found;
  };
}

/** The parts of a unit of the double array: where its children lie, its byte, whether a key ends here. */
const offset = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
const label = (unit: number): number => (unit & 0x800000ff) >>> 0;
const hasLeaf = (unit: number): boolean => (unit & 0x100) !== 0;
