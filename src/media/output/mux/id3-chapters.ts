/** Chapters as an MP3 file's ID3v2.4 tag holds them: frames CTOC and CHAP. */
import type { Chapter } from '../../input/chapters.ts';

/** A table of contents counts its chapters in one byte; players find the others by their frames. */
const MOST = 255;
const UTF8 = 3;
/** "Not told": places count in times, not in bytes. */
const NO_OFFSET = 0xffffffff;

/** The frames, to be put into the tag's padding. */
export function id3Chapters(chapters: readonly Chapter[]): Buffer {
  const names = chapters.map((_, index) => Buffer.from(`ch${index}\0`));
  const listed = names.slice(0, MOST);
  // Top level, in order.
  const contents = frame('CTOC', Buffer.from('toc\0'), Buffer.of(3, listed.length), ...listed);
  const frames = chapters.map(({ start, end, title = '' }, index) => {
    const times = Buffer.alloc(16);
    [Math.round(start / 1_000), Math.round(end / 1_000), NO_OFFSET, NO_OFFSET].forEach((value, at) =>
      times.writeUInt32BE(value, 4 * at),
    );
    const text = frame('TIT2', Buffer.of(UTF8), Buffer.from(title));
    return frame('CHAP', names[index] ?? Buffer.alloc(0), times, text);
  });
  return Buffer.concat([contents, ...frames]);
}

function frame(id: string, ...parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([Buffer.from(id, 'latin1'), sevenBits(size), Buffer.alloc(2), ...parts]);
}

/** Sizes have seven bits in a byte. */
const sevenBits = (size: number): Buffer =>
  Buffer.from([21, 14, 7, 0].map((shift) => (size >>> shift) & 0x7f));

/** Length of the tag's own header. */
export const ID3_HEADER = 10;

/** Where a tag with this header ends, in the file. */
export function id3End(header: Buffer): number | undefined {
  if (header.toString('latin1', 0, 3) !== 'ID3') return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = header.subarray(6, ID3_HEADER);
  return ID3_HEADER + ((a << 21) | (b << 14) | (c << 7) | d);
}
