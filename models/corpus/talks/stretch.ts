/** The part of a talk that becomes a video. */
import type { Random } from '../../training/random.ts';
import { FEWEST_LINES } from './reader.ts';

/** At about 13 words a sentence: half a minute to two minutes. */
const MOST_LINES = 24;

/** 6 to `most` consecutive lines, or all of them if there are fewer; any length and any place is as likely. */
export function stretchOf<T>(lines: readonly T[], random: Random, most = MOST_LINES): readonly T[] {
  const wanted = FEWEST_LINES + random.below(most - FEWEST_LINES + 1);
  const count = Math.min(wanted, lines.length);
  const first = random.below(lines.length - count + 1);
  return lines.slice(first, first + count);
}
