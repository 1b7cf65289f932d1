/**
 * The media time that arrives now, by the wall clock. Pure: wall-clock times are passed in.
 *
 * Packets come late by a varying amount, never early. The clock follows the earliest arrivals of the recent past (the
 * lower envelope of lateness), so jitter and bursts do not move it, and a sender whose clock runs fast or slow is
 * followed. A lasting shift (a sender that paused and went on where it was) is known once everything of the last
 * seconds came late by it: then the clock stands still until it fits again. All other corrections are slewed.
 *
 * An input that comes a segment at a time (HLS) is late by up to a segment by nature. There the clock follows the
 * latest arrivals instead: what it says has arrived, has arrived. `burst` tells how much that is.
 */
import { latest, micros, ZERO, type Micros } from '../../streams/time.ts';

/** How the media arrive. */
export interface InputClockOptions {
  /** Media comes a segment at a time. May be set when the input is known: see `segmentwise`. */
  readonly segments?: boolean;
}

/** Lateness is looked at over this much time in which packets came, in ms. */
const WINDOW_MS = 10_000;
/** All of this time late by more than a step: the input has shifted for good. */
const SHIFT_MS = 3_000;
/** A larger correction is a step, in ms; below, it is slewed. More than jitter leaves in the minimum of 3 s. */
const STEP_MS = 120;
/** At most this many ms a second are slewed: 2 %, which no player minds. */
const SLEW = 0.02;
/** A longer pause between packets is a stall: it does not make the packets before it old. */
const STALL_MS = 250;
/** At first the clock jumps to what it finds: servers begin with what they have stored. */
const SETTLE_MS = 1_000;
/** Lateness is kept in slots of this length. */
const SLOT_MS = 250;
/** A segment-wise input's latest arrivals are remembered for longer, in coarser slots: it has one each segment. */
const SEGMENT_WINDOW_MS = 300_000;
const SEGMENT_SLOT_MS = 2_000;
/**
 * At first a segment is expected to be late by this part of a segment, as FFmpeg asks for the next one up to half a
 * segment late. Once the window is full, a tenth remains: the worst of 50 segments is exceeded by no more.
 */
const SEGMENT_MARGIN = 0.5;
const SEGMENT_MARGIN_LEFT = 0.1;

interface Slot {
  /** In time in which packets came. */
  readonly index: number;
  earliest: number;
  latest: number;
}

/** Estimates the media time that arrives now from when earlier media arrived. */
export class InputClock {
  #segments: boolean;
  #slots: Slot[] = [];
  /** Time in which packets came, and the wall clock at the last. */
  #active = 0;
  #seenMs: number | undefined;
  /** Wall clock minus media: what is wanted, and what holds now (it slews there). In ms. */
  #target = 0;
  #offset: number | undefined;
  /** The wall clock at which the offset was so, and the media time reached there. */
  #clockMs = -Infinity;
  #floor: Micros = ZERO;
  #pinned = false;
  /** The longest run of media that came at once, in ms. */
  #segment = 0;

  constructor(options: InputClockOptions = {}) {
    this.#segments = options.segments ?? false;
  }

  /** From now on the input is known to come a segment at a time (or not). */
  segmentwise(segments: boolean): void {
    this.#segments = segments;
  }

  /** Whether anything has arrived yet. */
  get started(): boolean {
    return this.#offset !== undefined;
  }

  /** When media time 0 arrived, by what is known now, in ms of the wall clock; undefined before anything has. */
  get zeroMs(): number | undefined {
    return this.#offset;
  }

  /** Whether it has seen enough not to jump any more. */
  get settled(): boolean {
    return this.#pinned || this.#active >= SETTLE_MS;
  }

