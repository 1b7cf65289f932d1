/**
 * Presentation stamps of single pictures in a file that damage sent far ahead, while their decoding stamps go on. A codec shows a
 * picture behind some that are decoded after it; one behind which a long run of pictures is shown before it is damaged. It goes
 * back to the place that the others leave (picture-places.ts).
 */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import type { OpenedInput } from './demuxer.ts';
import { laterBy, placeOf, rangeOf, REMEMBERED, type Picture } from './picture-places.ts';
import { StrayStamps } from './stray-stamps.ts';

/** A picture that is shown later than it is decoded by this much more than any lately is in doubt; in seconds. */
const FAR_S = 10;
/** Of so many pictures it is known by how much they are shown later. */
const USUAL = 8;
/** It is damaged when so many that are decoded behind it are all shown before it: encoders' anchors lie 64 apart at most. */
const BEHIND = 128;
/** At the end of the file so many are enough, */
const AT_END = 64;
/** and so many where it is later by more than this, in seconds: the last picture may be shown long after a still, but has few behind it. */
const [AT_END_VERY_FAR, VERY_FAR_S] = [20, 60];
/** When these are decoded further apart than this, in seconds, time stood still: then it may be shown as late as it says. */
const STANDS_S = 1;
/** Never is more held back. */
const [MOST_PACKETS, MOST_BYTES] = [2_000, 64 * 2 ** 20];

/** A stream of pictures. */
interface Track {
  /** Its ticks. */
  readonly second: number;
  /** Stamps start again from 0 after so many ticks; 0: never. */
  readonly range: number;
  /** The last pictures that went on. */
  readonly before: Picture[];
}

/** A packet that was read, with what the reader below says of it. */
interface Read {
  readonly packet: Packet;
  readonly track: Track | undefined;
  /** Undefined of what is no picture, or lacks a stamp. */
  readonly picture: Picture | undefined;
  readonly off: number;
  readonly alone: boolean;
}

/** What those behind a picture in doubt say of it. */
type Verdict = 'damaged' | 'right';

/** Reads a file's packets, and sets their stamps straight: decoding stamps first (`StrayStamps`). The input stays the caller's. */
export class StrayPictures implements Disposable {
  /** The packet that was read last: its stream goes on from its stamps, where no other does. */
  alone = false;
  /** By how many µs the stamps of the packet that was read last were off; 0 where they were right. */
  off = 0;
  readonly #input: OpenedInput;
  readonly #below: StrayStamps;
  readonly #tracks = new Map<number, Track | undefined>();
  /** A picture in doubt, and what came behind it; behind one that is settled others may be in doubt. */
  #held: Read[] = [];
  #heldBytes = 0;
  #ended = false;
  /** Why reading failed: to those who hold packets that is the end, and it is thrown when they have given all. */
  #failure: { readonly error: unknown } | undefined;

  constructor(input: OpenedInput) {
    this.#input = input;
    this.#below = new StrayStamps(input, (packet) => this.#readOrEnd(packet));
  }

  /** As `OpenedInput.read`. What was read before a failure is given before that is thrown. */
  read(packet: Packet): boolean | Promise<boolean> {
    for (;;) {
      if (this.#give(packet)) return true;
      if (this.#ended) {
        if (this.#failure !== undefined) throw this.#failure.error;
        return false;
      }
      const more = this.#below.read(packet);
      if (more instanceof Promise) return more.then((got) => this.#took(packet, got) || this.read(packet));
      if (this.#took(packet, more)) return true;
    }
  }

  #readOrEnd(packet: Packet): boolean | Promise<boolean> {
    const failed = (error: unknown): false => {
      this.#failure = { error };
      return false;
    };
    try {
      const more = this.#input.read(packet);
      return more instanceof Promise ? more.catch(failed) : more;
    } catch (error) {
      return failed(error);
    }
  }

  /** Whether the packet that was read goes on at once. */
  #took(packet: Packet, got: boolean): boolean {
    if (!got) {
      this.#ended = true;
      return false;
    }
    const read = this.#describe(packet);
    if (this.#held.length === 0 && !isDoubtful(read)) {
      this.#pass(read);
      return true;
    }
    const own = new Packet();
    own.alloc();
    own.ref(packet);
    packet.unref();
    this.#held.push({ ...read, packet: own });
    this.#heldBytes += own.size;
    return false;
  }

  /** Gives the first of what is held, where that is certain by now. */
  #give(packet: Packet): boolean {
    const [first, ...behind] = this.#held;
    if (first === undefined) return false;
    const { track, picture } = first;
    let read = first;
    if (track !== undefined && picture !== undefined && isDoubtful(first)) {
      const others = behind.flatMap((one) =>
        one.track === track && one.picture !== undefined ? [one.picture] : [],
      );
      const verdict = verdictOn(picture, others, track, this.#ended) ?? (this.#isFull ? 'right' : undefined);
      if (verdict === undefined) return false;
      if (verdict === 'damaged') read = putRight(first, picture, track, others);
    }
    this.#held = behind;
    this.#heldBytes -= first.packet.size;
    this.#pass(read);
    packet.ref(read.packet);
    read.packet.free();
    return true;
  }

  get #isFull(): boolean {
    return this.#held.length >= MOST_PACKETS || this.#heldBytes >= MOST_BYTES;
  }

  #pass({ track, picture, off, alone }: Read): void {
    [this.off, this.alone] = [off, alone];
    if (track === undefined || picture === undefined) return;
    track.before.push(picture);
    if (track.before.length > REMEMBERED) track.before.shift();
  }

