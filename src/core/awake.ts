/** Timers by the time that this process is awake. */

/** Their pieces, in ms. */
const PIECE_MS = 250;

/**
 * Calls `late` once after `ms` in which this process ran; gives what calls it off. A timer in one piece would fire at once
 * after a sleep of the process or machine, before anything that came meanwhile is looked at.
 */
export function afterAwake(ms: number, late: () => void): () => void {
  let left = Math.ceil(ms / PIECE_MS);
  const timer = setInterval(
    () => {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      late();
    },
    Math.min(ms, PIECE_MS),
  );
  return () => clearInterval(timer);
}
