/**
 * Stamps of a file that run away from all others. No wall clock tells a damaged stamp from a hole there, but the packets
 * behind it do: what would come after a hole of minutes is read on with, until either is certain.
 *
 * - The stream goes on where it was before: the stamps between were damaged, and are set to where they belong.
 * - The stream goes on from its new stamps, or the other streams come there, too: a hole, or a clock that was set anew.
 * - The stream goes on from its new stamps while the others go on where they were: it went there alone.
 */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet, type IRational } from 'node-av/lib';
import { toMicros } from '../ffmpeg.ts';
import type { OpenedInput } from './demuxer.ts';

/** A longer step, also ahead of all other streams, is in doubt, in µs. More than muxers interleave by. */
const LEAST = 500_000;
/** A stream that went on for so long from its new stamps does so for good, in µs. */
const RUN = 1_000_000;
/** Others that went on for so long where they were do so for good, in µs. */
const ALONE = 3_000_000;
/** What others contradict is believed up to here, in µs: some muxers write sparse pictures seconds ahead. */
const FAR = 10_000_000;
/** Never are more packets held back. */
const MOST_HELD = 500;

/** What has been read of a stream. Times are on the input's own clock, in µs. */
interface Track {
  readonly base: IRational;
  readonly programme: number;
  /** The stamp of the last packet, and where it ends; undefined before the first. */
  last: number | undefined;
  end: number;
}

/** A packet with its place on the input's clock; the track of none that has no stamp, or is neither picture nor sound. */
interface Read {
  readonly packet: Packet;
  readonly track: Track | undefined;
  at: number;
  readonly length: number;
}

/** What the packets behind one in doubt say of it. */
type Verdict = 'stray' | 'alone' | 'hole';

/** Reads a file's packets, and looks further where one is in doubt. The input stays the caller's. */
export class StrayStamps implements Disposable {
  /** The packet that was read last: its stream goes on from its stamps, where no other does. */
  alone = false;
  /** By how many µs the stamps of the packet that was read last were off; 0 where they were right. */
  off = 0;
  readonly #input: OpenedInput;
  readonly #readInput: OpenedInput['read'];
  readonly #tracks = new Map<number, Track | undefined>();
  /** The packet in doubt and what came behind it. */
  #held: Read[] = [];
  /** How far the others had come by then. */
  #others = -Infinity;
  /** Read before, to be looked at again. */
  #again: Read[] = [];
  /** Settled: packets before the ones that are looked at, with what was off. */
  #settled: (Read & { readonly off: number; readonly alone: boolean })[] = [];
  #ended = false;

  /** `readInput` reads it, and does not throw: a failure is the end, since packets may be held. */
  constructor(input: OpenedInput, readInput: OpenedInput['read']) {
    this.#input = input;
    this.#readInput = readInput;
  }

  /** As `OpenedInput.read`. */
  read(packet: Packet): boolean | Promise<boolean> {
    for (;;) {
      const done = this.#next(packet);
      if (done !== undefined) return done;
      const more = this.#readInput(packet);
      if (more instanceof Promise) return more.then((got) => this.#took(packet, got) ?? this.read(packet));
      const took = this.#took(packet, more);
      if (took !== undefined) return took;
    }
  }

  /** Gives what is known already; false at the end, undefined where more has to be read. */
  #next(packet: Packet): boolean | undefined {
    for (;;) {
      const settled = this.#settled.shift();
      if (settled !== undefined) return this.#give(packet, settled);
      const again = this.#again.shift();
      if (again === undefined) break;
      if (this.#look(again)) return this.#give(packet, { ...again, off: 0, alone: false });
    }
    if (!this.#ended) return undefined;
    if (this.#held.length === 0) return false;
    this.#settle(this.#atEnd());
    return this.#next(packet);
  }

  #took(packet: Packet, got: boolean): boolean | undefined {
    if (!got) {
      this.#ended = true;
      return this.#next(packet);
    }
    const read = this.#describe(packet);
    if (this.#held.length === 0 && !this.#isDoubtful(read)) {
      this.#pass(read);
      [this.off, this.alone] = [0, false];
      return true;
    }
    const own = new Packet();
    own.alloc();
    own.ref(packet);
    packet.unref();
    this.#look({ ...read, packet: own });
    return undefined;
  }

  /** Whether a packet may go on as it is; else it is held. */
  #look(read: Read): boolean {
    if (this.#held.length === 0 && !this.#isDoubtful(read)) {
      this.#pass(read);
      return true;
    }
    if (this.#held.length === 0) this.#others = this.#furthestBeside(read);
    this.#held.push(read);
    const verdict = this.#verdict(read) ?? (this.#held.length < MOST_HELD ? undefined : 'hole');
    if (verdict !== undefined) this.#settle(verdict);
    return false;
  }

  #give(packet: Packet, { packet: own, off, alone }: Read & { off: number; alone: boolean }): boolean {
    packet.ref(own);
    own.free();
    [this.off, this.alone] = [off, alone];
    return true;
  }

  #describe(packet: Packet): Read {
    const track = this.#trackOf(packet.streamIndex);
    const { dts, pts } = packet;
    const stamp = dts === AV_NOPTS_VALUE ? pts : dts;
    const at = track === undefined ? undefined : toMicros(stamp, track.base);
    if (track === undefined || at === undefined) return { packet, track: undefined, at: 0, length: 0 };
    return { packet, track, at, length: toMicros(packet.duration, track.base) ?? 0 };
  }

