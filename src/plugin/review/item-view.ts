/** An effect as pages see it. */
import { toSeconds } from '../../streams/time.ts';
import type { Item } from './edits.ts';
import type { ItemView } from './protocol.ts';

const short = (probability: number): number => Math.round(probability * 1e4) / 1e4;

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
