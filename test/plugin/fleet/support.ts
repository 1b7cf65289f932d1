/** A fleet of tests: a clip to decorate, workers as processes, and what they made. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFleet, type Fleet, type JobState, type JobView } from '../../../src/plugin/fleet/client.ts';
import type { WorkCounts } from '../../../src/plugin/fleet/registry.ts';
import { startCli, type CliOptions, type Running } from '../../support/cli.ts';
import { serveHttp } from '../../support/servers.ts';
import { ffmpeg } from '../../support/talk.ts';
import { until } from '../../support/until.ts';

/** A clip of three seconds and a sheet of one effect: a job takes a second. */
export function makeWork(folder: string): { readonly clip: string; readonly sheet: string } {
  const [clip, sheet] = [join(folder, 'clip.mkv'), join(folder, 'cues.json')];
  ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=5 -f lavfi -i sine=440 -t 3 -c:v libx264 -c:a aac ${clip}`);
  writeFileSync(sheet, JSON.stringify({ version: 1, cues: [{ at: 1, sfx: 'ding' }] }));
  return { clip, sheet };
}

export interface TestWorker extends Running {
  /** What it has said so far. */
  readonly said: () => string;
}

/** Starts a worker and waits until it takes work. */
export async function startWorker(
  url: string,
  words: readonly string[] = [],
  options: CliOptions = {},
): Promise<TestWorker> {
  // It runs as long as its test, which bounds its own waits.
  const running = startCli(['worker', '--redis', url, ...words], { longer: 200_000, ...options });
  let said = '';
  running.child.stderr?.on('data', (text: string) => (said += text));
  // A worker that a test kills ends with no code.
  running.outcome.catch(() => undefined);
  await until(
    () => said.includes('at once, from') || running.child.exitCode !== null,
    20_000,
    'the worker starts',
  );
  return { ...running, said: () => said };
}

/** Kills it as a crash of the machine would, as far as its own process goes. */
export const crash = ({ child }: Running): void => void child.kill('SIGKILL');

/** Waits until the job is in the state. */
export async function reaches(fleet: Fleet, id: string, state: JobState, ms = 60_000): Promise<JobView> {
  const end = performance.now() + ms;
  for (;;) {
    const job = await fleet.job(id);
    if (job.state === state) return job;
    if (performance.now() > end)
      throw new Error(`job ${id} is ${job.state}, not ${state}, after ${ms} ms: ${job.error ?? ''}`);
    await sleep(50);
  }
}

/** Waits until the worker has told that it did so many recordings. */
export async function counts(fleet: Fleet, name: string, done: Partial<WorkCounts>): Promise<void> {
  const end = performance.now() + 20_000;
  for (;;) {
    const { workers } = await fleet.status();
    const told = workers.find((worker) => worker.name === name)?.counts?.batch;
    if (Object.entries(done).every(([what, count]) => told?.[what as keyof WorkCounts] === count)) return;
    if (performance.now() > end)
      throw new Error(`${name} counts ${JSON.stringify(told)}, not ${JSON.stringify(done)}`);
    await sleep(100);
  }
}

/** Waits until the worker has told that nothing runs; it says once a second what it does. */
export async function rests(fleet: Fleet, name: string): Promise<void> {
  const end = performance.now() + 20_000;
  for (;;) {
    const { workers } = await fleet.status();
    const running = workers.find((worker) => worker.name === name)?.running;
    if (running?.length === 0) return;
    if (performance.now() > end)
      throw new Error(`${name} runs ${running?.join(' ') ?? 'nowhere'} after 20 s`);
    await sleep(100);
  }
}

export { connectFleet };

/** A server that holds recordings back until they are released, and counts what is put there. */
export async function startStore(clip: string) {
  const bytes = readFileSync(clip);
  const held: (() => void)[] = [];
  const puts = new Map<string, number>();
  let holding = true;
  let refusal: number | undefined;
  const server = await serveHttp((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (request.method === 'PUT') {
      request.resume().on('end', () => {
        if (refusal === undefined) puts.set(path, (puts.get(path) ?? 0) + 1);
        response.writeHead(refusal ?? 200).end();
      });
      return;
    }
    const answer = (): void => void response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    if (holding) held.push(answer);
    else answer();
  });
  return {
    url: (path: string): string => server.url(path),
    /** How many wait for their recording. */
    waiting: (): number => held.length,
    /** Lets all that wait, and all that come, have it. */
    release(): void {
      holding = false;
      for (const answer of held.splice(0)) answer();
    },
    hold(): void {
      holding = true;
    },
    /** Answers what is put there with this status; undefined: takes it. */
    refuse(status: number | undefined): void {
      refusal = status;
    },
    /** How often something was put there. */
    puts: (path: string): number => puts.get(`/${path}`) ?? 0,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
