/** CPU time and memory of a process with all its descendants, read from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second of /proc/PID/stat; 100 on every Linux that runs Node. */
const TICKS = 100;

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
}

/** The fields of a `stat` file from the state on: the name in brackets before it may hold spaces. */
function fieldsOf(file: string): string[] {
  const stat = readFileSync(file, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const cpuOf = (fields: readonly string[]): number => (Number(fields[11]) + Number(fields[12])) / TICKS;

/** Processor seconds of the process or thread whose `stat` file this is. */
export const cpuSecondsOf = (stat: string): number => cpuOf(fieldsOf(stat));

function readRow(pid: number): Row | undefined {
  try {
    const fields = fieldsOf(`/proc/${pid}/stat`);
    return { pid, parent: Number(fields[1]), cpuSeconds: cpuOf(fields) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Proportional set size in bytes: pages shared between the processes count once. */
function readPss(pid: number): number {
  try {
    return 1024 * Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

/** The most that a process has ever held in bytes, shared pages included. */
function readPeak(pid: number): number {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

export interface Usage {
  readonly cpuSeconds: number;
  readonly bytes: number;
  /** The most that any one of them has held at any time, also between two looks. */
  readonly peakOfOne: number;
}

const allRows = (): Row[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readRow(Number(name)))
    .filter((row) => row !== undefined);

/** What `root` and its living descendants have used of the processor so far, and hold in memory now. */
export function usageOfTree(root: number): Usage {
  const rows = allRows();
  const members = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of rows)
      if (members.has(parent) && !members.has(pid)) {
        members.add(pid);
        grown = true;
      }
  }
  const own = rows.filter(({ pid }) => members.has(pid));
  return {
    cpuSeconds: own.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    bytes: own.reduce((sum, { pid }) => sum + readPss(pid), 0),
    peakOfOne: Math.max(0, ...own.map(({ pid }) => readPeak(pid))),
  };
}
