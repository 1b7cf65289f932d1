/**
 * Media time for the packets of an input. Time stamps wrap, jump, stop and start again, or are missing; media time
 * begins at 0 and never goes back. Pure: stamps and wall-clock times in, media time out.
 */
import { add, latest, micros, ZERO, type Micros } from '../../streams/time.ts';
import { SenderClock, type ClockedStream, type Epoch } from './sender-clock.ts';
import { TimeBase } from './time-base.ts';

/** What has to be known of a stream. Only picture and sound decide what a jump is; others follow them. */
export interface StampedStream {
  readonly kind: 'video' | 'audio' | 'other';
  /** Seconds a tick. */
  readonly base: { readonly num: number; readonly den: number };
  /** Stamps start again from 0 after 2^bits ticks; 64: never. */
  readonly wrapBits: number;
  /** Ticks of a packet that does not tell its duration; 0 when unknown. */
  readonly usual: number;
  /** Packets by which decoding runs ahead of showing. Default 0. */
  readonly reorder?: number;
  /** The programme it belongs to, whose streams share one clock; default 0, the one that is shown. */
  readonly programme?: number;
}

/** A packet's stamps in its stream's ticks, as they came. */
export interface Stamps {
  readonly stream: number;
  readonly dts: number | undefined;
  readonly pts: number | undefined;
  /** As the demuxer says, which may have counted by it; 0 when it does not know. */
  readonly duration: number;
  /** What the packet itself says of its length, in ticks. */
  readonly length?: number;
  /** Arrival, in milliseconds of the wall clock; undefined where it tells nothing, as of a file. */
  readonly clockMs: number | undefined;
  /** What follows in the file tells that this stream goes on from here, and that no other does. */
  readonly alone?: boolean;
}

/** Media time of a packet. */
export interface Placed {
  /** In its stream's ticks. */
  readonly dts: number;
  readonly pts: number;
  /** 0 when unknown. */
  readonly duration: number;
  /** The decoding time. */
  readonly at: Micros;
  /** From here on the stream's stamps mean another time than before. */
  readonly moved: boolean;
  readonly jump?: Jump;
}

/** Time stamps did not go on where they were. */
export interface Jump {
  readonly kind: 'wrap' | 'jump';
  /** How far the stamps went, in µs; of a wrap, the counter's whole range. */
  readonly by: number;
}

/** A connection, or a recording. */
export interface Begun {
  /** The media time at which it begins. */
  readonly start: Micros;
  /** What the stamps call that, in µs. */
  readonly zero: Micros;
  readonly streams: readonly StampedStream[];
  /** Without a wall clock: longer steps forward of all streams are no holes, in µs. Default: all are. */
  readonly mostHole?: number;
}

interface Track extends ClockedStream {
  readonly stream: StampedStream;
  readonly clock: SenderClock<Track>;
  readonly ticks: TimeBase;
  /** Ticks of a whole counter; 0 when it never wraps. */
  readonly range: number;
  /** The last decoding stamp with its wraps counted, in ticks; undefined before the first packet. */
  last: number | undefined;
  /** Ticks that wraps have added. */
  wrapped: number;
  /** By which its last packet was placed. */
  placed: Epoch | undefined;
  /** No decoding time may lie below. */
  floor: Micros | undefined;
  /** What the demuxer takes the last packet's length for, and what it is, in ticks. */
  counted: number;
  length: number;
  /** Ticks by which the demuxer's own counting lags, until the next stamp that was sent. */
  lag: number;
}

/** A longer step forward leaves a hole that something may yet come for, in µs. */
const HOLE = 50_000;
/** The programme that is shown. */
const MAIN = 0;
/** The demuxer counts whole ticks; with a wrong length it is off by more than this. */
const ROUNDING = 2.5;

/** Gives packets of an input media time that never goes back. Pure; packets are not touched. */
export class TimestampNormaliser {
  #tracks: Track[] = [];
  /** By programme. */
  #clocks = new Map<number, SenderClock<Track>>();
  /** The last decoding time of each kind, that no packet of a later connection goes below. */
  readonly #floors = new Map<StampedStream['kind'], Micros>();
  #end: Micros = ZERO;

  /** The end of the latest picture or sound. */
  get end(): Micros {
    return this.#end;
  }

  /** A new connection: what its stamps call `zero` is media time `start`. */
  begin({ start, zero, streams, mostHole = Infinity }: Begun): void {
    this.#end = latest(this.#end, start);
    this.#clocks = new Map();
    for (const { programme = MAIN } of [{}, ...streams] as readonly Partial<StampedStream>[])
      if (!this.#clocks.has(programme))
        this.#clocks.set(programme, new SenderClock<Track>(start, zero, mostHole));
    this.#tracks = [];
    for (const stream of streams) this.#add(stream, start, this.#floors.get(stream.kind));
  }

  /** A further stream of the connection, with the next number: it goes by the clock of its programme. */
  join(stream: StampedStream): void {
    this.#add(stream, this.#end, undefined);
  }

  #add(stream: StampedStream, due: Micros, floor: Micros | undefined): void {
    const clock = this.#clocks.get(stream.programme ?? MAIN) ?? this.#clocks.get(MAIN);
    if (clock === undefined) throw new RangeError('internal: a stream before its connection');
    const track = newTrack(stream, clock, due, floor);
    this.#tracks.push(track);
    clock.share(track);
  }

