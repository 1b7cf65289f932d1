import { liesMostlyIn, overlap } from './nms.ts';
import type { PlacedMoment, Sightings, Span } from './values.ts';

/** What tells moments apart. */
export type Identity = Span & Pick<PlacedMoment, 'subtitleId'>;

/**
 * Whether two sightings are of one moment: they are of the same sentence, overlap by `iou` or more, or one was seen
 * without words and lies mostly inside the sentence of the other. The first holds also when the sentence was revised in
 * between and now lies elsewhere; the last is a sighting of that sentence from before its words were known.
 */
export function sameMoment(one: Identity, other: Identity, iou: number): boolean {
  if (one.subtitleId !== undefined && one.subtitleId === other.subtitleId) return true;
  return overlap(one, other) >= iou || isWordless(one, other) || isWordless(other, one);
}

const isWordless = (one: Identity, other: Identity): boolean =>
  one.subtitleId === undefined && other.subtitleId !== undefined && liesMostlyIn(one, other);

/**
 * Whether the words that a window had speak against a moment: the window shows where the moment starts, and with it a part
 * of its sentence, but has not the sentence in these words. It was not known yet, has been revised, or was retracted.
 */
export function contradicts({ heard }: Pick<Sightings, 'heard'>, moment: PlacedMoment): boolean {
  if (heard === undefined || moment.subtitleId === undefined) return false;
  // Its end may lie behind the sentence's.
  if (moment.start < heard.start || moment.start >= heard.end) return false;
  return !heard.sentences.some(({ id, text }) => id === moment.subtitleId && text === moment.subtitle);
}
