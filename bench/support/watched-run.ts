/** A command as a person would run it, watched for time and memory. */
import { spawn } from 'node:child_process';
import { availableParallelism, constants, loadavg } from 'node:os';
import { usageOfTree } from './process-tree.ts';

export interface WatchedOptions {
  readonly cwd: string;
  /** On a machine that does nothing else; up to four times as long where others want its processors, too. */
  readonly limitMs: number;
  /** Killed beyond this; bytes of the process with all its descendants. */
  readonly limitBytes: number;
  readonly env?: NodeJS.ProcessEnv;
}

export interface WatchedRun {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly hung: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const LOOK_MS = 100;
/** However busy the machine is, a limit is stretched no further than this. */
const MOST_CROWDING = 4;
/** Texts kept of each stream. */
const MOST_TEXT = 20_000;

/** Runs it to its end, or kills it with all its descendants beyond a limit. */
export function watchedRun(
  command: string,
  args: readonly string[],
  options: WatchedOptions,
): Promise<WatchedRun> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    // A group of its own, so that all of it can be killed.
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid } = child;
    if (pid === undefined) return void child.once('error', reject);
    let [stdout, stderr, peakBytes, hung] = ['', '', 0, false];
    child.stdout.on('data', (data: Buffer) => (stdout = (stdout + data.toString()).slice(-MOST_TEXT)));
    child.stderr.on('data', (data: Buffer) => (stderr = (stderr + data.toString()).slice(-MOST_TEXT)));
    // Whoever is stopped in the middle leaves nothing at work.
    const leave = (): void => killGroup(pid);
    process.once('exit', leave);
    const timer = setInterval(() => {
      const { bytes, peakOfOne } = usageOfTree(pid);
      peakBytes = Math.max(peakBytes, bytes, peakOfOne);
      hung ||= performance.now() - started > options.limitMs * crowding();
      if (hung || peakBytes > options.limitBytes) killGroup(pid);
    }, LOOK_MS);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      process.off('exit', leave);
      killGroup(pid);
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        seconds: (performance.now() - started) / 1000,
        peakBytes,
        hung,
        stdout,
        stderr,
      });
    });
  });
}

/** How much longer things take where others want the processors, too. */
const crowding = (): number =>
  Math.min(MOST_CROWDING, Math.max(1, (2 * (loadavg()[0] ?? 0)) / availableParallelism()));

// A signal's default ends the process without its `exit` handlers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
