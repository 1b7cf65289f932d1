/** How often OBS is asked. */

/** Requests a second; OBS works on them in the thread that draws its windows. */
const MOST_REQUESTS = 10;
const WINDOW_MS = 1_000;

/** Lets at most ten pass a second, in order: each call resolves when its turn has come. */
export function requestPace(): () => Promise<void> {
  const sent: number[] = [];
  let last = Promise.resolve();
  const turn = async (): Promise<void> => {
    const earliest = sent.length < MOST_REQUESTS ? undefined : sent.shift();
    const wait = earliest === undefined ? 0 : earliest + WINDOW_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)));
    sent.push(performance.now());
  };
  return () => (last = last.then(turn));
}
