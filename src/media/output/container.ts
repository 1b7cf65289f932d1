/** What a container is to its outputs. */
import type { AudioCodec, CodecSet } from './codec-sets.ts';

/** What one container can hold and how it is written. Codecs go by FFmpeg's names. */
export interface Container {
  /** FFmpeg's name of the muxer. */
  readonly muxer: string;
  /** For messages. */
  readonly title: string;
  /** Options of the muxer. */
  readonly options?: Readonly<Record<string, string>>;
  /**
   * Further options that make a file play however the process ended. Absent: no live program is recorded to it.
   */
  readonly whileLive?: Readonly<Record<string, string>>;
  /** Pictures that may be copied into it. */
  readonly video: CodecSet;
  /** Sound that may be copied into it, and that `--audio-codec copy` may go on with. */
  readonly audio: CodecSet;
  /** What the decorated sound may be encoded to. */
  readonly sound: readonly AudioCodec[];
  /** What it is encoded to when nobody asks. */
  readonly defaultSound: AudioCodec;
  /** The same for sound of more than 16 bits. */
  readonly defaultDeepSound?: AudioCodec;
  /** Rates in Hz at which it holds MP3, where it is choosy. */
  readonly mp3Rates?: readonly number[];
  /** The most channels of AAC that it has words for; 8 where it does not say. */
  readonly aacChannels?: number;
  /** Subtitles that may be copied into it. */
  readonly subtitles: CodecSet;
  /** The codec that text subtitles of another kind are rewritten to; absent when it holds none. */
  readonly text?: 'mov_text' | 'subrip' | 'webvtt';
  /** Timed data that may be copied into it: FFmpeg's codecs, or the four letters of those that have none. */
  readonly data: CodecSet;
  /** How it holds chapters; absent when it has no place for them. */
  readonly chapters?: ChapterWriting;
  /** A timecode of the first picture. */
  readonly timecode: boolean;
  /** How pictures are to be shown where they do not say it themselves: shape, rotation, stereo, 360°. */
  readonly view: boolean;
  /** Keys of metadata that it holds, in lower case. */
  readonly described: CodecSet;
  /** What it holds of its streams' titles and languages. */
  readonly names: 'titles' | 'languages' | 'none';
  /** How streams may be marked in it: FFmpeg's dispositions, beside `default`. */
  readonly marks: CodecSet;
  readonly manyAudio: boolean;
  readonly attachments: boolean;
  /** Pictures of another size or header may follow in the same stream: it repeats their header wherever that changes. */
  readonly changesInBand: boolean;
  readonly covers: boolean;
  /** Sound alone was asked for by name: pictures are left out, not refused. */
  readonly soundOnly: boolean;
}

/** How chapters are written: boxes of MP4, elements of Matroska, comments of Xiph's formats, frames of ID3. */
export type ChapterWriting = 'mp4' | 'matroska' | 'comments' | 'id3';
