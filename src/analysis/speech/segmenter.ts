import { framesIn } from './format.ts';
import type { VoiceFrame } from './voice.ts';

/** A stretch of speech between two pauses, on the grid of voice frames. */
export interface Segment {
  /** Counts the segments of a stream from 0. */
  readonly index: number;
  /** First frame of speech. */
  readonly start: number;
  /** One past the last frame of speech. */
  readonly end: number;
  /** First frame of the audio to recognise: `start` with some room before it. */
  readonly from: number;
  /** One past the last frame of the audio to recognise. */
  readonly to: number;
  /** The frames from `start` to `end`. */
  readonly frames: readonly VoiceFrame[];
}

/** Probability of voice at which speech begins; with `STILL_SPEAKING` the pair that Silero's authors use. */
export const SPEAKING = 0.5;
/** Probability of voice below which speech ends: 0.15 lower, so that a weak syllable does not end it. */
export const STILL_SPEAKING = 0.35;

/**
 * How long a pause ends a segment. Speakers pause 0.2 to 0.35 s at a comma and 0.6 s or more between sentences; the
 * longer a segment is, the shorter a pause will do.
 */
const PAUSES = [
  { from: 0, pause: framesIn(0.48) },
  { from: framesIn(7), pause: framesIn(0.29) },
  { from: framesIn(9), pause: framesIn(0.16) },
] as const;

/** Moonshine repeats itself above about 20 s; at this length a segment is cut at its quietest place. */
const LONGEST = framesIn(12);
/** How far back from there that place is sought. */
const CUT_SEARCH = framesIn(4);

/** Room around a segment: the recogniser loses the first word without it, and repeats itself with much more. */
export const PADDING = framesIn(0.2);

/** The detector needs a few frames to be sure: speech may have begun up to this much earlier. */
const LOOK_BACK = framesIn(0.256);
/** A frame before the detected start belongs to the speech when it is this much louder than what went before (dB). */
const RISE = 10;
/** … and louder than this (dBFS), which is below the softest consonant of a usable recording. */
const AUDIBLE = -55;

/** How far the open segment has come, in frames. */
export interface Extent {
  /** First frame of speech, counted like those pushed. */
  readonly start: number;
  /** The last frame that held speech. */
  readonly voiced: number;
  /** From `start` to the last frame pushed. */
  readonly length: number;
}

interface Open {
  readonly start: number;
  readonly from: number;
  /** The last frame that held speech. */
  voiced: number;
}

/**
 * Cuts a stream of voice frames at its pauses. Pure and on the media clock alone: what comes out depends on the frames
 * and on nothing else. Holds at most `LONGEST` frames and the look-back.
 */
export class Segmenter {
  #frames: VoiceFrame[] = [];
  /** Number of the frame at `#frames[0]`. */
  #base: number;
  #next: number;
  #count = 0;
  /** One past the last frame that an earlier segment took. */
  #taken: number;
  #open: Open | undefined;

  /** `first`: number of the first frame that will be pushed. */
  constructor(first = 0) {
    this.#base = this.#next = this.#taken = first;
  }