  #trackOf(index: number): Track | undefined {
    if (this.#tracks.has(index)) return this.#tracks.get(index);
    const { info, streams, programmes } = this.#input;
    const [known, stream] = [info.streams[index], streams[index]];
    // A stream that begins after the probing is described later.
    if (known === undefined || stream === undefined) return undefined;
    const timed = !known.cover && (known.kind === 'video' || known.kind === 'audio');
    const programme = programmes[index] ?? 0;
    const track = timed ? { base: stream.timeBase, programme, last: undefined, end: 0 } : undefined;
    this.#tracks.set(index, track);
    return track;
  }

  #pass({ track, at, length }: Read): void {
    if (track === undefined) return;
    track.last = at;
    track.end = at + length;
  }

  #isDoubtful(read: Read): boolean {
    const { track, at } = read;
    if (track === undefined) return false;
    const others = this.#furthestBeside(read);
    if (track.last === undefined) return others > -Infinity && at > others + FAR;
    return at > track.end + LEAST && at > others + LEAST;
  }

  /** How far the other streams of its programme have come. */
  #furthestBeside({ track: own }: Read): number {
    let furthest = -Infinity;
    for (const track of this.#tracks.values())
      if (track !== undefined && track !== own && track.programme === own?.programme)
        furthest = Math.max(furthest, track.last ?? -Infinity);
    return furthest;
  }

  /** What the newest packet says of the one in doubt; undefined while nothing is certain. */
  #verdict(newest: Read): Verdict | undefined {
    const [doubtful] = this.#held;
    const track = doubtful?.track;
    if (doubtful === undefined || newest === doubtful || track === undefined) return undefined;
    const { track: other, at } = newest;
    if (other === undefined || other.programme !== track.programme) return undefined;
    if (other !== track) {
      if (at >= doubtful.at - LEAST) return 'hole';
      if (at <= this.#others + ALONE) return undefined;
      return at < doubtful.at - FAR ? 'stray' : 'hole';
    }
    if (at >= doubtful.at) {
      if (at < doubtful.at + RUN) return undefined;
      return this.#contradicted(doubtful) ? 'alone' : 'hole';
    }
    if (track.last === undefined) return 'stray';
    // Nearer to where the stream was than to where it went.
    return at > track.last && at < (track.end + doubtful.at) / 2 + RUN ? 'stray' : 'hole';
  }

  #atEnd(): Verdict {
    const [doubtful] = this.#held;
    return doubtful !== undefined && this.#contradicted(doubtful) ? 'stray' : 'hole';
  }

  /** Whether another stream went on far behind it. */
  #contradicted(doubtful: Read): boolean {
    return this.#held.some(
      ({ track, at }) =>
        track !== undefined &&
        track !== doubtful.track &&
        track.programme === doubtful.track?.programme &&
        at > this.#others &&
        at < doubtful.at - FAR,
    );
  }

  /** The packet in doubt goes on its way; what was read behind it is looked at by itself. */
  #settle(verdict: Verdict): void {
    const [doubtful, ...rest] = this.#held;
    this.#held = [];
    this.#again = [...rest, ...this.#again];
    if (doubtful === undefined) return;
    let off = 0;
    if (verdict === 'stray') {
      off = doubtful.at - this.#due(doubtful, rest);
      const run = rest.filter(({ track, at }) => track === doubtful.track && at >= doubtful.at);
      for (const read of [doubtful, ...run]) bringBack(read, off);
    }
    this.#pass(doubtful);
    this.#settled.push({ ...doubtful, off, alone: verdict === 'alone' });
  }

  /** Where the packet belongs: behind the one before, or before the next. */
  #due({ track, at, length }: Read, rest: readonly Read[]): number {
    if (track?.last !== undefined) return track.end;
    const next = rest.find((read) => read.track === track && read.at < at);
    return next === undefined ? this.#others : next.at - length;
  }

  [Symbol.dispose](): void {
    for (const { packet } of [...this.#held, ...this.#again, ...this.#settled]) packet.free();
    this.#held = [];
    this.#again = [];
    this.#settled = [];
  }
}

/** Takes `off` µs from a packet's stamps; a presentation time that is right already stays. */
function bringBack(read: Read, off: number): void {
  const { packet, track } = read;
  if (track === undefined) return;
  const { num, den } = track.base;
  const ticks = BigInt(Math.round((off * den) / (num * 1e6)));
  const shown = toMicros(packet.pts, track.base);
  read.at -= off;
  if (packet.dts !== AV_NOPTS_VALUE) packet.dts -= ticks;
  if (shown !== undefined && shown > read.at + off / 2) packet.pts -= ticks;
}
