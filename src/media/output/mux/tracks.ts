/** The streams of an output in a muxer's own terms: its tracks and their time stamps. */
import { Rational, avRescaleQ, type FormatContext, type IRational, type Stream } from 'node-av/lib';
import { add, subtract, type Micros } from '../../../streams/time.ts';
import { MICROS_BASE, fromMicros } from '../../ffmpeg.ts';
import type { PlacedPacket } from '../sink.ts';
import { tagIn } from './muxer-trial.ts';
import type { StreamsCopy } from './streams-copy.ts';
import { forMuxer, setMetadata, showWords } from './words.ts';

/** A packet of the muxer's own, which frees it. */
export interface MuxPacket extends PlacedPacket {
  readonly kind: 'video' | 'audio' | 'further';
  /** Of a further packet: the stream of the input. */
  readonly stream?: number;
}

/** What a stream's times were counted in before they became media time. */
export interface SourceClock {
  readonly base: IRational;
  /** What media time 0 is there. */
  readonly zero: Micros;
}

type TrackName = 'video' | 'audio' | number;

const SOUND_BASE = 90_000;

class Track {
  readonly index: number;
  readonly #stream: Stream;
  readonly #clock: SourceClock | undefined;
  #base: IRational;
  #last: bigint | undefined;

  constructor(stream: Stream, clock: SourceClock | undefined) {
    this.index = stream.index;
    this.#stream = stream;
    this.#clock = clock;
    this.#base = plain(stream.timeBase);
  }

  readBase(): void {
    this.#base = plain(this.#stream.timeBase);
  }

  stamp({ packet, dts, pts, duration, key }: PlacedPacket, start: Micros): void {
    let decode = this.#ticks(dts, start);
    // Muxers refuse decoding times that do not rise; coarse time bases round two to one.
    if (this.#last !== undefined && decode <= this.#last) decode = this.#last + 1n;
    this.#last = decode;
    const show = this.#ticks(pts, start);
    packet.streamIndex = this.index;
    packet.pos = -1n;
    packet.dts = decode;
    packet.pts = show < decode ? decode : show;
    packet.duration = this.#length(duration);
    packet.isKeyframe = key;
  }

  /**
   * With a source clock the time is found again in its ticks, which are longer than a microsecond, and rounded only
   * once; all of a stream's times move by the same number of ticks.
   */
  #ticks(time: Micros, start: Micros): bigint {
    const clock = this.#clock;
    if (clock === undefined) return fromMicros(subtract(time, start), this.#base);
    const { base, zero } = clock;
    const own =
      fromMicros(add(subtract(time, start), zero), base) - avRescaleQ(BigInt(zero), MICROS_BASE, base);
    return avRescaleQ(own, base, this.#base);
  }

  #length(duration: Micros): bigint {
    const clock = this.#clock;
    if (clock === undefined) return fromMicros(duration, this.#base);
    return avRescaleQ(fromMicros(duration, clock.base), clock.base, this.#base);
  }
}

/** The tracks of one connection or file. */
export class Tracks {
  readonly #tracks = new Map<TrackName, Track>();
  #start: Micros | undefined;

  /** `start`: the point of the sinks' time line that is the container's 0; absent: its first packet. */
  constructor(start?: Micros) {
    this.#start = start;
  }

  /** A stream that was made in the container takes the packets of this name; an input's further ones go by number. */
  add(name: TrackName, stream: Stream, clock?: SourceClock): void {
    this.#tracks.set(name, new Track(stream, clock));
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
    for (const track of this.#tracks.values()) track.readBase();
  }

  /** Gives the packet its track and its times; false when the header has no track for it. */
  stamp(item: MuxPacket): boolean {
    const track = this.#tracks.get(item.kind === 'further' ? (item.stream ?? -1) : item.kind);
    if (track === undefined) return false;
    track.stamp(item, (this.#start ??= item.dts));
    return true;
  }
}

/** Adds a live output's streams to `context`; its header is not written yet. */
export function describeLive(context: FormatContext, { video, audio, words }: StreamsCopy): Tracks {
  const tracks = new Tracks();
  const muxer = context.oformat?.name ?? '';
  if (words !== undefined) setMetadata(context, showWords(words.show, muxer));
  if (video !== undefined) {
    const stream = newStream(context, video.parameters);
    stream.avgFrameRate = rational(video.frameRate);
    stream.sampleAspectRatio = video.parameters.sampleAspectRatio;
    setMetadata(stream, forMuxer({ ...words?.video }, muxer));
    tracks.add('video', stream);
  }
  const sound = newStream(context, audio.parameters);
  setMetadata(sound, forMuxer({ ...words?.audio }, muxer));
  tracks.add('audio', sound);
  return tracks;
}

function newStream(context: FormatContext, parameters: StreamsCopy['audio']['parameters']): Stream {
  const stream = context.newStream(null);
  stream.codecpar = parameters;
  stream.codecpar.codecTag = tagIn(context.oformat?.name ?? '', parameters);
  stream.timeBase = new Rational(1, parameters.sampleRate || SOUND_BASE);
  return stream;
}

const plain = ({ num, den }: IRational): IRational => ({ num, den });
const rational = ({ num, den }: IRational): Rational => new Rational(num, den);
