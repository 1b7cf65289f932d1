/**
 * What the silence of Redis means, by what other workers say. A worker that Redis does not answer cannot tell by itself
 * whether Redis is gone for all, when nobody can take its sessions over, or whether it alone is cut off, when somebody will.
 */

/** Another worker, as a round of questions found it. */
export interface Witness {
  /** It answered shortly before Redis was heard last, or later. */
  readonly wasThere: boolean;
  /** It works on Redis's own machine, whose death silences both. */
  readonly besideRedis: boolean;
  /** Whether Redis answers it; undefined: it has not answered in this round. */
  readonly said: boolean | undefined;
}

/** What they say of Redis. */
export type Verdict =
  /** It answers none of those that answered: sessions go on. */
  | 'gone'
  /** It answers somebody, who may take them. */
  | 'cut-off'
  /** Nobody says anything who was there before: this worker is alone. */
  | 'alone'
  /** There is nobody to ask, which tells nothing: sessions go on. */
  | 'unknown';

/**
 * Judges a round. `agreed`: since Redis was heard last somebody said that it is gone. Who falls silent after that has ended,
 * most likely: Redis may be away for long, and sessions that ended now would begin nowhere.
 */
export function judge(witnesses: readonly Witness[], agreed: boolean): Verdict {
  const said = witnesses.flatMap((witness) => witness.said ?? []);
  if (said.some((answers) => answers)) return 'cut-off';
  if (said.length > 0 || agreed) return 'gone';
  return witnesses.some(({ wasThere, besideRedis }) => wasThere && !besideRedis) ? 'alone' : 'unknown';
}
