/** A real Redis of a test's own: its port, its folder, its append-only file. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endChild } from './end-child.ts';
import { listening } from './listening.ts';
import { freePort } from './ports.ts';
import { subfolder } from './cli.ts';

/** Debian puts it there; another one in the PATH serves as well. */
const PROGRAM = 'redis-server';

/** As a fleet's should be; `always` so that a kill at any moment loses nothing. */
const FLEET = [
  ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'],
  ...['--maxmemory-policy', 'noeviction'],
];

export interface TestRedis extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** The process number of what runs now, for signals. */
  readonly pid: number;
  /** Ends it as a crash would; what it had acknowledged lies in its append-only file. */
  stop(): Promise<void>;
  /** Starts it again on what it had. */
  start(): Promise<void>;
}

export interface TestRedisOptions {
  /** Lines of its configuration, as words: `['--maxmemory-policy', 'allkeys-lru']`. */
  readonly words?: readonly string[];
  readonly scheme?: 'redis' | 'rediss';
  /** It has the configuration of `words` alone, and not that of a fleet. */
  readonly bare?: boolean;
}

/** Starts a Redis in `folder`, an existing scratch folder. */
export async function startRedis(
  folder: string,
  { words = [], scheme = 'redis', bare = false }: TestRedisOptions = {},
): Promise<TestRedis> {
  const port = await freePort();
  const data = subfolder(folder, `redis-${port}`);
  let child: ChildProcess | undefined;
  const end = (): void => void child?.kill('SIGKILL');
  process.on('exit', end);
  const own = scheme === 'redis' ? ['--port', String(port)] : ['--port', '0', '--tls-port', String(port)];
  const redis: TestRedis = {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    get pid() {
      return child?.pid ?? 0;
    },
    async start() {
      const started = spawn(
        PROGRAM,
        [...[...own, '--bind', '127.0.0.1', '--dir', data], ...(bare ? [] : FLEET), ...words],
        { stdio: 'ignore', cwd: data },
      );
      child = started;
      await Promise.race([
        listening(port, started, PROGRAM),
        once(started, 'error').then(([error]) => Promise.reject(error as Error)),
      ]);
    },
    async stop() {
      const running = child;
      child = undefined;
      await endChild(running);
    },
    async [Symbol.asyncDispose]() {
      await redis.stop();
      process.off('exit', end);
    },
  };
  await redis.start();
  return redis;
}

/** Everything that a Redis holds, as text: for secrets that must not be there. */
export const appendOnlyFolder = (folder: string, { port }: TestRedis): string =>
  join(folder, `redis-${port}`, 'appendonlydir');
