/** Chapters as Matroska and WebM hold them (RFC 9559): one edition, an atom for each. */
import type { Chapter } from '../../input/chapters.ts';

const NS_PER_US = 1_000n;

/** The element that belongs between the header and the first cluster. */
export function matroskaChapters(chapters: readonly Chapter[]): Buffer {
  const atoms = chapters.map(({ start, end, title }, index) =>
    element(
      0xb6,
      element(0x73c4, number(BigInt(index + 1))),
      element(0x91, number(BigInt(start) * NS_PER_US)),
      element(0x92, number(BigInt(end) * NS_PER_US)),
      ...(title === undefined
        ? []
        : [element(0x80, element(0x85, Buffer.from(title)), element(0x437c, Buffer.from('und')))]),
    ),
  );
  return element(0x1043a770, element(0x45b9, element(0x45bc, number(1n)), ...atoms));
}

/** An element: its number, the length of what it holds in 8 bytes, and that. */
function element(id: number, ...parts: readonly Buffer[]): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(parts.reduce((sum, { length }) => sum + length, 0)));
  size.writeUInt8(0x01, 0);
  return Buffer.concat([number(BigInt(id)), size, ...parts]);
}

/** A whole number in as few bytes as it takes. */
function number(value: bigint): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}
