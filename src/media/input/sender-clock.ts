/**
 * The clock of a sender, as its streams' stamps show it: where stamps lie in media time, and when that changes. One
 * clock for all streams of a programme: only all of them together are moved. A hole in one stream is a hole; stamps that
 * start again, or jump, are a new relation between stamps and media time (an epoch), which each stream enters as it
 * comes to the seam. Pure.
 */
import { latest, micros, ZERO, type Micros } from '../../streams/time.ts';

/** One relation between stamps and media time: all streams that use it keep their relation to each other. */
export interface Epoch {
  /** Added to the stamps, in µs. */
  readonly offset: number;
}

/** Where a stream stands on the clock. Times are media time. */
export interface ClockedStream {
  readonly kind: 'video' | 'audio' | 'other';
  epoch: Epoch;
  /** Decoding time of its first packet; undefined before it. */
  first: Micros | undefined;
  /** Where its next packet is due. */
  due: Micros;
  /** Arrival of its last packet, in ms of the wall clock. */
  clockMs: number;
  /** The next packet holds wherever it lies. */
  rejoins: boolean;
  /** What was missing at its last step forward, in media time. */
  hole: { readonly from: Micros; readonly to: Micros } | undefined;
  /** Its last step back that was taken for doubled sound: how far, and whence, in media time. */
  doubled: { readonly by: number; readonly at: Micros } | undefined;
}

/** A packet's stamp on the clock. */
export interface Sighting {
  /** Its decoding stamp in µs, wraps counted. */
  readonly from: Micros;
  /** How long it is, in µs. */
  readonly length: Micros;
  /** Arrival in ms of the wall clock; undefined where arrival tells nothing, as of a file. */
  readonly clockMs: number | undefined;
  /** What follows in the file tells that this stream goes on from here, and that no other does. */
  readonly alone?: boolean;
}

/** Steps that are neither jump nor gap, in µs: forward, as a sparse stream makes them; back, as careless senders do. */
const FORWARD = 1_000_000;
const BACK = 300_000;
/** Sound that goes back by no more than this came twice, in µs: transport streams carry up to half a second at once. */
const DOUBLED = 750_000;
/** A stream follows another's jump when its own lands within this of where it is due, in µs. */
const FOLLOWS = 10_000_000;
/** A forward step is a real gap when the wall clock has moved on by as much, give or take this, in µs. */
const SLACK = 1_000_000;
/** A jump that came after a longer silence leaves that silence in media time, in µs. */
const PAUSE = 2_000_000;
/** Old relations are kept for packets that come out of order across a jump. */
const EPOCHS = 4;
/** Streams that end together end within this, in µs: a packet of sound is up to 64 ms long, a picture 42 ms. */
const RAGGED = 100_000;
/** Streams that begin further apart than this say nothing about how they begin again, in µs. */
const TOGETHER = 1_000_000;
/**
 * When another stream has gone on for this long on the old relation, the stream that jumped did so alone, in µs. More
 * than muxers interleave by.
 */
const ALONE = 3_000_000;

/** A jump that one stream has made and that no other has confirmed yet. */
interface Trial {
  readonly stream: ClockedStream;
  readonly old: Epoch;
  readonly epoch: Epoch;
  readonly at: Micros;
}

/** Where `due` lies when its stamp is `from`. */
const step = (due: Micros, from: Micros, epoch: Epoch): number => from + epoch.offset - due;
const goesOn = (by: number): boolean => by >= -BACK && by <= FORWARD;

/** Decides for each packet to which epoch it belongs. One for all streams that share a clock. */
export class SenderClock<S extends ClockedStream = ClockedStream> {
  /** Without a wall clock: longer steps forward of all streams are no holes, in µs. */
  readonly #mostHole: number;
  readonly #streams: S[] = [];
  #epochs: Epoch[];
  #trial: Trial | undefined;
  #begun = false;
  readonly #start: Micros;
  /** The end of the latest picture or sound. */
  end: Micros;

  constructor(start: Micros, zero: Micros, mostHole: number) {
    this.#epochs = [{ offset: start - zero }];
    this.#start = start;
    this.#mostHole = mostHole;
    this.end = start;
  }

  /** A stream that goes by it. */
  share(stream: S): void {
    this.#streams.push(stream);
  }

