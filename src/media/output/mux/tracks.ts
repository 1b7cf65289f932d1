/** The streams of an output in a muxer's own terms: its tracks and their time stamps. */
import { Rational, type FormatContext, type IRational, type Stream } from 'node-av/lib';
import { subtract, type Micros } from '../../../streams/time.ts';
import { fromMicros } from '../../ffmpeg.ts';
import type { StreamsCopy } from './streams-copy.ts';
import type { QueuedPacket } from '../packet-queue.ts';

interface Track {
  readonly stream: Stream;
  readonly index: number;
  readonly base: IRational;
  last: bigint | undefined;
}

const SOUND_BASE = 90_000;

export class Tracks {
  readonly #tracks: { video?: Track; audio?: Track } = {};
  #start: Micros | undefined;

  /** Adds the streams to `context`; its header is not written yet. */
  constructor(context: FormatContext, { video, audio }: StreamsCopy) {
    if (video !== undefined) {
      const track = newTrack(context, video.parameters);
      track.stream.avgFrameRate = rational(video.frameRate);
      track.stream.sampleAspectRatio = video.parameters.sampleAspectRatio;
      this.#tracks.video = track;
    }
    this.#tracks.audio = newTrack(context, audio.parameters);
  }

  /**
   * The point of the common time line that is this connection's 0: its first packet. A server that sees a new stream
   * expects it to begin there, and a show of days stays clear of RTMP's 32-bit milliseconds.
   */
  get start(): Micros | undefined {
    return this.#start;
  }

  /** The header is written: muxers choose time bases of their own. */
  readBases(): void {
    for (const kind of ['video', 'audio'] as const) {
      const track = this.#tracks[kind];
      if (track === undefined) continue;
      const { num, den } = track.stream.timeBase;
      this.#tracks[kind] = { ...track, base: { num, den } };
    }
  }

  /** Gives the packet its track and its times; false when the header has no track for it. */
  stamp({ kind, packet, dts, pts, duration, key }: QueuedPacket): boolean {
    const track = this.#tracks[kind];
    if (track === undefined) return false;
    const { base } = track;
    const start = (this.#start ??= dts);
    let decode = fromMicros(subtract(dts, start), base);
    // Muxers refuse decoding times that do not rise; coarse time bases round two to one.
    if (track.last !== undefined && decode <= track.last) decode = track.last + 1n;
    track.last = decode;
    const show = fromMicros(subtract(pts, start), base);
    packet.streamIndex = track.index;
    packet.pos = -1n;
    packet.dts = decode;
    packet.pts = show < decode ? decode : show;
    packet.duration = fromMicros(duration, base);
    packet.isKeyframe = key;
    return true;
  }
}

function newTrack(context: FormatContext, parameters: StreamsCopy['audio']['parameters']): Track {
  const stream = context.newStream(null);
  stream.codecpar = parameters;
  const base = { num: 1, den: parameters.sampleRate || SOUND_BASE };
  stream.timeBase = rational(base);
  return { stream, index: stream.index, base, last: undefined };
}

const rational = ({ num, den }: IRational): Rational => new Rational(num, den);
