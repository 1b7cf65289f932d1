/** Effects as pages see them. */
import { isDeepStrictEqual } from 'node:util';
import { toSeconds } from '../../streams/time.ts';
import { short } from '../control/moment-view.ts';
import type { Item } from './edits.ts';
import type { ItemView, ReviewChange } from './protocol.ts';

/** Times in seconds, probabilities to four digits. */
export function viewOf({ at, end, score, alternatives, was, of: _, ...item }: Item): ItemView {
  return {
    ...item,
    at: toSeconds(at),
    end: toSeconds(end),
    score: short(score),
    alternatives: alternatives.map(({ sfx, tag, score: own }) => ({ sfx, tag, score: short(own) })),
    ...(was === undefined ? {} : { was: { sfx: was.sfx, at: toSeconds(was.at) } }),
  };
}

/** What a page must be told that knows the items of `before`. */
export function itemChanges(
  before: readonly Item[],
  now: readonly Item[],
): Pick<ReviewChange, 'items' | 'gone'> {
  if (before === now) return {};
  const known = new Map(before.map((item) => [item.id, item]));
  const items = now.filter((item) => !isDeepStrictEqual(known.get(item.id), item)).map(viewOf);
  for (const { id } of now) known.delete(id);
  const gone = [...known.keys()];
  return { ...(items.length === 0 ? {} : { items }), ...(gone.length === 0 ? {} : { gone }) };
}
