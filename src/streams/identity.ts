import { overlap } from './nms.ts';
import type { PlacedMoment, Sightings, Span } from './values.ts';

/** What tells moments apart. */
export type Identity = Span & Pick<PlacedMoment, 'subtitleId'>;

/**
 * Whether two sightings are of one moment: they overlap by `iou` or more, or they took the same sentence. The latter
 * holds also when the sentence was revised in between and now lies elsewhere.
 */
export const sameMoment = (one: Identity, other: Identity, iou: number): boolean =>
  (one.subtitleId !== undefined && one.subtitleId === other.subtitleId) || overlap(one, other) >= iou;

/**
 * Whether the words that a window had speak against a moment: the window shows the place of the moment's sentence, but
 * not the sentence in these words. It was not known yet, has been revised, or was retracted.
 */
export function contradicts({ heard }: Pick<Sightings, 'heard'>, moment: PlacedMoment): boolean {
  if (heard === undefined || moment.subtitleId === undefined) return false;
  if (moment.start >= heard.end || moment.end <= heard.start) return false;
  return !heard.sentences.some(({ id, text }) => id === moment.subtitleId && text === moment.subtitle);
}