  /** No segment that is still to come starts before this frame. */
  get settled(): number {
    if (this.#open) return this.#open.start;
    return Math.max(this.#taken, this.#next - LOOK_BACK);
  }

  /** No segment that is still to come needs audio from before this frame. */
  get needed(): number {
    return this.#open ? this.#open.from : Math.max(this.settled - PADDING, 0);
  }

  /** Takes the next frame; returns the segment that it ends, if any. */
  push(frame: VoiceFrame): Segment | undefined {
    const now = this.#next++;
    this.#frames.push(frame);
    if (!this.#open) {
      if (frame.probability >= SPEAKING) this.#begin(now);
      this.#forget();
      return undefined;
    }
    if (frame.probability >= STILL_SPEAKING) this.#open.voiced = now;
    const length = now + 1 - this.#open.start;
    const limit = PAUSES.findLast(({ from }) => length >= from)?.pause ?? 0;
    if (now - this.#open.voiced >= limit) return this.#close(this.#open.voiced + 1);
    if (length >= LONGEST) return this.#split(now);
    return undefined;
  }

  /** The stream is over: returns the segment that was open, if any. */
  end(): Segment | undefined {
    return this.#open ? this.#close(this.#open.voiced + 1) : undefined;
  }

  /**
   * The next `frames` frames are missing: what comes behind them follows on nothing before. Returns the segment that
   * ended with them, if any.
   */
  skip(frames: number): Segment | undefined {
    const segment = this.end();
    this.#next += frames;
    this.#base = this.#taken = this.#next;
    this.#frames = [];
    return segment;
  }

  /** The open segment as it would be if it ended now, if there is one. */
  growing(): Segment | undefined {
    return this.#open && this.#segment(this.#open, this.#open.voiced + 1);
  }

  /** The open segment's first frame, last frame with speech, and number of frames so far. Cheaper than `growing`. */
  get extent(): Extent | undefined {
    const open = this.#open;
    return open && { start: open.start, voiced: open.voiced, length: this.#next - open.start };
  }

  #at(index: number): VoiceFrame {
    const frame = this.#frames[index - this.#base];
    if (!frame) throw new Error(`internal: voice frame ${index} is gone`);
    return frame;
  }

  #begin(now: number): void {
    const earliest = Math.max(this.#taken, now - LOOK_BACK, this.#base);
    const loud = Math.max(this.#background(earliest) + RISE, AUDIBLE);
    let start = now;
    while (start > earliest && this.#at(start - 1).level >= loud) start--;
    this.#open = { start, from: Math.max(start - PADDING, this.#taken, 0), voiced: now };
  }

  /** Mean level (dBFS) of the half second before frame `end`, as far as no earlier segment took it. */
  #background(end: number): number {
    const from = Math.max(this.#taken, this.#base, end - 2 * LOOK_BACK);
    const levels = this.#frames.slice(from - this.#base, end - this.#base).map(({ level }) => level);
    return levels.length === 0 ? -120 : levels.reduce((sum, level) => sum + level, 0) / levels.length;
  }

  #close(end: number): Segment {
    const open = this.#open;
    if (!open) throw new Error('internal: no segment is open');
    const segment = this.#segment(open, end);
    this.#count++;
    this.#taken = segment.to;
    this.#open = undefined;
    this.#forget();
    return segment;
  }

  #segment(open: Open, end: number): Segment {
    return {
      index: this.#count,
      start: open.start,
      end,
      from: open.from,
      to: Math.min(end + PADDING, this.#next),
      frames: this.#frames.slice(open.start - this.#base, end - this.#base),
    };
  }

  /** Cuts an overlong segment at its quietest frame and goes on with the rest. */
  #split(now: number): Segment {
    let cut = now;
    let quietest = Infinity;
    for (let index = now - CUT_SEARCH; index <= now; index++) {
      const { probability, level } = this.#at(index);
      const weight = probability + level / 60;
      if (weight < quietest) [quietest, cut] = [weight, index];
    }
    const next = this.#next;
    this.#next = cut;
    const segment = this.#close(cut);
    this.#next = next;
    for (let index = cut; index <= now; index++) {
      const { probability } = this.#at(index);
      if (this.#open) {
        if (probability >= STILL_SPEAKING) this.#open.voiced = index;
      } else if (probability >= SPEAKING) {
        this.#open = { start: index, from: cut, voiced: index };
      }
    }
    this.#forget();
    return segment;
  }

  /** Lets go of frames that neither an open segment nor the look-back (and its background) can need. */
  #forget(): void {
    const keep = this.#open ? this.#open.start : this.#next - 3 * LOOK_BACK;
    // In bulk, since each removal moves the rest.
    if (keep - this.#base < 64) return;
    this.#frames.splice(0, keep - this.#base);
    this.#base = keep;
  }
}
