/** What a recording holds beside what its muxer is told: chapters, and metadata that the muxer would drop. */
import type { InputInfo } from '../../input/info.ts';
import type { Container } from '../containers.ts';
import { chapterComments } from './chapter-comments.ts';
import { ID3_HEADER, id3Chapters, id3End } from './id3-chapters.ts';
import { matroskaChapters } from './matroska-chapters.ts';
import type { ByteRange } from './memory-mux.ts';
import { dropped } from './mp4/metadata.ts';
import { completeMp4 } from './mp4/moov.ts';

/** Where each container has a place for it. */
export interface Completion {
  /** For the muxer. */
  readonly options: Readonly<Record<string, string>>;
  /** For the file's metadata. */
  readonly comments: Readonly<Record<string, string>>;
  /** Bytes that follow the header. */
  readonly afterHeader?: Buffer;
  /**
   * Completes what the muxer wrote when it finished; `from` is where the file ended before. `readHead` reads the file's
   * first bytes.
   */
  finish(
    ranges: readonly ByteRange[],
    from: number,
    readHead: (length: number) => Promise<Buffer>,
  ): Promise<readonly ByteRange[]>;
}

const unchanged: Completion = {
  options: {},
  comments: {},
  finish: (ranges) => Promise.resolve(ranges),
};

/** What is to be added for this input. */
export function planCompletion({ chapters: way, muxer }: Container, info: InputInfo): Completion {
  const { chapters } = info;
  if (way === 'mp4') return completionOfMp4(info, muxer === 'mov');
  if (chapters.length === 0) return unchanged;
  switch (way) {
    case 'matroska':
      return { ...unchanged, afterHeader: matroskaChapters(chapters) };
    case 'comments':
      return { ...unchanged, comments: chapterComments(chapters) };
    case 'id3':
      return completionOfMp3(id3Chapters(chapters));
    case undefined:
    default:
      return unchanged;
  }
}

function completionOfMp4({ chapters, metadata, timecode }: InputInfo, quickTime: boolean): Completion {
  const additions = { chapters, metadata: dropped(metadata, quickTime), quickTime };
  const nothing = chapters.length === 0 && additions.metadata.length === 0;
  return {
    ...unchanged,
    // MOV has the timecode's track by default, MP4 when it is asked for.
    options: timecode === undefined ? {} : { write_tmcd: '1' },
    finish: (ranges, from) => Promise.resolve(nothing ? ranges : completeMp4(ranges, from, additions)),
  };
}

/** The muxer leaves room at the end of the tag. */
function completionOfMp3(frames: Buffer): Completion {
  return {
    ...unchanged,
    options: { metadata_header_padding: String(frames.length) },
    async finish(ranges, _, readHead) {
      const end = id3End(await readHead(ID3_HEADER));
      return end === undefined ? ranges : [...ranges, { position: end - frames.length, bytes: frames }];
    },
  };
}
