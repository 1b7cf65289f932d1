/**
 * What stops a command: Ctrl-C, SIGTERM, a terminal that is closed (SIGHUP), and the death of the launcher that handed it
 * on. The first stop asks, the second ends at once.
 */
import { readFileSync } from 'node:fs';

/**
 * npm, a shell and `scripts/run.mjs` may stand between a person and this process. A signal to all of them arrives more
 * than once, since each hands it on; and whoever of them dies first makes a service manager send it again. Within this
 * time (ms) a signal from launchers says nothing new: Ctrl-C is pressed again sooner than a manager asks again.
 */
const ECHO_MS: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 400 };
const MANAGER_ECHO_MS = 5_000;
/** How often a process that was launched looks for those who launched it, ms. */
const LOOK_MS = 500;
/** npm, its shell, `scripts/run.mjs`. */
const MOST_ANCESTORS = 4;

/** Who hears of stops. */
export interface StopListeners {
  readonly first: (signal: NodeJS.Signals) => void;
  readonly again: (signal: NodeJS.Signals) => void;
}

/** Listens from now on. */
export function listenForStops({ first, again }: StopListeners): void {
  const launched = isLaunched();
  let stoppedMs: number | undefined;
  const heard = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (stoppedMs === undefined) {
      stoppedMs = now;
      first(signal);
    } else if (!launched || now - stoppedMs >= (ECHO_MS[signal] ?? MANAGER_ECHO_MS)) again(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  if (launched) whenOrphaned(() => stoppedMs === undefined && heard('SIGTERM'));
}

/** `scripts/run.mjs` and `bin/momentfx.cjs` say so: a signal may come by way of others. */
function isLaunched(): boolean {
  const launcher = Number(process.env['MOMENTFX_LAUNCHER']);
  return launcher === process.pid || launcher === process.ppid;
}

/** A launcher that is ended does not always hand the signal on (npm's shell does not), and the show would go on unseen. */
function whenOrphaned(orphaned: () => void): void {
  const ancestors = ancestorsUpToNpm();
  const timer = setInterval(() => {
    let child = process.pid;
    for (const ancestor of ancestors) {
      const parent = child === process.pid ? process.ppid : parentOf(child);
      if (parent !== ancestor) {
        clearInterval(timer);
        orphaned();
        return;
      }
      child = ancestor;
    }
  }, LOOK_MS);
  timer.unref();
}

/** Those who launched this process, up to npm where it is among them; else its parent alone. */
function ancestorsUpToNpm(): readonly number[] {
  const ancestors: number[] = [process.ppid];
  if (process.env['npm_lifecycle_event'] === undefined) return ancestors;
  for (let last = process.ppid; ancestors.length < MOST_ANCESTORS;) {
    if (nameOf(last).startsWith('npm')) return ancestors;
    const parent = parentOf(last);
    if (parent === undefined || parent <= 1) break;
    ancestors.push(parent);
    last = parent;
  }
  return ancestors.slice(0, 1);
}

/** Its parent and its name, from /proc; undefined where it is gone, or there is no /proc. */
function statOf(pid: number): { readonly name: string; readonly parent: number } | undefined {
  try {
    const [, name = '', parent] =
      /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    // It is gone between two looks.
    return undefined;
  }
}

const parentOf = (pid: number): number | undefined => statOf(pid)?.parent;
const nameOf = (pid: number): string => statOf(pid)?.name ?? '';