  get newest(): Epoch {
    const epoch = this.#epochs.at(-1);
    if (epoch === undefined) throw new RangeError('internal: a clock without an epoch');
    return epoch;
  }

  /** A stream's first packet; by how many µs its stamps had to be moved against what is known, or undefined. */
  enter(stream: S, { from, clockMs }: Sighting): number | undefined {
    const early = !this.#begun;
    this.#begun ||= stream.kind !== 'other';
    stream.epoch = this.#epochs.findLast((epoch) => this.#isUsed(epoch)) ?? this.newest;
    if (stream.kind === 'other') return undefined;
    const due = early ? this.#start : this.end;
    const off = step(due, from, stream.epoch);
    const elapsed = early || clockMs === undefined ? 0 : Math.max(0, clockMs - this.#lastArrival()) * 1000;
    const reach = clockMs === undefined ? Math.max(FOLLOWS, this.#mostHole) : FOLLOWS + elapsed;
    if (Math.abs(off) <= reach) return undefined;
    // Its clock has nothing to do with what is known: it begins where the input stands now.
    this.#begin(stream, from, due);
    return off;
  }

  /** A further packet of a stream; by how many µs its stamps jumped where they did, else undefined. */
  follow(stream: S, sighting: Sighting): number | undefined {
    const { from } = sighting;
    if (stream.kind === 'other') {
      stream.epoch = this.#nearest(from);
      return undefined;
    }
    const own = step(stream.due, from, stream.epoch);
    const rejoins = stream.rejoins;
    stream.rejoins = false;
    if (goesOn(own)) this.#judge(stream, from);
    if (goesOn(own) || rejoins || isLate(stream, own)) return undefined;
    const known = this.#known(stream, from, own);
    if (known !== undefined) {
      if (known === this.#trial?.epoch) this.#trial = undefined;
      stream.epoch = known;
      return undefined;
    }
    if (stream.kind === 'audio' && own < 0 && own >= -DOUBLED) {
      stream.doubled = { by: own, at: stream.due };
      return undefined;
    }
    const elapsed = this.#elapsed(stream, sighting);
    const isGap = (by: number): boolean => by > 0 && by <= elapsed + SLACK;
    if (isGap(own)) return undefined;
    const gone = this.#newer(stream).findLast((epoch) => isGap(step(stream.due, from, epoch)));
    if (gone !== undefined) {
      stream.epoch = gone;
      return undefined;
    }
    this.#jump(stream, sighting);
    return own;
  }

  /** The epoch that a stream enters which does not go on where it was: one that another has entered, or its own. */
  #known(stream: S, from: Micros, own: number): Epoch | undefined {
    const newer = this.#newer(stream);
    const by = (epoch: Epoch): number => step(stream.due, from, epoch);
    const closest = (epochs: readonly Epoch[]): Epoch | undefined =>
      [...epochs].sort((a, b) => Math.abs(by(a)) - Math.abs(by(b)))[0];
    const next = closest(newer.filter((epoch) => goesOn(by(epoch))));
    if (next !== undefined) return next;
    // The others have come as far with no jump: what lies between is missing in this stream alone.
    if (own > 0 && from + stream.epoch.offset <= this.end + FORWARD) return stream.epoch;
    const older = this.#epochs.filter((epoch) => epoch !== stream.epoch && goesOn(by(epoch)));
    return closest(older) ?? closest(newer.filter((epoch) => Math.abs(by(epoch)) <= FOLLOWS));
  }

  /** One packet with a damaged stamp leaves an epoch that nobody goes by. */
  #isUsed(epoch: Epoch): boolean {
    return this.#streams.some((stream) => stream.epoch === epoch && isTimed(stream));
  }

  #newer(stream: S): readonly Epoch[] {
    return this.#epochs.slice(this.#epochs.indexOf(stream.epoch) + 1);
  }

