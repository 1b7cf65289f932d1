/** Bounds the audio on its way to the recogniser, and keeps its time line. Pure: no clock, no messages. */
import { type SampleIndex, fromSample, sampleIndex } from '../../streams/time.ts';
import { SPEECH_RATE } from '../../core/formats.ts';
import type { SpeechGap } from './speech-options.ts';

/** A closed gate opens when no more than this share of the bound is under way: one long gap, not many short ones. */
const OPENS_AT = 1 / 3;

/** Counts samples in and out; see `createSpeechGate`. */
export interface SpeechGate {
  /** Samples sent and not taken yet. */
  readonly underWay: number;
  /** Samples that were not let through so far. */
  readonly dropped: number;
  /** Samples go through, whatever the bound; ends a gap. */
  sent(samples: number): void;
  /** Whether the next samples may go through; if not they are part of a gap. */
  offer(samples: number): boolean;
  /** The other side has taken samples. */
  taken(samples: number): void;
  /** The next sample is this one. Throws a RangeError if it lies before those given already. */
  skipTo(at: SampleIndex): void;
  /** Ends a gap now, whatever is under way. */
  open(): void;
  /** Another bound from now on; a gap that it leaves room for ends. */
  setMost(most: number): void;
}

/** Options of `createSpeechGate`; all numbers are samples at 16 kHz. */
export interface SpeechGateOptions {
  /** The first sample's place. */
  readonly start: number;
  /** Most samples under way, at first. */
  readonly most: number;
  /** The other side must skip so many samples. */
  readonly skip: (samples: number) => void;
  /** Told of each gap once its end is known. */
  readonly gap: (gap: SpeechGap) => void;
}

/**
 * Opens the gate. It closes for `offer` when more than `most` samples would be under way, and opens again
 * when a third of that is left; what is offered meanwhile becomes one gap. Every gap is reported to `gap`, and
 * its length to `skip`, before samples behind it go through.
 */
export function createSpeechGate({ start, skip, gap, ...options }: SpeechGateOptions): SpeechGate {
  let { most } = options;
  let position = start;
  let underWay = 0;
  let dropped = 0;
  /** Where the gap began that is still open. */
  let closedAt: number | undefined;

  function tell(from: number, reason: SpeechGap['reason']): void {
    if (position === from) return;
    skip(position - from);
    const at = (sample: number) => fromSample(sampleIndex(sample), SPEECH_RATE);
    gap({ start: at(from), end: at(position), reason });
  }

  function open(): void {
    if (closedAt === undefined) return;
    const from = closedAt;
    closedAt = undefined;
    tell(from, 'behind');
  }

  return {
    get underWay() {
      return underWay;
    },
    get dropped() {
      return dropped;
    },
    open,
    setMost(next) {
      most = next;
      if (underWay <= most * OPENS_AT) open();
    },
    sent(samples) {
      open();
      position += samples;
      underWay += samples;
    },
    offer(samples) {
      if (closedAt === undefined && underWay > 0 && underWay + samples > most) closedAt = position;
      position += samples;
      if (closedAt === undefined) underWay += samples;
      else dropped += samples;
      return closedAt === undefined;
    },
    taken(samples) {
      underWay -= samples;
      if (underWay <= most * OPENS_AT) open();
    },
    skipTo(at) {
      if (at < position)
        throw new RangeError(`speech can't go back: sample ${position} comes next, not ${at}`);
      const from = position;
      position = at;
      // While closed the gap just grows.
      if (closedAt === undefined) tell(from, 'input');
    },
  };
}
