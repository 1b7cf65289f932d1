/**
 * Chapters as MP4 and QuickTime hold them, in both ways that players look for: a disabled text track that the others
 * refer to (Apple), and the list `chpl` (Nero).
 */
import type { Chapter } from '../../../input/chapters.ts';
import { subtract, ZERO, type Micros } from '../../../../streams/time.ts';
import { makeBox, makeFullBox, uint16, uint32, uint64 } from './boxes.ts';

/** Ticks a second of the text track. */
const SCALE = 1_000;
/** `chpl` counts its entries and the bytes of their titles in one byte. */
const MOST = 255;
/** `chpl` counts in 100 ns. */
const CHPL_TICKS_PER_US = 10;

/** Says that a text is UTF-8. */
const ENCODING = makeBox('encd', uint32(0x100));
const IDENTITY = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** 3GPP TS 26.245's text sample entry, invisible: one font without a name. */
const LOOK = Buffer.concat([
  uint32(1, 0, 0, 0, 0, 0),
  uint16(0, 1, 0, 0, 0),
  makeBox('ftab', uint16(1, 1), Buffer.of(0)),
]);
/** Of no language: "und", packed. */
const NO_LANGUAGE = 0x55c4;

const ticks = (time: Micros): number => Math.round((time * SCALE) / 1e6);

/** The list of Nero's players. */
export function chapterList(chapters: readonly Chapter[]): Buffer {
  const listed = chapters.slice(0, MOST);
  const entries = listed.map(({ start, title = '' }) => {
    const text = cut(title);
    return Buffer.concat([uint64(start * CHPL_TICKS_PER_US), Buffer.of(text.length), text]);
  });
  return makeFullBox('chpl', 0x01000000, uint32(0), Buffer.of(listed.length), ...entries);
}

/** A title in UTF-8, cut between letters where it is too long. */
function cut(title: string): Buffer {
  let text = title;
  while (Buffer.byteLength(text) > MOST) text = [...text].slice(0, -1).join('');
  return Buffer.from(text);
}

/** The packets of the text track, one after the other. */
export const chapterSamples = (chapters: readonly Chapter[]): Buffer[] =>
  chapters.map(({ title = '' }) => {
    const text = cut(title);
    return Buffer.concat([uint16(text.length), text, ENCODING]);
  });

/** What the track refers to: where it lies, and how the film counts. */
export interface ChapterTrack {
  readonly id: number;
  /** Where the first sample lies in the file. */
  readonly offset: number;
  /** Ticks a second of the film. */
  readonly scale: number;
  /** QuickTime writes names with their length in front. */
  readonly quickTime: boolean;
}

/** The text track of `chapters`, whose samples lie one after the other at `offset`. */
export function chapterTrack(chapters: readonly Chapter[], track: ChapterTrack): Buffer {
  const [first] = chapters;
  const last = chapters.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('internal: a track of no chapters');
  const film = (time: Micros): number => Math.round((time * track.scale) / 1e6);
  const header = makeFullBox(
    'tkhd',
    // In the film, not enabled: players list it and do not show it.
    2,
    uint32(0, 0, track.id, 0, film(last.end), 0, 0),
    uint16(0, 0, 0, 0),
    IDENTITY,
    uint32(0, 0),
  );
  const length = film(subtract(last.end, first.start));
  const edits =
    first.start > 0
      ? [
          makeBox(
            'edts',
            makeFullBox('elst', 0, uint32(2, film(first.start), -1, 0x10000, length, 0, 0x10000)),
          ),
        ]
      : [];
  return makeBox('trak', header, ...edits, media(chapters, track));
}

function media(chapters: readonly Chapter[], { offset, quickTime }: ChapterTrack): Buffer {
  const starts = chapters.map(({ start }) => ticks(start));
  // FFmpeg takes the length of all for the end of the last one, whatever comes before the first; the edit ends it in time.
  const end = ticks(chapters.at(-1)?.end ?? ZERO) + (starts[0] ?? 0);
  const lengths = starts.map((start, index) => Math.max(1, (starts[index + 1] ?? end) - start));
  const sum = lengths.reduce((all, one) => all + one, 0);
  const name = Buffer.from('ChapterHandler');
  return makeBox(
    'mdia',
    makeFullBox('mdhd', 0, uint32(0, 0, SCALE, sum), uint16(NO_LANGUAGE, 0)),
    makeFullBox(
      'hdlr',
      0,
      Buffer.from(quickTime ? 'mhlrtext' : '\0\0\0\0text', 'latin1'),
      uint32(0, 0, 0),
      quickTime ? Buffer.concat([Buffer.of(name.length), name]) : Buffer.concat([name, Buffer.of(0)]),
    ),
    makeBox(
      'minf',
      makeBox(
        'gmhd',
        makeFullBox('gmin', 0, uint16(0x40, 0x8000, 0x8000, 0x8000, 0, 0)),
        makeBox('text', IDENTITY),
      ),
      makeBox('dinf', makeFullBox('dref', 0, uint32(1), makeFullBox('url ', 1))),
      samples(lengths, chapterSamples(chapters), offset),
    ),
  );
}

function samples(lengths: readonly number[], texts: readonly Buffer[], offset: number): Buffer {
  const entry = makeBox('text', uint16(0, 0, 0, 1), LOOK);
  return makeBox(
    'stbl',
    makeFullBox('stsd', 0, uint32(1), entry),
    makeFullBox('stts', 0, uint32(lengths.length, ...lengths.flatMap((length) => [1, length]))),
    makeFullBox('stsc', 0, uint32(1, 1, texts.length, 1)),
    makeFullBox('stsz', 0, uint32(0, texts.length, ...texts.map(({ length }) => length))),
    makeFullBox('co64', 0, uint32(1), uint64(offset)),
  );
}
