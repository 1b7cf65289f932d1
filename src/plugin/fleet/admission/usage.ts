/** What the processes of a job take of the machine, as Linux counts it; elsewhere nothing is known. */
import { readFileSync } from 'node:fs';

/** Kernel ticks a second in /proc; 100 on every Linux that runs Node. */
const TICKS = 100;
/** Bytes of a page; 4096 wherever Node runs but on some arm64 kernels, where memory counts too low by that factor. */
const PAGE = 4096;

/** What some processes have used so far, and hold now. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Pages of their own: what files and shared memory are mapped to is there once, whoever uses it. */
  readonly bytes: number;
  /** How many they are; 0 where they are gone, or nothing can be known. */
  readonly processes: number;
}

const NOTHING: Usage = { cpuSeconds: 0, bytes: 0, processes: 0 };

/** A process of ours with all that it has started and that still lives. */
export function usageOf(root: number | undefined): Usage {
  if (root === undefined || process.platform !== 'linux') return NOTHING;
  const [open, seen] = [[root], new Set<number>()];
  let usage = NOTHING;
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (seen.has(pid)) continue;
    seen.add(pid);
    const own = usageOfOne(pid);
    if (own === undefined) continue;
    usage = {
      cpuSeconds: usage.cpuSeconds + own.cpuSeconds,
      bytes: usage.bytes + own.bytes,
      processes: usage.processes + 1,
    };
    open.push(...own.children);
  }
  return usage;
}

interface One {
  readonly cpuSeconds: number;
  readonly bytes: number;
  readonly children: readonly number[];
}

function usageOfOne(pid: number): One | undefined {
  const folder = `/proc/${pid}`;
  try {
    const stat = readFileSync(`${folder}/stat`, 'utf8');
    // From the state on: the name in brackets before it may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, resident = 0, shared = 0] = readFileSync(`${folder}/statm`, 'utf8').split(' ').map(Number);
    // Node forks from its main thread.
    const children = readFileSync(`${folder}/task/${pid}/children`, 'utf8').trim();
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      bytes: (resident - shared) * PAGE,
      children: children === '' ? [] : children.split(' ').map(Number),
    };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
