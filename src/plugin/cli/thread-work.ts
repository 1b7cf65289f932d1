/** Tells a thread that hangs from one that waits for a processor. Pure; the watchdog's own thread gets it as text. */

/** A thread as the system shows it. */
export interface ThreadLook {
  readonly id: number;
  /** It has a processor, or waits for one. */
  readonly runs: boolean;
  /** Processor time that it ever got, ms. */
  readonly gotMs: number;
}

/**
 * How much of the time between two looks counts against a main thread that gave no sign of life, in ms: while it runs,
 * the processor time that it got. While it sleeps and others run, for which it may wait, what the busiest of them got;
 * while all sleep, all of the time. So a machine that is busy with other things, at whatever priority, makes nobody hang.
 */
export function countedBetween(
  before: readonly ThreadLook[],
  now: readonly ThreadLook[],
  { main, lookMs }: { readonly main: number; readonly lookMs: number },
): number {
  const first = now.find(({ id }) => id === main);
  if (first === undefined) return lookMs;
  const counts = first.runs ? [first] : now.filter(({ runs }) => runs);
  if (counts.length === 0) return lookMs;
  const got = counts.map(({ id, gotMs }) => gotMs - (before.find((thread) => thread.id === id)?.gotMs ?? 0));
  return Math.min(lookMs, Math.max(...got));
}
