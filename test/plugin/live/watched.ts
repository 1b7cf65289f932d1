/** A live session at work in a process of its own, watched by its log. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { startCli, type CliOptions, type Outcome, type Running } from '../../support/cli.ts';
import { within } from '../../support/within.ts';

/** One line of the log. */
export interface Entry {
  readonly level: string;
  readonly msg: string;
  /** Milliseconds since 1970. */
  readonly wall: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Watched extends Running {
  readonly pid: number;
  /** All lines so far. */
  readonly entries: readonly Entry[];
  /** The first line with this message, or one that ends so, from the `after`th line on. */
  until(msg: string, options?: { readonly after?: number; readonly ms?: number }): Promise<Entry>;
  /** Entries with this message. */
  of(msg: string): Entry[];
  /** Says a line on its standard input; for sessions that are `steered`. */
  say(line: string): void;
  /** Ctrl-C, then the proper end: exit code 0. */
  stop(): Promise<Outcome>;
}

/** Starts `momentfx live ARGS --log-format json`, or another `command`. Whatever becomes of the test, the process ends with it. */
export function watch(
  args: readonly string[],
  { command = ['live'], ...options }: CliOptions & { readonly command?: readonly string[] } = {},
): Watched {
  const running = startCli([...command, ...args, '--log-format', 'json'], options);
  const { child, outcome } = running;
  const entries: Entry[] = [];
  let rest = '';
  child.stderr?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{')) entries.push(entryOf(line));
  });
  process.on('exit', () => child.kill('SIGKILL'));
  let over = false;
  void outcome.then(
    () => (over = true),
    () => (over = true),
  );
  return {
    ...running,
    pid: child.pid ?? 0,
    entries,
    of: (msg) => entries.filter((entry) => entry.msg === msg),
    async until(msg, { after = 0, ms = 40_000 } = {}) {
      const wait = async (): Promise<Entry> => {
        for (;;) {
          const found = entries.slice(after).find((entry) => entry.msg.endsWith(msg));
          if (found !== undefined) return found;
          if (over) throw new Error(`the session ended without "${msg}": ${(await outcome).stderr}`);
          await sleep(20);
        }
      };
      return within(wait(), ms, msg);
    },
    say: (line) => void child.stdin?.write(`${line}\n`),
    async stop() {
      child.kill('SIGINT');
      const ended = await within(outcome, 40_000, 'stopping');
      assert.is(ended.code, 0, ended.stderr);
      return ended;
    },
  };
}

function entryOf(line: string): Entry {
  const { level, msg, time, ...facts } = JSON.parse(line) as Record<string, unknown>;
  return { level: String(level), msg: String(msg), wall: Date.parse(String(time)), facts };
}

/** All processes below `pid` that run now. */
export function descendants(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  const own = readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return own.flatMap((child) => [child, ...descendants(child)]);
}

export const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
