/** The index of an MP4 file, with what FFmpeg's muxer has no way to be told: chapters and metadata under any key. */
import type { Chapter } from '../../../input/chapters.ts';
import type { ByteRange } from '../memory-mux.ts';
import { boxesIn, childrenOf, find, HEADER, makeBox, uint32, type Box } from './boxes.ts';
import { chapterList, chapterSamples, chapterTrack } from './chapters.ts';
import { metadataBox } from './metadata.ts';

/** What is added. */
export interface MoovAdditions {
  readonly chapters: readonly Chapter[];
  readonly metadata: readonly (readonly [key: string, value: string])[];
  /** MOV rather than MP4. */
  readonly quickTime: boolean;
}

/**
 * The last bytes of a file, `end` bytes long, that begin with its index: with the additions. The index is the file's
 * last box; what the chapters' track holds follows it.
 */
function addToMoov(moov: Buffer, position: number, additions: MoovAdditions): Buffer {
  const [box] = boxesIn(moov);
  if (box === undefined) throw new RangeError('internal: no index');
  const { chapters, metadata, quickTime } = additions;
  const children = childrenOf(box).map(({ bytes }) => bytes);
  const meta = metadata.length === 0 ? [] : [metadataBox(metadata, quickTime)];
  if (chapters.length === 0) return makeBox('moov', ...children, ...meta);
  const id = nextTrack(box);
  const scale = filmScale(box);
  const build = (offset: number): Buffer =>
    makeBox(
      'moov',
      ...childrenOf(box).map((child) => withChapters(child, chapters, id)),
      ...(find(box, 'udta') === undefined ? [makeBox('udta', chapterList(chapters))] : []),
      chapterTrack(chapters, { id, offset, scale, quickTime }),
      ...meta,
    );
  // Its length does not depend on the offset that it holds.
  const { length } = build(0);
  return Buffer.concat([build(position + length + HEADER), makeBox('mdat', ...chapterSamples(chapters))]);
}

function withChapters(child: Box, chapters: readonly Chapter[], id: number): Buffer {
  switch (child.type) {
    case 'mvhd':
      return withNextTrack(child.bytes, id + 1);
    case 'trak':
      return refersTo(child, id);
    case 'udta':
      return makeBox('udta', child.bytes.subarray(HEADER), chapterList(chapters));
    default:
      return child.bytes;
  }
}

/** The last number of the film's header is that of its next track. */
function nextTrack(moov: Box): number {
  const header = find(moov, 'mvhd')?.bytes;
  if (header === undefined) throw new RangeError('internal: an index without a header');
  return header.readUInt32BE(header.length - 4);
}

const withNextTrack = (header: Buffer, id: number): Buffer =>
  Buffer.concat([header.subarray(0, -4), uint32(id)]);

/** Times of 64 bits in version 1 move what follows. */
function filmScale(moov: Box): number {
  const header = find(moov, 'mvhd')?.bytes;
  if (header === undefined) throw new RangeError('internal: an index without a header');
  return header.readUInt32BE(header[HEADER] === 1 ? HEADER + 20 : HEADER + 12);
}

/** Picture and sound tell their player where the chapters are. */
function refersTo(track: Box, id: number): Buffer {
  const handler = find(track, 'mdia/hdlr')?.bytes.toString('latin1', HEADER + 8, HEADER + 12);
  if (handler !== 'vide' && handler !== 'soun') return track.bytes;
  const reference = makeBox('chap', uint32(id));
  const children = childrenOf(track);
  const known = children.some(({ type }) => type === 'tref');
  return makeBox(
    'trak',
    ...children.flatMap(({ type, bytes }) => {
      if (type === 'tref') return [makeBox('tref', bytes.subarray(HEADER), reference)];
      return type === 'mdia' && !known ? [makeBox('tref', reference), bytes] : [bytes];
    }),
  );
}

/**
 * What a muxer wrote when it finished, with the additions: `from` on lie the rest of the media and the index, in one
 * piece; before it, corrections.
 */
export function completeMp4(
  ranges: readonly ByteRange[],
  from: number,
  additions: MoovAdditions,
): ByteRange[] {
  const end = Math.max(from, ...ranges.map(({ position, bytes }) => position + bytes.length));
  const tail = Buffer.alloc(end - from);
  const before: ByteRange[] = [];
  for (const range of ranges)
    if (range.position >= from) range.bytes.copy(tail, range.position - from);
    else before.push(range);
  const at = moovIn(tail);
  const moov = addToMoov(tail.subarray(at), from + at, additions);
  return [...before, { position: from, bytes: Buffer.concat([tail.subarray(0, at), moov]) }];
}

/** The index is what ends where the file ends. */
function moovIn(tail: Buffer): number {
  for (let at = tail.lastIndexOf('moov'); at >= 4; at = tail.lastIndexOf('moov', at - 1))
    if (tail.readUInt32BE(at - 4) === tail.length - at + 4) return at - 4;
  throw new RangeError('internal: the file has no index at its end');
}