  /** How much later than the earliest the latest arrivals of the recent past came. */
  get burst(): Micros {
    if (this.#slots.length === 0) return ZERO;
    return micros(Math.round((this.#latest() - this.#earliest(SEGMENT_WINDOW_MS)) * 1000));
  }

  /** The input is paced by the wall clock itself: `at` is exactly at `clockMs`, until `release`. */
  pin(at: Micros, clockMs: number): void {
    this.#pinned = true;
    this.#offset = clockMs - at / 1000;
    this.#target = this.#offset;
    this.#clockMs = clockMs;
    this.#floor = ZERO;
  }

  /** The input is paced by itself again: its arrivals count from now on, and media time goes on from where it stands. */
  release(): void {
    if (!this.#pinned) return;
    this.#pinned = false;
    this.#slots = [];
    this.#active = 0;
    this.#seenMs = undefined;
    this.#segment = 0;
  }

  /** Media of time `at` has arrived. Calls come in the order of the wall clock. */
  observe(at: Micros, clockMs: number): void {
    if (this.#pinned) return;
    const lateness = clockMs - at / 1000;
    const since = Math.max(0, clockMs - (this.#seenMs ?? clockMs));
    // Between segments nothing comes, and time passes all the same.
    this.#active += this.#segments ? since : Math.min(STALL_MS, since);
    this.#seenMs = clockMs;
    const news = this.#keep(lateness);
    if (this.#offset === undefined) this.#offset = lateness;
    else {
      this.#floor = latest(this.#floor, this.mediaAt(clockMs));
      this.#offset = this.#offsetAt(clockMs);
    }
    this.#clockMs = Math.max(this.#clockMs, clockMs);
    if (news) this.#aim();
  }

  /**
   * The media time arriving at `clockMs`; 0 before the first arrival. It never goes back while the wall clock does not;
   * of a time that is past it tells where media stood then.
   */
  mediaAt(clockMs: number): Micros {
    if (this.#offset === undefined) return ZERO;
    const media = Math.max(0, Math.round((clockMs - this.#offsetAt(clockMs)) * 1000));
    return micros(clockMs < this.#clockMs ? media : Math.max(media, this.#floor));
  }

  /** When `media` arrives, in ms of the wall clock, as far as is known now; before the first arrival, never. */
  arrivalOf(media: Micros): number {
    return this.#offset === undefined ? Infinity : media / 1000 + Math.max(this.#offset, this.#target);
  }

  get #slotMs(): number {
    return this.#segments ? SEGMENT_SLOT_MS : SLOT_MS;
  }

  get #slot(): number {
    return Math.floor(this.#active / this.#slotMs);
  }

  /** Whether it says anything new. */
  #keep(lateness: number): boolean {
    const index = this.#slot;
    const slot = this.#slots.at(-1);
    if (slot?.index === index) {
      if (lateness >= slot.earliest && lateness <= slot.latest) return false;
      slot.earliest = Math.min(slot.earliest, lateness);
      slot.latest = Math.max(slot.latest, lateness);
      return true;
    }
    this.#slots.push({ index, earliest: lateness, latest: lateness });
    const kept = this.#segments ? SEGMENT_WINDOW_MS : WINDOW_MS;
    while ((this.#slots[0]?.index ?? index) < index - kept / this.#slotMs) this.#slots.shift();
    return true;
  }

  #earliest(window: number): number {
    const from = this.#slot - window / this.#slotMs;
    return this.#slots.reduce(
      (least, slot) => (slot.index >= from ? Math.min(least, slot.earliest) : least),
      Infinity,
    );
  }

  #latest(): number {
    return this.#slots.reduce((most, slot) => Math.max(most, slot.latest), -Infinity);
  }

  /** What the offset should be. */
  #aim(): void {
    if (this.#segments) return this.#aimBehind();
    const recent = this.#earliest(SHIFT_MS);
    if (this.#active > SHIFT_MS && recent - this.#target > STEP_MS) this.#forget();
    this.#target = this.#earliest(WINDOW_MS);
    if (this.#active < SETTLE_MS && this.#offset !== undefined && this.#target < this.#offset)
      this.#offset = this.#target;
  }

  /** Behind the latest arrivals; at first, before segments were seen to come, by a margin that fades. */
  #aimBehind(): void {
    const latest = this.#latest();
    // The first segment's length; later differences hold waiting times too.
    const segment = this.#active < SETTLE_MS ? latest - this.#earliest(SEGMENT_WINDOW_MS) : 0;
    this.#segment = Math.max(this.#segment, segment);
    const known = Math.min(1, this.#active / SEGMENT_WINDOW_MS);
    const margin = SEGMENT_MARGIN + known * (SEGMENT_MARGIN_LEFT - SEGMENT_MARGIN);
    this.#target = latest + this.#segment * margin;
    if (this.#active < SETTLE_MS) this.#offset = this.#target;
  }

  /** Only the last seconds still count. */
  #forget(): void {
    const from = this.#slot - SHIFT_MS / this.#slotMs;
    this.#slots = this.#slots.filter((slot) => slot.index >= from);
  }

  /** The offset on its way to the target. Asking changes nothing. */
  #offsetAt(clockMs: number): number {
    const offset = this.#offset ?? 0;
    const missing = this.#target - offset;
    let passed = Math.max(0, clockMs - this.#clockMs);
    // Media time stands still while the offset goes along with the wall clock.
    const still = Math.min(passed, Math.max(0, missing - STEP_MS));
    passed -= still;
    const slewed = Math.min(Math.abs(missing - still), passed * SLEW);
    return offset + still + Math.sign(missing) * slewed;
  }
}
