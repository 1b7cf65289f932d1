/**
 * What the silence of Redis means, by what other workers say. A worker that Redis does not answer cannot tell by itself
 * whether Redis is gone for all, when nobody can take its sessions over, or whether it alone is cut off, when somebody will.
 * Silence tells nothing: the network between all workers may be away while the shows leave by another one. So a session ends
 * only where somebody says that he can take it.
 */

/** How long an answer counts, in ms since its question: workers are asked twice a second, and some answer slowly. */
export const FRESH_MS = 900;

/** What a worker said last. */
export interface Answer {
  /** Whether Redis answers it, and it can take a session. If not, it takes none within the life of a lock. */
  readonly says: boolean;
  /** When it was asked, in ms of this machine's monotonic clock. */
  readonly asked: number;
}

/** What workers say of Redis. */
export type Verdict =
  /** It answers somebody, who may take the sessions. */
  | { readonly type: 'cut-off' }
  /** Of those that say something nobody takes a session within the life of a lock, counted from `since`. */
  | { readonly type: 'gone'; readonly since: number }
  /** Nobody says anything. */
  | { readonly type: 'unknown' };

/** Of two answers of one worker that which was asked for later: datagrams overtake each other. */
export const newest = (one: Answer | undefined, other: Answer): Answer =>
  one !== undefined && one.asked > other.asked ? one : other;

/** Judges by the newest answer of each worker; undefined: it has never answered. */
export function judge(answers: readonly (Answer | undefined)[], now: number): Verdict {
  const fresh = answers.flatMap((answer) =>
    answer !== undefined && now - answer.asked <= FRESH_MS ? [answer] : [],
  );
  if (fresh.some(({ says }) => says)) return { type: 'cut-off' };
  if (fresh.length === 0) return { type: 'unknown' };
  return { type: 'gone', since: Math.min(...fresh.map(({ asked }) => asked)) };
}

/** Silence lengthens nothing before Redis has been silent for so long (ms): by then workers have been asked a second time. */
const FIRST_SILENCE_MS = 1_400;

/** What a worker knows besides what others say. */
export interface Silence {
  readonly now: number;
  /** When Redis was heard last. */
  readonly heardAt: number;
  /** Somebody has said since that he can take a session. */
  readonly wasCutOff: boolean;
}

/** From when on the time of a session counts anew; undefined: it ends when it was to end. Times in ms of one clock. */
export function goesOnFrom(verdict: Verdict, { now, heardAt, wasCutOff }: Silence): number | undefined {
  switch (verdict.type) {
    case 'cut-off':
      return undefined;
    case 'gone':
      return verdict.since;
    case 'unknown':
      // One that could take what runs here may be full by now, since he has: his silence lengthens nothing.
      return wasCutOff || now - heardAt < FIRST_SILENCE_MS ? undefined : now;
  }
}

/** How a worker that is asked stands. */
export interface Standing {
  /** Redis answers it. */
  readonly answers: boolean;
  /** It may give jobs without an owner to others, or soon will (see `Soundness`). */
  readonly isSettled: boolean;
  /** It has a place for a session. */
  readonly canTake: boolean;
}

/**
 * What it says, by an `Answer`; undefined: nothing. Where Redis is there for who asks, it says whether it would say yes. Where
 * it is not, one that has no place says neither: it will not take a session, and others may.
 */
export function sayOf({ answers, isSettled, canTake }: Standing, isAway: boolean): boolean | undefined {
  const says = answers && isSettled && (canTake || undefined);
  return isAway ? says : says === true;
}
