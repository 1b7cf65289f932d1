/** `momentfx live` as a process of its own, as a person would start it, and what it takes of the machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readShows } from '../../src/plugin/live/report/show/read.ts';
import type { LiveEvent } from '../../src/plugin/live/events.ts';
import { cpuSecondsOf } from './process-tree.ts';

const MAIN = join(import.meta.dirname, '../../src/plugin/main.ts');
/** Eight sessions and their models start together on two cores. */
const OPEN_MS = 120_000;

export interface LiveProcessOptions {
  /** What follows `momentfx live`; without --log. */
  readonly args: readonly string[];
  readonly record: string;
  /** For node itself, such as --cpu-prof. */
  readonly flags?: readonly string[];
}

export class LiveProcess implements AsyncDisposable {
  readonly record: string;
  readonly #child: ReturnType<typeof spawn>;
  readonly #ended: Promise<unknown>;
  #output = '';

  constructor({ args, record, flags = [] }: LiveProcessOptions) {
    this.record = record;
    const node = ['--disable-warning=ExperimentalWarning', ...flags, MAIN];
    this.#child = spawn(process.execPath, [...node, 'live', ...args, '--log', record], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    });
    this.#ended = once(this.#child, 'exit');
    this.#child.stderr?.on(
      'data',
      (data: Buffer) => (this.#output = (this.#output + data.toString()).slice(-4_000)),
    );
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('momentfx did not start');
    return this.#child.pid;
  }

  /** The analysis process that runs now. */
  get analysis(): number {
    const lines = readFileSync(this.record, 'utf8').matchAll(/"t":"analysis-up".*?"pid":(\d+)/g);
    const pid = [...lines].at(-1)?.[1];
    if (pid === undefined) throw new Error(`no analysis process runs:\n${this.#output}`);
    return Number(pid);
  }

  /** The helper that forks the analysis process and passes on what is said between them. */
  get forkServer(): number {
    return fieldOf(`/proc/${this.analysis}/status`, 'PPid');
  }

  /** Resolves once the record holds a line of this type, such as `input-open`. */
  async saw(type: string): Promise<void> {
    const line = `"t":"${type}"`;
    for (const until = performance.now() + OPEN_MS; performance.now() < until; await sleep(100)) {
      if (existsSync(this.record) && readFileSync(this.record, 'utf8').includes(line)) return;
      if (this.#child.exitCode !== null) break;
    }
    throw new Error(`momentfx showed no ${type}:\n${this.#output}`);
  }

  /** As Ctrl-C: plays what is held and ends. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** All that a record tells. */
export async function eventsOf(record: string): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  for await (const item of readShows(record)) if (item.type === 'event') events.push(item.event);
  return events;
}

const fieldOf = (file: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);

export interface Held {
  /** Bytes: resident, and with pages shared between processes counted once. */
  readonly rss: number;
  readonly pss: number;
  readonly threads: number;
  /** Open file descriptors. */
  readonly files: number;
}

export function heldBy(pid: number): Held {
  const own = `/proc/${pid}`;
  return {
    rss: 1024 * fieldOf(`${own}/status`, 'VmRSS'),
    pss: 1024 * fieldOf(`${own}/smaps_rollup`, 'Pss'),
    threads: fieldOf(`${own}/status`, 'Threads'),
    files: readdirSync(`${own}/fd`).length,
  };
}

/** What a process holds for itself alone, in bytes. */
export const ownBytesOf = (pid: number): number =>
  1024 *
  (fieldOf(`/proc/${pid}/smaps_rollup`, 'Private_Clean') +
    fieldOf(`/proc/${pid}/smaps_rollup`, 'Private_Dirty'));

/** What the descriptors of a process stand for, counted. */
export function filesOf(pid: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${name}`).replace(/\d{2,}/g, 'N');
      counts.set(target, (counts.get(target) ?? 0) + 1);
    } catch (error) {
      // That of the listing itself, or one that has just been closed.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return counts;
}

/** Processor seconds of a process by the names of its living threads. */
export function cpuByThread(pid: number): Map<string, number> {
  const spent = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    const name = readFileSync(`${folder}/comm`, 'utf8').trim();
    spent.set(name, (spent.get(name) ?? 0) + cpuSecondsOf(`${folder}/stat`));
  }
  return spent;
}

export const machine = (): string => `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;

/** The load of the last minute: figures taken on a busy machine are no good. */
export const load = (): string => readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? '?';

/** A word after `--name`, as a number. */
export function numberOption(name: string, otherwise: number): number {
  const text = textOption(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`--${name} takes a number, not ${text}`);
  return value;
}

export function textOption(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}
