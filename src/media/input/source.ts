/**
 * What comes out of a source, in order. A source has one or more connections: a file has one, an RTMP publisher that
 * comes back has several. All times are media time, which starts at 0 and never goes back.
 */
import type { Packet } from 'node-av/lib';
import type { Micros } from '../../streams/time.ts';
import type { AudioBlock, AudioFormat } from '../pcm.ts';
import type { SpeechBlock } from './audio/speech-resampler.ts';
import type { OpenedInput } from './demuxer.ts';
import type { InputInfo } from './info.ts';
import type { PacketTime } from './packet-time.ts';
import type { TimedPicture } from './video/frame-sampler.ts';

/**
 * One connection to the input, from its opening to its loss, or to where its streams become others: from there on it is
 * another one, by which the same sender goes on (`continues`).
 */
export interface SourceConnection {
  /** Counts the connections of a source from 0. */
  readonly index: number;
  /** Nothing was lost between the connection before and this one; the sound has no seam. */
  readonly continues?: boolean;
  /** The media time at which it begins. */
  readonly start: Micros;
  /** Without `audio`, this connection gives no sound. */
  readonly info: InputInfo;
  /** The sound's format: that of the session's first sound, for all connections. */
  readonly format: AudioFormat;
  /** For the outputs' headers (nothing is to be read from it); valid until the next connection is announced, or the end. */
  readonly input: OpenedInput;
}

/**
 * A coded packet of a stream that is copied: pictures, subtitles, or what else travels beside them (other sound, data,
 * attachments). Whoever receives it frees it. `at` is when it was read; its place in media time is `time`, which holds
 * where its own stamps (on the input's clock, or set straight by a live source) are not to be used.
 */
export interface PacketItem {
  readonly type: 'video' | 'subtitle' | 'other';
  readonly stream: number;
  readonly at: Micros;
  readonly time: PacketTime;
  readonly packet: Packet;
}

/** What a reader makes of packets. */
export type MediaItem =
  | PacketItem
  /** The sound that is decorated: contiguous inside a connection. */
  | { readonly type: 'audio'; readonly block: AudioBlock }
  /** 16 kHz mono; `start` counts from media time 0, and jumps ahead between connections. */
  | { readonly type: 'speech'; readonly block: SpeechBlock }
  /** At whole seconds of media time. */
  | { readonly type: 'picture'; readonly picture: TimedPicture };

/** What a source gives, one after the other. */
export type InputItem =
  | { readonly type: 'connection'; readonly connection: SourceConnection }
  | MediaItem
  /** Something for the log and the counters. */
  | { readonly type: 'note'; readonly note: InputNote }
  /** Nothing will follow. `at`: the end of all that came. */
  | { readonly type: 'end'; readonly at: Micros };

/** What happened to an input that is worth telling. */
export type InputNote =
  /** The connection is gone; another try comes after `retryInMs` (0: at once; absent: never). */
  | {
      readonly type: 'input-lost';
      readonly reason: string;
      readonly at: Micros;
      readonly retryInMs?: number;
    }
  /** The sender has ended its show, all of which has come; a new one is waited for. */
  | { readonly type: 'input-ended'; readonly at: Micros }
  | {
      readonly type: 'input-retry';
      readonly attempt: number;
      readonly reason: string;
      readonly retryInMs: number;
    }
  /** Time stamps jumped by `by` (µs) and were set straight; `wrap`: a counter overflowed. */
  | { readonly type: 'input-jump'; readonly kind: 'wrap' | 'jump'; readonly by: number; readonly at: Micros }
  /** Sound was missing and became silence. */
  | { readonly type: 'input-gap'; readonly at: Micros; readonly length: Micros }
  /** So many packets of the connection that is over at `at` could not be read. */
  | { readonly type: 'input-damaged'; readonly packets: number; readonly at: Micros };

/** What a reader has met: counts since its start. */
export interface ReaderCounts {
  readonly packets: number;
  readonly bytes: number;
  /** Jumps of the time stamps that were set straight. */
  readonly jumps: number;
  /** Gaps in the sound that became silence. */
  readonly gaps: number;
  /** Packets that a decoder refused. */
  readonly damaged: number;
  readonly framesDecoded: number;
  /** Drift of the audio clock against the time stamps that is being taken out now, in parts per million. */
  readonly audioDriftPpm: number;
}

/** For metrics: counts of all connections since the start. */
export interface InputCounts extends ReaderCounts {
  readonly connections: number;
}
