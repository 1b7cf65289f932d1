import type { PlacedMoment } from './values.ts';

/** An order of moments that are equally likely: the more probable sighting, then the earlier, then by name. */
export const inOrder = (a: PlacedMoment, b: PlacedMoment): number =>
  b.probability - a.probability ||
  a.start - b.start ||
  a.end - b.end ||
  byName(a.sfx, b.sfx) ||
  byName(a.tag, b.tag) ||
  byName(a.subtitleId ?? '', b.subtitleId ?? '') ||
  a.window - b.window;

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
