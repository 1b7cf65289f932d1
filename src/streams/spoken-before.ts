/** What was said before a window, in one vector: the mood of a talk shows over minutes, where a window is seconds. */
import { fromSeconds, type Micros } from './time.ts';

/** The sentences of the minutes before a window. */
export interface SpokenBefore {
  /** How many sentences the mean is of; at least 1. */
  readonly count: number;
  /** Mean of their embeddings. */
  readonly mean: Float32Array;
}

/** Most sentences that count, the newest. */
export const MOOD_SENTENCES = 60;
/** Words older than these say nothing of what is spoken now. */
export const MOOD_REACH: Micros = fromSeconds(300);

/** The mean of the embeddings, which all have one length; undefined without any. */
export function spokenBefore(embeddings: readonly Float32Array[]): SpokenBefore | undefined {
  const [first] = embeddings;
  if (first === undefined) return undefined;
  const mean = new Float32Array(first.length);
  for (const embedding of embeddings)
    for (let k = 0; k < mean.length; k++) mean[k]! += embedding[k]! / embeddings.length;
  return { count: embeddings.length, mean };
}
