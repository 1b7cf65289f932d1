import { overlap } from './nms.ts';
import { add, clampTime, earliest, fromSeconds, gap, latest, subtract, ZERO, type Micros } from './time.ts';
import type { Moment, PlacedMoment, Span, Subtitle, Window } from './values.ts';

/** Natural onsets known from elsewhere than speech, each list in order of time. */
export interface Landmarks {
  /** First moment of the picture after a cut. */
  readonly cuts: readonly Micros[];
  /** Where sound sets in. */
  readonly onsets: readonly Micros[];
}

export const NO_LANDMARKS: Landmarks = { cuts: [], onsets: [] };

export interface PlaceOptions {
  /** How far a start may move to an onset: just over half a frame, the error of a start given in whole frames. */
  readonly reach?: Micros;
  /**
   * Least overlap (intersection over union) with a sentence for which the moment takes the sentence's span. The
   * default is the one at which suppression calls two sightings one, so a sentence and its sighting agree likewise.
   */
  readonly sentenceOverlap?: number;
  /**
   * A longer sentence is no single moment, and is left alone. It bounds how far before its window a moment can
   * start, and with it how long media must be held; the default is what a window of 12 frames shows.
   */
  readonly longestSentence?: Micros;
}

export const PLACE_REACH: Micros = fromSeconds(0.6);
export const SENTENCE_OVERLAP = 0.3;
export const LONGEST_SENTENCE: Micros = fromSeconds(12);

/**
 * Moves a moment, whose borders are as coarse as the frames, to where it naturally begins.
 *
 * 1. If it overlaps a sentence by at least `sentenceOverlap`, it takes that sentence's whole start and end. The
 *    sentence is measured by the part that the window shows, so that a sighting at a window's border and one in
 *    the middle of another window coincide. The largest overlap wins; of equal ones the earlier sentence. `subtitleId` names the sentence taken.
 * 2. Else its start moves to the nearest sentence start within `reach`; failing that to the nearest picture cut;
 *    failing that to the nearest audio onset. Of two equally near the earlier wins. Its end stays, unless
 *    the start would pass it: then it moves along.
 *
 * Never before media time 0. `subtitle` is the sentence taken, or else the one that the start lies in.
 */
export function place(
  moment: Moment,
  window: Window,
  landmarks: Landmarks = NO_LANDMARKS,
  options: PlaceOptions = {},
): PlacedMoment {
  const sentences = window.subtitles.map(({ subtitle }) => subtitle);
  const span =
    sentenceSpan(moment, window, sentences, options) ?? onsetSpan(moment, sentences, landmarks, options);
  const { start, end, text, id } = clampToZero(span);
  const placed = { ...moment, start, end, window: window.index };
  if (text === undefined) return placed;
  return id === undefined ? { ...placed, subtitle: text } : { ...placed, subtitle: text, subtitleId: id };
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

type Placement = Span & { readonly text: string | undefined; readonly id?: string };

function sentenceSpan(
  moment: Span,
  window: Span,
  sentences: readonly Subtitle[],
  options: PlaceOptions,
): Placement | undefined {
  const longest = options.longestSentence ?? LONGEST_SENTENCE;
  let best = options.sentenceOverlap ?? SENTENCE_OVERLAP;
  let chosen: Subtitle | undefined;
  for (const sentence of sentences) {
    if (sentence.end - sentence.start > longest) continue;
    const shown = {
      start: clampTime(sentence.start, window.start, window.end),
      end: clampTime(sentence.end, window.start, window.end),
    };
    const shared = overlap(moment, shown);
    if (shared === 0 || shared < best || (shared === best && chosen !== undefined)) continue;
    best = shared;
    chosen = sentence;
  }
  return chosen && { start: chosen.start, end: chosen.end, text: chosen.text, id: chosen.id };
}

function onsetSpan(
  moment: Span,
  sentences: readonly Subtitle[],
  landmarks: Landmarks,
  options: PlaceOptions,
): Placement {
  const reach = options.reach ?? PLACE_REACH;
  const starts = sentences.map((sentence) => sentence.start);
  const start =
    nearest(starts, moment.start, reach) ??
    nearest(landmarks.cuts, moment.start, reach) ??
    nearest(landmarks.onsets, moment.start, reach) ??
    moment.start;
  const end = start < moment.end ? moment.end : add(start, subtract(moment.end, moment.start));
  const text = sentences.find((sentence) => sentence.start <= start && start < sentence.end)?.text;
  return { start, end, text };
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

const clampToZero = (span: Placement): Placement => ({
  ...span,
  start: latest(ZERO, span.start),
  end: latest(ZERO, span.end),
});
