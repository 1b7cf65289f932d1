/** What the program hands to its outputs, and what an output tells. */
import type { CodecParameters, IRational, Packet } from 'node-av/lib';
import type { Micros } from '../../streams/time.ts';

/** The streams of an output: its header. The parameters belong to the caller and outlive the next `begin`. */
export interface OutputStreams {
  readonly video?: {
    readonly parameters: CodecParameters;
    /** FFmpeg's name, such as `h264`. */
    readonly codec: string;
    readonly frameRate: IRational;
  };
  /** Encoded once for all outputs, with global headers. */
  readonly audio: { readonly parameters: CodecParameters; readonly codec: string };
}

/** A packet on the outputs' common time line, which starts at 0, never goes back and has no holes. */
export interface OutputPacket {
  readonly kind: 'video' | 'audio';
  /** Data and side data only; its own times are not used. It belongs to the caller: an output clones what it keeps. */
  readonly packet: Packet;
  readonly dts: Micros;
  readonly pts: Micros;
  readonly duration: Micros;
  readonly key: boolean;
}

export type LossReason =
  /** Nobody listens there, or the name is unknown. */
  | 'refused'
  /** The server does not want this stream (key, name, rights): not tried again. */
  | 'rejected'
  | 'reset'
  /** The peer stopped reading. */
  | 'stalled'
  | 'disk-full'
  | 'failed';

export type OutputEvent =
  | { readonly type: 'output-connecting'; readonly attempt: number }
  | {
      readonly type: 'output-open';
      readonly afterMs: number;
      /** The file that is written: another than was asked for when that exists already, or a segment. */
      readonly file?: string;
    }
  | {
      readonly type: 'output-lost';
      readonly reason: LossReason;
      readonly message: string;
      /** Absent: it is not tried again. */
      readonly retryInMs?: number;
    }
  /** Packets that this output leaves out; told at most once a second. */
  | { readonly type: 'output-dropped'; readonly packets: number; readonly reason: 'slow' | 'not-connected' }
  | { readonly type: 'output-closed' };

export interface OutputCounts {
  readonly state: 'idle' | 'connecting' | 'open' | 'waiting' | 'gone' | 'closed';
  readonly packets: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly reconnects: number;
  /** Media time and bytes that wait to be written. */
  readonly queued: { readonly span: Micros; readonly bytes: number };
}

/** One destination. It owns its connection, its queue and its reconnecting; nothing it does disturbs the caller. */
export interface LiveSink {
  /** As it may be shown. */
  readonly name: string;
  readonly counts: OutputCounts;
  /** The streams from now on. An open output whose streams change is finished and opened anew. */
  begin(streams: OutputStreams): void;
  /** Takes a packet at once and never waits. Before the first key frame of a connection video is left out. */
  write(packet: OutputPacket): void;
  /** The program pauses for long: what is queued is written and the connection closed; `begin` may follow. */
  end(): Promise<void>;
  /** As `end`, for good. Takes at most 3 s: a peer that does not take the rest is left. */
  close(): Promise<void>;
}
