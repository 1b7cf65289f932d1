/**
 * Media time for the packets of a live input. Senders' time stamps wrap, jump, stop and start again; media time begins
 * at 0 and never goes back. Pure: stamps and wall-clock times in, media time out.
 */
import { add, latest, micros, ZERO, type Micros } from '../../streams/time.ts';
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
}

/** A packet's stamps in its stream's ticks, as they came. */
export interface Stamps {
  readonly stream: number;
  readonly dts: number | undefined;
  readonly pts: number | undefined;
  readonly duration: number;
  /** Arrival, in milliseconds of the wall clock. */
  readonly clockMs: number;
}

/** Media time of a packet. */
export interface Placed {
  /** In its stream's ticks. */
  readonly dts: number;
  readonly pts: number;
  /** The decoding time. */
  readonly at: Micros;
  readonly jump?: Jump;
}

/** Time stamps did not go on where they were. */
export interface Jump {
  readonly kind: 'wrap' | 'jump';
  /** How far the stamps went, in µs; of a wrap, the counter's whole range. */
  readonly by: number;
}

/** One relation between stamps and media time: all streams that use it keep their relation to each other. */
interface Epoch {
  /** Added to the stamps, in µs. */
  readonly offset: number;
  /** The place on the sender's clock that came last, in µs, for streams that begin after a wrap. */
  lastRaw: number;
}

interface Track {
  readonly stream: StampedStream;
  readonly ticks: TimeBase;
  /** Ticks of a whole counter; 0 when it never wraps. */
  readonly range: number;
  epoch: Epoch;
  /** The last decoding stamp with its wraps counted, in ticks; undefined before the first packet. */
  last: number | undefined;
  /** Ticks that wraps have added. */
  wrapped: number;
  /** Where its next packet is due. */
  due: Micros;
  clockMs: number;
  /** The last packet did not tell its duration. */
  timeless: boolean;
  /** Ticks by which the demuxer's own counting of sound lags, until the next stamp that was sent. */
  lent: number;
}

/** Steps that are neither jump nor gap, in µs: forward, as a sparse stream makes them; back, as careless senders do. */
const FORWARD = 1_000_000;
const BACK = 300_000;
/** A stream follows another's jump when its own lands within this of where it is due, in µs. */
const FOLLOWS = 10_000_000;
/** A forward step is a real gap when the wall clock has moved on by as much, give or take this, in µs. */
const SLACK = 1_000_000;
/** A jump that came after a longer silence leaves that silence in media time, in µs. */
const PAUSE = 2_000_000;
/** Old relations are kept for packets that come out of order across a jump. */
const EPOCHS = 4;

/** Gives packets of a live input media time that never goes back. Pure; packets are not touched. */
export class TimestampNormaliser {
  #tracks: Track[] = [];
  #epochs: Epoch[] = [];
  /** The last decoding time of each kind, that no later packet of the kind goes below. */
  readonly #floors = new Map<StampedStream['kind'], Micros>();
  #start: Micros = ZERO;
  #end: Micros = ZERO;
  #begun = false;

  /** The end of the latest picture or sound. */
  get end(): Micros {
    return this.#end;
  }

  /** A new connection: what its stamps call `zero` (µs) is media time `start`. */
  begin(start: Micros, zero: Micros, streams: readonly StampedStream[]): void {
    const epoch: Epoch = { offset: start - zero, lastRaw: zero };
    this.#epochs = [epoch];
    this.#start = start;
    this.#end = latest(this.#end, start);
    this.#begun = false;
    this.#tracks = streams.map((stream) => newTrack(stream, epoch, start));
  }

  /** A further stream of the connection, with the next number: it goes by the clock of those that were there before. */
  join(stream: StampedStream): void {
    this.#tracks.push(newTrack(stream, this.#newest, this.#end));
  }

  /** The media time of a packet. Packets of each stream come in decoding order, as far as the sender keeps it. */
  place(stamps: Stamps): Placed {
    const track = this.#tracks[stamps.stream];
    if (track === undefined)
      throw new RangeError(`internal: a packet of the unknown stream ${stamps.stream}`);
    const stamp = stamps.dts ?? stamps.pts;
    if (stamp === undefined) return this.#finish(track, stamps, track.ticks.fromMicros(track.due), 0);
    const first = track.last === undefined;
    const wrappedBefore = track.wrapped;
    const raw = unwrap(track, stamp);
    const jump = first ? this.#enter(track, raw, stamps) : this.#follow(track, raw, stamps);
    track.last = raw;
    track.epoch.lastRaw = track.ticks.toMicros(raw);
    const shift = track.ticks.fromMicros(track.epoch.offset);
    track.lent = lend(track, raw + shift);
    const placed = this.#finish(track, stamps, raw + shift + track.lent, presentation(track, stamps));
    if (jump !== undefined) return { ...placed, jump };
    const wrap = first ? 0 : track.wrapped - wrappedBefore;
    return wrap === 0
      ? placed
      : { ...placed, jump: { kind: 'wrap', by: Math.abs(track.ticks.toMicros(wrap)) } };
  }

