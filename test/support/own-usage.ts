/** What this process holds of the machine, for tests that open and close the same thing many times. Linux alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as assert from 'uvu/assert';

export interface OwnUsage {
  /** Open descriptors. */
  readonly files: number;
  readonly threads: number;
  /** MB of memory of its own (no mapped files) without what V8 keeps in reserve. */
  readonly megabytes: number;
}

const MB = 2 ** 20;
/** Sockets and pipes of a child that has just ended close a moment later. */
const SETTLE_MS = 200;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export async function ownUsage(): Promise<OwnUsage> {
  await sleep(SETTLE_MS);
  // Finalizers run in turns of the loop, and what they free is found by the next collection.
  for (let round = 0; round < 3; round += 1) {
    collect();
    await sleep(1);
  }
  const rollup = readFileSync('/proc/self/smaps_rollup', 'utf8');
  const anonymous = Number(/^Anonymous:\s+(\d+)/m.exec(rollup)?.[1]) * 1024;
  const { heapTotal, heapUsed } = process.memoryUsage();
  return {
    files: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    megabytes: (anonymous - heapTotal + heapUsed) / MB,
  };
}

export interface Growth {
  /** After each of the looks. */
  readonly looks: readonly OwnUsage[];
  /** MB more for each round: see `slopeOf`. */
  readonly megabytesEach: number;
}

/** Runs `round` to warm up, then `count` times more with a look after every `every` of them. */
export async function growthOver(
  round: (index: number) => Promise<unknown>,
  { warmUp, count, every }: { readonly warmUp: number; readonly count: number; readonly every: number },
): Promise<Growth> {
  for (let index = 0; index < warmUp; index += 1) await round(index);
  const looks = [await ownUsage()];
  for (let index = 1; index <= count; index += 1) {
    await round(warmUp + index);
    if (index % every === 0) looks.push(await ownUsage());
  }
  return { looks, megabytesEach: slopeOf(looks.map(({ megabytes }) => megabytes)) / every };
}

/**
 * By how much more a look shows than the one before it: the median of the slopes between all looks (Theil and Sen). The
 * greatest step between two of them is left out: the allocator's reserve grows by 30 MB at once somewhere, and stays.
 */
export function slopeOf(looks: readonly number[]): number {
  const steps = looks.slice(1).map((look, i) => look - (looks[i] ?? look));
  const greatest = steps.indexOf(Math.max(...steps));
  const without = looks.map((look, i) => (i > greatest ? look - (steps[greatest] ?? 0) : look));
  const slopes = without
    .flatMap((one, i) => without.slice(i + 1).map((other, k) => (other - one) / (k + 1)))
    .sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}

/** `growthOver`, and up to twice more while it is too much: what the allocator takes in steps ends, a leak goes on. */
export async function lastingGrowth(...[round, options]: Parameters<typeof growthOver>): Promise<Growth> {
  let growth = await growthOver(round, options);
  for (let again = 0; again < 2 && growth.megabytesEach >= MOST_EACH; again += 1)
    growth = await growthOver(round, { ...options, warmUp: 0 });
  return growth;
}

/** MB that may stay with each session: half of a leak of 1 MB. */
export const MOST_EACH = 0.5;

/** Descriptors stay the same, threads nearly so, and less than `MOST_EACH` stays with each round. */
export function assertFlat(what: string, { looks, megabytesEach }: Growth): void {
  const files = looks.map((look) => look.files);
  assert.is(new Set(files).size, 1, `${what}: descriptors ${files.join(', ')}`);
  assert.ok(megabytesEach < MOST_EACH, `${what}: ${megabytesEach.toFixed(2)} MB stay with each session`);
  const threads = looks.map((look) => look.threads);
  assert.ok(
    Math.max(...threads) - Math.min(...threads) < looks.length,
    `${what}: threads ${threads.join(', ')}`,
  );
}
