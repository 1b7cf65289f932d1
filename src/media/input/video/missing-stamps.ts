/**
 * Single pictures of H.264 and HEVC that came without a presentation stamp, in a stream whose others have theirs: damage took it.
 * They are shown at the place that the others leave (picture-places.ts). Where stamps are missing by nature, the order is found in
 * the pictures' own headers (picture-order.ts).
 */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import {
  laterBy,
  middle,
  MOST_AHEAD,
  placeOf,
  rangeOf,
  REMEMBERED,
  type Picture,
} from '../picture-places.ts';

/** So many pictures with both stamps, of those that are remembered, show that the stream has them. */
const USUAL = 8;
/** No more of these lack their stamps where only damage took them, nor of what is held. */
const MOST_MISSING = 4;
/** More packets than this are never held back. */
const MOST_HELD = 32;
/** Decoded sooner behind the one before than this part of a step: the second field of the same picture. */
const FIELD = 0.75;
/** Further from the one before than so many steps: behind a hole. */
const HOLE = 4;

/** Sets them on one stream's packets, in order of decoding. It owns those that it holds. */
export class MissingStamps implements Disposable {
  /** Stamps start again from 0 after so many ticks; 0: never. */
  readonly #range: number;
  /** The last pictures that went on with both stamps. */
  readonly #before: Picture[] = [];
  /** Of the last packets, what they brought. */
  readonly #brought: ('both' | 'some' | 'none')[] = [];
  /** Ticks between the last pictures that brought both. */
  readonly #steps: number[] = [];
  #lastOwn: bigint | undefined;
  /** One without its stamp, and what came behind it. */
  #held: Packet[] = [];
  #ended = false;

  constructor({ ptsWrapBits }: Stream) {
    this.#range = rangeOf(ptsWrapBits);
  }

  /** Whether the packet is held back, and what it holds taken over; else it may go on as it is. */
  put(packet: Packet): boolean {
    if (this.#held.length === 0 && !(isMissing(packet) && this.#isDamage)) {
      this.#pass(packet, isMissing(packet) ? 'none' : 'both');
      return false;
    }
    const own = new Packet();
    own.alloc();
    own.ref(packet);
    packet.unref();
    this.#held.push(own);
    return true;
  }

