import type { Span } from './values.ts';

/** What greedy suppression compares: a span and how probable it is. */
export interface Scored extends Span {
  /** 0…1. */
  readonly probability: number;
}

/**
 * Overlap of two spans: intersection over union, 0…1. Spans that only touch have 0; a span without length
 * overlaps nothing but its like, with 1.
 */
export function overlap(a: Span, b: Span): number {
  if (a.start === b.start && a.end === b.end) return 1;
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared <= 0 ? 0 : shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}

/** Whether more than half of `part` lies inside `whole`. */
export const liesMostlyIn = (part: Span, whole: Span): boolean =>
  2 * (Math.min(part.end, whole.end) - Math.max(part.start, whole.start)) > part.end - part.start;

/** Most probable first; equal ones keep their order. */
export const byProbability = <T extends Scored>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => b.probability - a.probability);

/**
 * Greedy non-maximum suppression: takes the most probable, drops every other that overlaps it by `iou` or more, and
 * so on. Equal probabilities keep their order of arrival. Returns the survivors in order of arrival.
 */
export const batchNms = <T extends Scored>(items: readonly T[], iou: number): T[] =>
  greedyNms(items, (one, other) => overlap(one, other) >= iou);

/** `batchNms` with a rule of its own for which items are one and the same. */
export function greedyNms<T extends Scored>(items: readonly T[], same: (one: T, other: T) => boolean): T[] {
  const kept = new Set<T>();
  for (const item of byProbability(items)) {
    let clear = true;
    for (const better of kept) if (same(item, better)) clear = false;
    if (clear) kept.add(item);
  }
  return items.filter((item) => kept.has(item));
}
