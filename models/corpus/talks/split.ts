/** Which talks train, which fit thresholds, which test: whole files, so that no voice and no topic is in two splits. */
import { createHash } from 'node:crypto';
import { SPLITS } from '../grammar/split.ts';
import type { Split } from '../grammar/split.ts';
import { MOODS, readTalks } from './reader.ts';
import type { Language, Mood, Talk } from './reader.ts';

/** Share of the talks of each mood that val gets, and test as well. */
const ASIDE = 0.07;

/**
 * The talks of each split. Each mood is cut by itself, so that no split is quiet by chance, in the order of a hash of the
 * names, so that a new talk moves only those at the borders. A mood of fewer than three talks trains. `moreVal`: talks of
 * a mood that val gets beyond its share.
 * @internal Tests check that a new talk moves no other, on talks of their own.
 */
export function splitTalks(
  talks: readonly Talk[],
  moreVal: Readonly<Partial<Record<Mood, number>>> = {},
): Readonly<Record<Split, readonly Talk[]>> {
  const splits: Record<Split, Talk[]> = { train: [], val: [], test: [] };
  for (const mood of MOODS) {
    const own = talks.filter((talk) => talk.mood === mood).sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const aside = own.length < SPLITS.length ? 0 : Math.max(1, Math.round(ASIDE * own.length));
    splits.test.push(...own.slice(0, aside));
    const forVal = aside + (moreVal[mood] ?? 0);
    splits.val.push(...own.slice(aside, aside + forVal));
    splits.train.push(...own.slice(aside + forVal));
  }
  return splits;
}

/**
 * The project's own talks of each split. In Chinese there is no plain talk to fit thresholds on: two quiet talks more stand
 * for it, which train less.
 */
export const writtenSplits = (language: Language): Readonly<Record<Split, readonly Talk[]>> =>
  splitTalks(readTalks(language), language === 'zh' ? { quiet: 2 } : {});

const key = ({ name }: Talk): string => createHash('sha256').update(`talk/${name}`).digest('hex');