  get #isDamage(): boolean {
    const count = (what: string): number => this.#brought.filter((one) => one === what).length;
    return count('both') >= USUAL && count('none') < MOST_MISSING;
  }

  /** Nothing more comes: `take` gives all that is left. False when that was known, or nothing is held. */
  end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    return this.#held.length > 0;
  }

  /** Fills `packet` with the next one whose place is certain. */
  take(packet: Packet): boolean {
    const [first, ...behind] = this.#held;
    if (first === undefined) return false;
    const brought = isMissing(first) ? this.#putRight(first, behind) : 'both';
    if (brought === undefined) return false;
    this.#held = behind;
    packet.ref(first);
    first.free();
    this.#pass(packet, brought);
    return true;
  }

  /** The last decoding stamp that went on. */
  get decoded(): bigint | undefined {
    const last = this.#before.at(-1);
    return last === undefined ? undefined : BigInt(last.decoded);
  }

  /** What is held, when stamps turn out to be missing by nature: it is the caller's then. Else none. */
  giveUp(): readonly Packet[] {
    if (this.#held.filter(isMissing).length <= MOST_MISSING) return [];
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /** Stamps the picture where it is certain, and says what it had lacked; undefined: not yet. */
  #putRight(first: Packet, behind: readonly Packet[]): 'some' | 'none' | undefined {
    const isLast = this.#ended || behind.length >= MOST_HELD;
    this.#setDecoding();
    const last = this.#before.at(-1);
    if (first.dts === AV_NOPTS_VALUE || last === undefined) return isLast ? 'none' : undefined;
    const step = middle(this.#steps);
    const since = laterBy(first.dts - BigInt(last.decoded), this.#range);
    if (since > 0 && since < FIELD * step) {
      first.pts = first.dts + BigInt(last.later);
      return 'some';
    }
    const near = (one: Picture): Picture => this.#nearTo(first.dts, one);
    const before = this.#before.map(near);
    const others = behind.flatMap((one) => pictureOf(one, this.#range) ?? []).map(near);
    const picture = { decoded: Number(first.dts), later: Infinity };
    // Behind a picture that is decoded after the latest place that can be its own, none is shown before that place.
    const ahead = before.map(({ later }) => later).filter((later) => later <= MOST_AHEAD * step);
    const latest = picture.decoded + Math.max(0, ...ahead);
    const isKnown = others.some(({ decoded, later }) => decoded > latest && later < Infinity);
    if (!isKnown && !isLast) return undefined;
    const place = Math.round(placeOf(picture, before, others));
    first.pts = first.dts + BigInt(place - picture.decoded);
    return 'none';
  }

  /** The same picture, where its stamps have not started again between it and `stamp`. */
  #nearTo(stamp: bigint, { decoded, later }: Picture): Picture {
    return { decoded: Number(stamp) + laterBy(BigInt(decoded) - stamp, this.#range), later };
  }

  /** Gives those that lack it a decoding stamp between the ones around them, as far as these are known. */
  #setDecoding(): void {
    let last = this.decoded;
    for (let at = 0; at < this.#held.length; at += 1) {
      const next = this.#held.findIndex(({ dts }, i) => i >= at && dts !== AV_NOPTS_VALUE);
      if (next < 0 && !this.#ended) return;
      const run = this.#held.slice(at, next < 0 ? undefined : next);
      if (last !== undefined) this.#spread(run, last, this.#held[next]?.dts);
      at += run.length;
      last = this.#held[Math.min(at, this.#held.length - 1)]?.dts;
    }
  }

  /** Decoding stamps for packets between these stamps; `next` is undefined at the end. */
  #spread(run: readonly Packet[], last: bigint, next: bigint | undefined): void {
    const step = middle(this.#steps);
    const between = next === undefined ? step : laterBy(next - last, this.#range) / (run.length + 1);
    const usual = between > 0 && (step <= 0 || between <= HOLE * step) ? between : step;
    for (const [i, packet] of run.entries()) {
      const behindHole = next !== undefined && between > usual;
      const by = Math.round(usual * (behindHole ? i - run.length : i + 1));
      packet.dts = (behindHole ? next : last) + BigInt(by);
    }
  }

  #pass(packet: Packet, brought: 'both' | 'some' | 'none'): void {
    const picture = pictureOf(packet, this.#range);
    const isWhole = picture !== undefined && picture.later < Infinity;
    keep(this.#brought, brought === 'both' && !isWhole ? 'some' : brought);
    // The second field of a picture has no place of its own.
    if (!isWhole || brought === 'some') return;
    keep(this.#before, picture);
    if (brought === 'none') return;
    const since = this.#lastOwn === undefined ? 0 : laterBy(packet.dts - this.#lastOwn, this.#range);
    if (since > 0) keep(this.#steps, since);
    this.#lastOwn = packet.dts;
  }

  [Symbol.dispose](): void {
    for (const packet of this.#held) packet.free();
    this.#held = [];
  }
}

const isMissing = ({ pts }: Packet): boolean => pts === AV_NOPTS_VALUE;

/** Undefined without a decoding stamp. */
function pictureOf({ dts, pts }: Packet, range: number): Picture | undefined {
  if (dts === AV_NOPTS_VALUE) return undefined;
  return { decoded: Number(dts), later: pts === AV_NOPTS_VALUE ? Infinity : laterBy(pts - dts, range) };
}

function keep<T>(list: T[], one: T): void {
  list.push(one);
  if (list.length > REMEMBERED) list.shift();
}