  /** How far the clock may have moved on since the stream's last packet, in µs. */
  #elapsed(stream: S, { clockMs, alone = false }: Sighting): number {
    if (alone) return 0;
    return clockMs === undefined ? this.#mostHole : (clockMs - stream.clockMs) * 1000;
  }

  /** Another stream goes on as if nothing had been: does the one that jumped do so alone? */
  #judge(stream: S, from: Micros): void {
    const trial = this.#trial;
    if (trial === undefined || stream.epoch !== trial.old) return;
    if (from + stream.epoch.offset <= trial.at + ALONE) return;
    this.#trial = undefined;
    // With a clock so far off it could only be thrown away.
    if (Math.abs(trial.old.offset - trial.epoch.offset) > FOLLOWS) return;
    trial.stream.epoch = trial.old;
    trial.stream.rejoins = true;
    this.#epochs = this.#epochs.filter((epoch) => epoch !== trial.epoch);
  }

  #jump(stream: S, sighting: Sighting): void {
    const { from, length, clockMs, alone = false } = sighting;
    if (alone) return this.#leave(stream, from);
    const elapsed = clockMs === undefined ? 0 : this.#elapsed(stream, sighting);
    const silence = elapsed > PAUSE ? elapsed - length : 0;
    const old = stream.epoch;
    // Whatever the seam, the silence of a sender is kept.
    const seam = this.#seam(stream, clockMs === undefined);
    const at = silence > 0 ? latest(micros(Math.round(stream.due + silence)), seam) : seam;
    this.#begin(stream, from, at);
    for (const other of this.#streams) if (other !== stream) followBack(other, old, stream.epoch, at);
    const others = this.#streams.some((other) => other !== stream && other.epoch === old && isTimed(other));
    this.#trial = others ? { stream, old, epoch: stream.epoch, at } : undefined;
  }

  /** The others stay: they go by the newest epoch still. */
  #leave(stream: S, from: Micros): void {
    stream.epoch = { offset: stream.due - from };
    this.#epochs = [...this.#epochs.slice(0, -1), stream.epoch, this.newest].slice(-EPOCHS);
  }

  #begin(stream: S, from: Micros, to: Micros): void {
    stream.epoch = { offset: to - from };
    this.#epochs = [...this.#epochs, stream.epoch].slice(-EPOCHS);
  }

  /**
   * Where the stream goes on so that no other, if they begin again as they began, covers much of its own end. Files are
   * joined where all streams end: there pictures follow each other evenly, and a little sound is cut. A sender's clock
   * that is set anew leaves no seam in its media: the first stream to tell goes on where it was.
   */
  #seam(stream: S, recorded: boolean): Micros {
    const ends = this.#streams
      .filter((other) => isTimed(other) && (other === stream || other.epoch === stream.epoch))
      .map((other) => ({ kind: other.kind, end: micros(other.due - this.#apart(other, stream)) }));
    const all = Math.max(...ends.map(({ end }) => end));
    const pictures = Math.max(...ends.filter(({ kind }) => kind === 'video').map(({ end }) => end));
    const even = recorded && pictures > -Infinity ? pictures : stream.due;
    return micros(all - even <= RAGGED ? even : all);
  }

  /** By how much later than `stream` the other began. */
  #apart(other: S, stream: S): number {
    const apart = (other.first ?? ZERO) - (stream.first ?? ZERO);
    return Math.abs(apart) <= TOGETHER ? apart : 0;
  }

  /** The epoch in which a sparse stream's packet lies nearest to where the input stands. */
  #nearest(from: Micros): Epoch {
    const off = (epoch: Epoch): number => Math.abs(from + epoch.offset - this.end);
    return this.#epochs.reduce((best, epoch) => (off(epoch) <= off(best) ? epoch : best), this.newest);
  }

  /** A picture or sound ends here. */
  reached(end: Micros): void {
    this.end = latest(this.end, end);
  }

  #lastArrival(): number {
    return Math.max(0, ...this.#streams.map(({ clockMs }) => clockMs));
  }
}

/** Sound that seemed to have come twice, and was the first to go back by what now all do. */
function followBack(stream: ClockedStream, old: Epoch, epoch: Epoch, at: Micros): void {
  const { doubled } = stream;
  const by = old.offset - epoch.offset;
  if (stream.epoch !== old || doubled === undefined || Math.abs(doubled.by - by) > BACK) return;
  if (Math.abs(doubled.at - at) > ALONE) return;
  stream.epoch = epoch;
  stream.due = micros(Math.round(stream.due - by));
}

/** Whether the packet is one that was missing, overtaken by others on its way. */
const isLate = ({ due, hole }: ClockedStream, own: number): boolean =>
  hole !== undefined && due - hole.to <= DOUBLED && due + own >= hole.from - BACK && due + own < hole.to;

const isTimed = ({ kind, first }: ClockedStream): boolean => kind !== 'other' && first !== undefined;
