/** Boxes of MP4 and QuickTime (ISO/IEC 14496-12): read, and made. */

/** A box inside a buffer: its four letters and where it lies there, header included. */
export interface Box {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Length of a box's header: its size and its letters. */
export const HEADER = 8;

/** The boxes that follow one another in `bytes`; what is no whole box ends the list. */
export function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + HEADER <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (size < HEADER || at + size > bytes.length) break;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), bytes: bytes.subarray(at, at + size) });
    at += size;
  }
  return boxes;
}

/** The boxes that a box of boxes holds. */
export const childrenOf = ({ bytes }: Box): Box[] => boxesIn(bytes.subarray(HEADER));

/** The first box of this path below `box`, such as `mdia/hdlr`. */
export function find(box: Box, path: string): Box | undefined {
  return path
    .split('/')
    .reduce<Box | undefined>(
      (found, type) =>
        found === undefined ? undefined : childrenOf(found).find((child) => child.type === type),
      box,
    );
}

/** A box of these parts. */
export function makeBox(type: string, ...parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((sum, { length }) => sum + length, HEADER);
  return Buffer.concat([uint32(size), Buffer.from(type, 'latin1'), ...parts]);
}

/** A box with version and flags in front. */
export const makeFullBox = (type: string, flags: number, ...parts: readonly Buffer[]): Buffer =>
  makeBox(type, uint32(flags), ...parts);

/** Numbers of 32 bits, the highest byte first. */
export function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, 4 * index));
  return bytes;
}

/** Numbers of 16 bits. */
export function uint16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => bytes.writeUInt16BE(value & 0xffff, 2 * index));
  return bytes;
}

/** A number of 64 bits. */
export function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