  /** The media time of a packet. Packets of each stream come in decoding order, as far as the sender keeps it. */
  place(stamps: Stamps): Placed {
    const track = this.#tracks[stamps.stream];
    if (track === undefined)
      throw new RangeError(`internal: a packet of the unknown stream ${stamps.stream}`);
    const { ticks, wrapped } = track;
    const stamp = decodingStamp(track, stamps);
    if (stamp === undefined) return this.#finish(track, stamps, ticks.fromMicros(track.due));
    const first = track.last === undefined;
    const raw = unwrap(track, stamp);
    track.wrapped = raw - stamp;
    const { clockMs, alone = false } = stamps;
    const sighting = { from: ticks.toMicros(raw), length: lengthIn(track, stamps), clockMs, alone };
    const rejoined = track.rejoins;
    const by = first ? track.clock.enter(track, sighting) : track.clock.follow(track, sighting);
    track.lag = lagOf(track, raw);
    track.last = raw;
    const placed = this.#finish(track, stamps, raw + shiftOf(track));
    const moved = !first && (rejoined || track.epoch !== track.placed);
    track.placed = track.epoch;
    const wrap = first ? 0 : track.wrapped - wrapped;
    if (by !== undefined) return { ...placed, moved, jump: { kind: 'jump', by } };
    if (wrap === 0) return { ...placed, moved };
    return { ...placed, moved, jump: { kind: 'wrap', by: Math.abs(ticks.toMicros(wrap)) } };
  }

  /** Keeps decoding times rising, and remembers where the packet ends. */
  #finish(track: Track, stamps: Stamps, wanted: number): Placed {
    const { kind, ticks, floor, stream } = track;
    const lowest = floor === undefined || kind === 'other' ? wanted : ticks.fromMicros(floor) + 1;
    const dts = Math.max(wanted, lowest);
    const shown = stamps.pts === undefined ? wanted : unwrap(track, stamps.pts) + shiftOf(track);
    // Sound says where it belongs even where it is doubled: there it is cut.
    const pts = kind === 'audio' ? shown : Math.max(shown, dts);
    const at = ticks.toMicros(dts);
    const length = lengthIn(track, stamps);
    track.first ??= at;
    const begins = ticks.toMicros(wanted);
    if (begins > track.due + HOLE) track.hole = { from: track.due, to: begins };
    track.due = add(begins, length);
    track.clockMs = stamps.clockMs ?? 0;
    track.counted = stamps.duration;
    track.length = stamps.length ?? (stamps.duration > 0 ? stamps.duration : stream.usual);
    if (kind !== 'other') {
      track.floor = at;
      this.#floors.set(kind, latest(this.#floors.get(kind) ?? at, at));
      const end = add(ticks.toMicros(pts), length);
      track.clock.reached(end);
      if ((stream.programme ?? MAIN) === MAIN) this.#end = latest(this.#end, end);
    }
    const duration = isWrong(track) ? Math.round(track.length) : stamps.duration;
    return { dts, pts, duration, at, moved: false };
  }
}

function newTrack(
  stream: StampedStream,
  clock: SenderClock<Track>,
  due: Micros,
  floor: Micros | undefined,
): Track {
  return {
    stream,
    clock,
    kind: stream.kind,
    ticks: new TimeBase(stream.base),
    range: stream.wrapBits >= 1 && stream.wrapBits < 53 ? 2 ** stream.wrapBits : 0,
    epoch: clock.newest,
    first: undefined,
    placed: undefined,
    last: undefined,
    wrapped: 0,
    due,
    floor,
    clockMs: 0,
    rejoins: false,
    hole: undefined,
    doubled: undefined,
    counted: 0,
    length: 0,
    lag: 0,
  };
}

/** The stamp with the counter's wraps added: the one nearest to where the stream, or else the input, stands. */
function unwrap({ range, last, ticks, clock }: Track, stamp: number): number {
  if (range === 0) return stamp;
  const near = last ?? ticks.fromMicros(micros(clock.end - clock.newest.offset));
  return stamp + Math.round((near - stamp) / range) * range;
}

/** What makes media time of a stamp, in ticks. */
const shiftOf = ({ ticks, epoch, lag }: Track): number =>
  ticks.fromMicros(micros(epoch.offset)) + Math.round(lag);

/** Decoding times that are missing follow each other; the first lies as far before its picture as the codec reorders. */
function decodingStamp(track: Track, { dts, pts, duration }: Stamps): number | undefined {
  const { stream, last } = track;
  if (dts !== undefined) return dts;
  const length = duration > 0 ? duration : stream.usual;
  if (stream.kind !== 'video') return pts;
  if (last !== undefined) return undefined;
  return pts === undefined ? undefined : pts - (stream.reorder ?? 0) * length;
}

const isWrong = ({ counted, length, stream }: Track): boolean =>
  stream.kind === 'audio' && length > 0 && Math.abs(counted - length) > ROUNDING;

/**
 * FFmpeg counts on from the last stamp of a transport stream by the length that it takes a packet for: nothing, while it
 * does not know, or that at the sample rate of before. All that follows up to the next stamp is off by the difference.
 */
function lagOf(track: Track, raw: number): number {
  const { last, counted, length, lag } = track;
  if (last === undefined || Math.abs(raw - last - counted) > 1) return 0;
  return isWrong(track) ? lag + length - counted : lag;
}

const lengthIn = ({ ticks, stream }: Track, { duration, length }: Stamps): Micros =>
  ticks.toMicros(length ?? (duration > 0 ? duration : stream.usual));
