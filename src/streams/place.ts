import { liesMostlyIn, overlap } from './nms.ts';
import { add, clampTime, earliest, fromSeconds, gap, latest, subtract, ZERO, type Micros } from './time.ts';
import type { Moment, PlacedMoment, Span, Subtitle, Window } from './values.ts';

/** Natural onsets known from elsewhere than speech, each list in order of time. */
export interface Landmarks {
  /** First moment of the picture after a cut. */
  readonly cuts: readonly Micros[];
  /** Where sound sets in. */
  readonly onsets: readonly Micros[];
}

/** For input of which neither cuts nor audio onsets are known. */
export const NO_LANDMARKS: Landmarks = { cuts: [], onsets: [] };

/** Options of `place`. */
export interface PlaceOptions {
  /** How far a start may move to an onset: just over half a frame, the error of a start given in whole frames. */
  readonly reach?: Micros;
  /**
   * Least overlap (intersection over union) with a sentence for which the moment is the sentence's, though more than
   * half of it lies elsewhere. The default is the one at which suppression calls two sightings one, so a sentence and its
   * sighting agree likewise.
   */
  readonly sentenceOverlap?: number;
  /**
   * A moment of a longer sentence is the sentence's, but keeps its own span. It bounds how far before its window a
   * moment can start, and with it how long media must be held; the default is what a window of 12 frames shows.
   */
  readonly longestSentence?: Micros;
}

/** Default of `reach`: 0.6 s, where frames are 1 s apart. */
export const PLACE_REACH: Micros = fromSeconds(0.6);
/** Default of `sentenceOverlap`, the paper's IoU for suppression. */
export const SENTENCE_OVERLAP = 0.3;
/** Default of `longestSentence`: 12 s, twelve frames of 1 s. */
export const LONGEST_SENTENCE: Micros = fromSeconds(12);

/**
 * Moves a moment, whose borders are as coarse as the frames, to where it naturally begins.
 *
 * 1. If it lies mostly inside a sentence, however long that is, or overlaps one by at least `sentenceOverlap`, it is
 *    that sentence's: `subtitleId` names it, and the moment takes its whole start and end. So all sightings of a sentence
 *    coincide, from whichever window they come. The sentence is measured by the part that the window shows. The largest
 *    overlap wins; of equal ones the earlier sentence.
 * 2. Else, or where the sentence is longer than `longestSentence`, its start moves to the nearest sentence start within
 *    `reach`; failing that to the nearest picture cut; failing that to the nearest audio onset. Of two equally near the
 *    earlier wins. Its end stays, unless the start would pass it: then it moves along. If it then starts inside a sentence,
 *    and not just at its end, it is that sentence's too.
 *
 * Never before media time 0. `subtitle` is the sentence that it is of, or else the one that the start lies in.
 */
export function place(
  moment: Moment,
  window: Window,
  landmarks: Landmarks = NO_LANDMARKS,
  options: PlaceOptions = {},
): PlacedMoment {
  const sentences = window.subtitles.map(({ subtitle }) => subtitle);
  const main = sentenceOf(moment, window, sentences, options);
  const span = sentenceSpan(main, options) ?? onsetSpan(moment, sentences, landmarks, options);
  const placed = {
    ...moment,
    start: latest(ZERO, span.start),
    end: latest(ZERO, span.end),
    window: window.index,
  };
  const sentence = main ?? sentences.find((other) => isInside(span.start, other));
  if (sentence === undefined) return placed;
  // Borders are as coarse as the frames: what starts just before the end may as well start behind it.
  const isOf = main !== undefined || sentence.end - span.start > (options.reach ?? PLACE_REACH);
  return { ...placed, subtitle: sentence.text, ...(isOf ? { subtitleId: sentence.id } : {}) };
}

/**
 * The earliest time at which a moment seen by a later window can start, once `window` has been seen in full. It is
 * the start of the next window less `reach`, or that of a sentence which reaches into the next window.
 */
export function laterHorizon(window: Window, size: number, options: PlaceOptions = {}): Micros {
  // The last window of a run may come after a single frame more, whatever the hop.
  const oldest = window.frames[Math.max(0, window.frames.length + 1 - size)];
  const next = oldest?.at ?? window.end;
  const longest = options.longestSentence ?? LONGEST_SENTENCE;
  return window.subtitles
    .map(({ subtitle }) => subtitle)
    .filter(({ start, end }) => start < next && end > next && end - start <= longest)
    .reduce(
      (least, { start }) => earliest(least, start),
      latest(ZERO, subtract(next, options.reach ?? PLACE_REACH)),
    );
}

/**
 * The sentence that a moment is of, as `place` has it: of those that it lies mostly inside, or overlaps by at least
 * `sentenceOverlap`, the one with the largest overlap; measured by what the window shows. Undefined where there is none.
 */
export function sentenceOf(
  moment: Span,
  window: Span,
  sentences: readonly Subtitle[],
  options: PlaceOptions = {},
): Subtitle | undefined {
  const least = options.sentenceOverlap ?? SENTENCE_OVERLAP;
  let best = 0;
  let chosen: Subtitle | undefined;
  for (const sentence of sentences) {
    const shown = {
      start: clampTime(sentence.start, window.start, window.end),
      end: clampTime(sentence.end, window.start, window.end),
    };
    const shared = overlap(moment, shown);
    if (shared <= best || (shared < least && !liesMostlyIn(moment, shown))) continue;
    best = shared;
    chosen = sentence;
  }
  return chosen;
}

function sentenceSpan(sentence: Subtitle | undefined, options: PlaceOptions): Span | undefined {
  const longest = options.longestSentence ?? LONGEST_SENTENCE;
  return sentence && sentence.end - sentence.start <= longest ? sentence : undefined;
}

const isInside = (time: Micros, { start, end }: Span): boolean => start <= time && time < end;

function onsetSpan(
  moment: Span,
  sentences: readonly Subtitle[],
  landmarks: Landmarks,
  options: PlaceOptions,
): Span {
  const reach = options.reach ?? PLACE_REACH;
  const starts = sentences.map((sentence) => sentence.start);
  const start =
    nearest(starts, moment.start, reach) ??
    nearest(landmarks.cuts, moment.start, reach) ??
    nearest(landmarks.onsets, moment.start, reach) ??
    moment.start;
  const end = start < moment.end ? moment.end : add(start, subtract(moment.end, moment.start));
  return { start, end };
}

function nearest(times: readonly Micros[], to: Micros, reach: Micros): Micros | undefined {
  let best: Micros | undefined;
  for (const time of times) {
    const distance = gap(time, to);
    if (distance > reach) continue;
    const known = best === undefined ? undefined : gap(best, to);
    if (best === undefined || known === undefined || distance < known || (distance === known && time < best))
      best = time;
  }
  return best;
}