  /** The first packet of a stream. */
  #enter(track: Track, raw: number, stamps: Stamps): Jump | undefined {
    const from = track.ticks.toMicros(raw);
    const early = !this.#begun;
    this.#begun ||= track.stream.kind !== 'other';
    const newest = this.#newest;
    track.epoch = newest;
    const at = from + newest.offset;
    const due = early ? this.#start : this.#end;
    const elapsed = early ? 0 : Math.max(0, stamps.clockMs - this.#lastArrival()) * 1000;
    if (track.stream.kind === 'other' || Math.abs(at - due) <= FOLLOWS + elapsed) return undefined;
    // Its clock has nothing to do with what is known: it begins where the input stands now.
    return this.#jump(track, from, due, at - due);
  }

  #follow(track: Track, raw: number, stamps: Stamps): Jump | undefined {
    const from = track.ticks.toMicros(raw);
    const step = (epoch: Epoch): number => from + epoch.offset - track.due;
    const own = step(track.epoch);
    if (own >= -BACK && own <= FORWARD) return undefined;
    const others = this.#epochs.filter((epoch) => epoch !== track.epoch);
    const newer = this.#epochs.slice(this.#epochs.indexOf(track.epoch) + 1);
    const known =
      others.findLast((epoch) => step(epoch) >= -BACK && step(epoch) <= FORWARD) ??
      newer.findLast((epoch) => Math.abs(step(epoch)) <= FOLLOWS);
    if (known !== undefined) {
      track.epoch = known;
      return undefined;
    }
    const elapsed = (stamps.clockMs - track.clockMs) * 1000;
    const isGap = (epoch: Epoch): boolean => step(epoch) > 0 && step(epoch) <= elapsed + SLACK;
    if (isGap(track.epoch)) return undefined;
    const gone = newer.findLast(isGap);
    if (gone !== undefined || track.stream.kind === 'other') {
      track.epoch = gone ?? this.#newest;
      return undefined;
    }
    const silence = elapsed > PAUSE ? elapsed - lengthOf(track, stamps) : 0;
    return this.#jump(track, from, micros(Math.round(track.due + silence)), own);
  }

  #jump(track: Track, from: Micros, to: Micros, by: number): Jump {
    track.epoch = { offset: to - from, lastRaw: from };
    this.#epochs = [...this.#epochs, track.epoch].slice(-EPOCHS);
    return { kind: 'jump', by };
  }

  /** Keeps decoding times rising, and remembers where the packet ends. */
  #finish(track: Track, stamps: Stamps, wanted: number, ahead: number): Placed {
    const { kind } = track.stream;
    const floor = kind === 'other' ? undefined : this.#floors.get(kind);
    const lowest = floor === undefined ? wanted : track.ticks.fromMicros(floor) + 1;
    const dts = Math.max(wanted, lowest);
    const pts = Math.max(wanted + ahead, dts);
    const at = track.ticks.toMicros(dts);
    const length = lengthOf(track, stamps);
    track.due = add(track.ticks.toMicros(wanted), length);
    track.clockMs = stamps.clockMs;
    track.timeless = stamps.duration <= 0;
    if (kind !== 'other') {
      this.#floors.set(kind, at);
      this.#end = latest(this.#end, add(track.ticks.toMicros(pts), length));
    }
    return { dts, pts, at };
  }

  get #newest(): Epoch {
    const epoch = this.#epochs.at(-1);
    if (epoch === undefined) throw new RangeError('internal: a packet before its connection');
    return epoch;
  }

  #lastArrival(): number {
    return Math.max(0, ...this.#tracks.map((track) => track.clockMs));
  }
}

const newTrack = (stream: StampedStream, epoch: Epoch, due: Micros): Track => ({
  stream,
  ticks: new TimeBase(stream.base),
  range: stream.wrapBits >= 1 && stream.wrapBits < 53 ? 2 ** stream.wrapBits : 0,
  epoch,
  last: undefined,
  wrapped: 0,
  due,
  clockMs: 0,
  timeless: false,
  lent: 0,
});

/** The stamp with the counter's wraps added: the one nearest to where the stream, or else the input, stands. */
function unwrap(track: Track, stamp: number): number {
  if (track.range === 0) return stamp;
  const near = track.last ?? track.ticks.fromMicros(track.epoch.lastRaw);
  track.wrapped = Math.round((near - stamp) / track.range) * track.range;
  return stamp + track.wrapped;
}

/**
 * FFmpeg counts on from the last stamp of a transport stream. While it does not know how long a packet is, it counts it
 * as nothing, and all that follows up to the next stamp comes too early by its length.
 */
function lend(track: Track, wanted: number): number {
  const lacking = track.ticks.fromMicros(track.due) - wanted;
  const same = (lag: number): boolean => lag > 0 && Math.abs(lacking - lag) <= 1;
  if (same(track.lent)) return track.lent;
  const counted = track.timeless && track.stream.kind === 'audio';
  return counted && same(track.stream.usual) ? track.stream.usual : 0;
}

const lengthOf = ({ ticks, stream }: Track, { duration }: Stamps): Micros =>
  ticks.toMicros(duration > 0 ? duration : stream.usual);

/** How far presentation lies behind decoding, in ticks. */
function presentation(track: Track, { dts, pts }: Stamps): number {
  if (dts === undefined || pts === undefined) return 0;
  const ahead = pts - dts;
  return track.range === 0 ? ahead : ahead - Math.round(ahead / track.range) * track.range;
}
