/** Who may use what: patterns, products and punch lines of a split are its own, so test sentences are really new. */
import { createHash } from 'node:crypto';
import type { Act } from './types.ts';
import { parsePattern } from './pattern.ts';
import type { Part } from './pattern.ts';
import { PATTERNS } from './patterns/index.ts';
import { vocabularyOf } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The parts of the corpus. */
export const SPLITS = ['train', 'val', 'test'] as const;
/** One of `SPLITS`. */
export type Split = (typeof SPLITS)[number];

const order = (salt: string, text: string): string =>
  createHash('sha256').update(`${salt}/${text}`).digest('hex');

/**
 * A list cut 80/10/10 by hash; so no list may be shorter than three.
 * @internal Tests check that shares are disjoint and large enough.
 */
export function shareOf(list: readonly string[], salt: string, split: Split): readonly string[] {
  const tenth = Math.max(1, Math.round(list.length / 10));
  const sorted = [...list].sort((a, b) => (order(salt, a) < order(salt, b) ? -1 : 1));
  if (split === 'test') return sorted.slice(0, tenth);
  if (split === 'val') return sorted.slice(tenth, 2 * tenth);
  return sorted.slice(2 * tenth);
}

/** The patterns and words that one split may use. */
export interface Grammar {
  readonly patterns: Readonly<Record<Act, readonly (readonly Part[])[]>>;
  readonly vocabulary: Vocabulary;
}

/** The patterns and terms of one split; `all` is for counting. */
export function grammarOf(split: Split): Grammar {
  const patterns = {} as Record<Act, readonly (readonly Part[])[]>;
  for (const [act, list] of Object.entries(PATTERNS) as [Act, readonly string[]][])
    patterns[act] = shareOf(list, act, split).map(parsePattern);
  return { patterns, vocabulary: vocabularyOf((list, salt) => shareOf(list, salt, split)) };
}
