/** Where media goes: what a program hands to its sinks, and what a live sink tells. */
import type { CodecParameters, IRational, Packet } from 'node-av/lib';
import type { Micros } from '../../streams/time.ts';
import type { EncoderPlan } from './encode/audio-plan.ts';

/** What an input says of its show, in words: title, artist, the name of its service. Recordings keep it. */
export interface ShowWords {
  readonly show: Readonly<Record<string, string>>;
  readonly video: StreamWords;
  readonly audio: StreamWords;
}

/** Title and language of a stream. */
export type StreamWords = Readonly<Partial<Record<'title' | 'language', string>>>;

/** The streams of a sink: its header. The parameters belong to the caller and outlive the next `begin`. */
export interface OutputStreams {
  readonly video?: {
    readonly parameters: CodecParameters;
    /** FFmpeg's name, such as `h264`. */
    readonly codec: string;
    readonly frameRate: IRational;
    /**
     * They follow on pictures of another size or header that the same sender sent, and their key packets say what holds for
     * them: a container that repeats such headers in the stream needs no new beginning.
     */
    readonly inBand?: boolean;
  };
  /** The mixed sound, encoded once for all sinks. */
  readonly audio: { readonly parameters: CodecParameters; readonly codec: string };
  readonly words?: ShowWords;
}

/** A packet and its place on the sinks' common time line. */
export interface PlacedPacket {
  /** Data and side data only; its own times are not used. It belongs to the caller: a sink clones what it keeps. */
  readonly packet: Packet;
  readonly dts: Micros;
  readonly pts: Micros;
  readonly duration: Micros;
  readonly key: boolean;
}

/** A packet of the picture, or of the encoded sound. For live sinks the time line starts at 0 and has no holes. */
export interface OutputPacket extends PlacedPacket {
  readonly kind: 'video' | 'audio';
}

/** A packet of a further stream of the input, by its index there: more sound, subtitles, a cover. */
export interface FurtherPacket extends PlacedPacket {
  readonly kind: 'further';
  readonly stream: number;
}

/** How the mixed sound is encoded. */
export interface SoundEncoding {
  readonly plan: EncoderPlan;
  /** The codec's header goes into the container's, where the container has a place for it. */
  readonly globalHeader: boolean;
}

/** What a sink makes of a program. */
export type SinkForm =
  /** Pictures and AAC sound of any number of connections, on one time line that starts at 0 and has no holes. */
  | { readonly type: 'stream' }
  /**
   * A copy of an input that has one connection: every packet of every stream, at the media time that it has, with the mixed
   * sound in place of its own.
   */
  | { readonly type: 'copy'; readonly sound: SoundEncoding };

/** Whatever a sink may be given. */
export type SinkPacket = OutputPacket | FurtherPacket;

/**
 * Where a program's media goes: a file (`FileSink`) or an output that is live (`LiveSink`). Both plan with the one
 * container table and share encoder and muxer; what a loss means is their own. A file appears under its name only when
 * it is whole, and a loss is an error; a live output queues and tries again, and a loss is an event.
 */
export interface Sink {
  /** As it may be shown. */
  readonly name: string;
  /** The sinks of a program have one form; a copy has a program of its own. */
  readonly form: SinkForm;
  /**
   * The streams from now on; their parameters belong to the caller and outlive the next `begin`. A live sink takes it
   * at once and never fails; a file is opened, once.
   * @throws MediaError output-… (files alone)
   */
  begin(streams: OutputStreams): void | Promise<void>;
  /**
   * Takes a packet at once, without waiting. What was not announced is left out.
   * @throws MediaError output-… (files alone), the first loss
   */
  write(packet: SinkPacket): void;
  /**
   * Undefined while there is room for more; otherwise resolves when there is. A live sink drops rather than waits and
   * always has room.
   * @throws MediaError output-… (files alone)
   */
  room(): Promise<void> | undefined;
  /** The program pauses for long: what is queued is written and the connection closed; `begin` may follow. Not for copies. */
  end?(): Promise<void>;
  /**
   * Writes what is left and ends, for good.
   * @throws MediaError output-… (files alone): then there is no file
   */
  close(): Promise<void>;
  /** Gives up at once; nothing more is written. Safe at any time, more than once, and after `close`. */
  abort(): Promise<void>;
}

/** Why a live output was lost, or could not be opened. */
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

/** What a live output tells of itself. */
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

/** How a live output is doing; packets and bytes since the beginning. */
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
export interface LiveSink extends Sink {
  readonly counts: OutputCounts;
  /** The streams from now on. An open output whose streams change is finished and opened anew. */
  begin(streams: OutputStreams): void;
  /** Takes a packet at once and never waits. Before the first key frame of a connection video is left out. */
  write(packet: SinkPacket): void;
  end(): Promise<void>;
  /** As `end`, for good. Takes at most 3 s: a peer that does not take the rest is left. */
  close(): Promise<void>;
}