  #describe(packet: Packet): Read {
    const { off, alone } = this.#below;
    const { dts, pts, streamIndex } = packet;
    const track = this.#trackOf(streamIndex);
    if (track === undefined || dts === AV_NOPTS_VALUE || pts === AV_NOPTS_VALUE)
      return { packet, track: undefined, picture: undefined, off, alone };
    return {
      packet,
      track,
      picture: { decoded: Number(dts), later: laterBy(pts - dts, track.range) },
      off,
      alone,
    };
  }

  #trackOf(index: number): Track | undefined {
    if (this.#tracks.has(index)) return this.#tracks.get(index);
    const { info, streams } = this.#input;
    const [known, stream] = [info.streams[index], streams[index]];
    // A stream that begins after the probing is described later.
    if (known === undefined || stream === undefined) return undefined;
    const { timeBase, ptsWrapBits } = stream;
    const track = { second: timeBase.den / timeBase.num, range: rangeOf(ptsWrapBits), before: [] };
    this.#tracks.set(index, known.kind === 'video' && !known.cover ? track : undefined);
    return this.#tracks.get(index);
  }

  [Symbol.dispose](): void {
    for (const { packet } of this.#held) packet.free();
    this.#held = [];
    this.#below[Symbol.dispose]();
  }
}

function isDoubtful({ track, picture }: Read): boolean {
  if (track === undefined || picture === undefined || track.before.length < USUAL) return false;
  if (picture.later < FAR_S * track.second) return false;
  return picture.later - Math.max(...track.before.map(({ later }) => later)) > FAR_S * track.second;
}

/** Undefined while it is not certain. */
function verdictOn(
  picture: Picture,
  behind: readonly Picture[],
  { second }: Track,
  ended: boolean,
): Verdict | undefined {
  const shown = picture.decoded + picture.later;
  const stands = ({ decoded }: Picture, i: number): boolean =>
    Math.abs(decoded - (behind[i - 1] ?? picture).decoded) > STANDS_S * second;
  // What runs just as far ahead may be damaged, too: it says nothing.
  const others = behind.filter(({ later }) => later < picture.later / 2);
  if (behind.some(stands) || others.some(({ decoded, later }) => decoded + later >= shown)) return 'right';
  if (others.length >= BEHIND) return 'damaged';
  if (!ended) return undefined;
  const enough = picture.later > VERY_FAR_S * second ? AT_END_VERY_FAR : AT_END;
  return others.length >= enough ? 'damaged' : 'right';
}

/** The picture is shown at the place that the others leave. */
function putRight(read: Read, picture: Picture, track: Track, behind: readonly Picture[]): Read {
  const { decoded, later } = picture;
  const shown = Math.round(placeOf(picture, track.before, behind.slice(0, REMEMBERED)));
  const { packet } = read;
  const off = Math.round(((decoded + later - shown) / track.second) * 1e6);
  packet.pts = packet.dts + BigInt(shown - decoded);
  return { ...read, picture: { decoded, later: shown - decoded }, off: read.off === 0 ? off : read.off };
}
