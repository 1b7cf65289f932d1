import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until it holds, and asks no more once `ms` have passed: then it fails with `what`. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  ms: number,
  what: string,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await sleep(20);
  }
}
