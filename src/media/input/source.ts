/** What comes out of a live input, in order. All times are media time, which starts at 0 and never goes back. */
import type { Packet } from 'node-av/lib';
import type { Micros, SampleIndex } from '../../streams/time.ts';
import type { OpenedInput } from './demuxer.ts';
import type { InputInfo } from './info.ts';
import type { TimedPicture } from './video/frame-sampler.ts';
import type { SpeechBlock } from './audio/speech-resampler.ts';
import type { PcmBlock } from './audio/gaps.ts';
import type { AudioFormat } from '../pcm.ts';

/** One connection to the input, from its opening to its loss. */
export interface SourceConnection {
  /** Counts the connections of a source from 0. */
  readonly index: number;
  /** The media time at which it begins. */
  readonly start: Micros;
  /** Without `audio`, this connection gives no sound. */
  readonly info: InputInfo;
  /** The sound's format: that of the session's first sound, for all connections. */
  readonly format: AudioFormat;
  /** For the outputs' headers (nothing can be read from it); valid until the next connection is announced, or the end. */
  readonly input: OpenedInput;
}

export type InputItem =
  | { readonly type: 'connection'; readonly connection: SourceConnection }
  /**
   * A packet of the video (or another copied stream). Its `pts` and `dts` are media time in the stream's own time base.
   * Whoever receives it frees it. `at` is its decoding time.
   */
  | {
      readonly type: 'packet';
      readonly stream: number;
      readonly at: Micros;
      readonly packet: Packet;
    }
  /** The sound: contiguous inside a connection (gaps filled, drift of the audio clock taken out). */
  | { readonly type: 'audio'; readonly block: PcmBlock }
  /** 16 kHz mono; `start` counts from media time 0, and jumps ahead between connections. */
  | { readonly type: 'speech'; readonly block: SpeechBlock }
  /** At whole seconds of media time. */
  | { readonly type: 'picture'; readonly picture: TimedPicture }
  /** Something for the log and the counters. */
  | { readonly type: 'note'; readonly note: InputNote }
  /** Nothing will follow. */
  | { readonly type: 'end' };

export type InputNote =
  /** The connection is gone; another try comes after `retryInMs` (0: at once; absent: never). */
  | {
      readonly type: 'input-lost';
      readonly reason: string;
      readonly at: Micros;
      readonly retryInMs?: number;
    }
  | {
      readonly type: 'input-retry';
      readonly attempt: number;
      readonly reason: string;
      readonly retryInMs: number;
    }
  /** Time stamps jumped by `by` (µs) and were set straight; `wrap`: a counter overflowed. */
  | { readonly type: 'input-jump'; readonly kind: 'wrap' | 'jump'; readonly by: number; readonly at: Micros }
  /** Sound was missing and became silence. */
  | { readonly type: 'input-gap'; readonly at: Micros; readonly length: Micros };

/** For metrics: counts since the start. */
export interface InputCounts {
  readonly packets: number;
  readonly bytes: number;
  readonly connections: number;
  readonly jumps: number;
  readonly gaps: number;
  readonly damaged: number;
  readonly framesDecoded: number;
  /** Drift of the audio clock against the time stamps that is being taken out now, in parts per million. */
  readonly audioDriftPpm: number;
}

export type { SampleIndex };
