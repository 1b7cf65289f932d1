import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { modelFolder } from './model.ts';
import { within } from './within.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'plugin', 'main.ts');
/** A run of a clip of ten seconds takes three on an idle machine; tests share theirs, and some machines are slow. */
const LIMIT_MS = 180_000;

export interface Outcome {
  /** The exit code; of a process that a signal ended, undefined. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Words in front of the command, such as `taskset -c 0`. */
  readonly before?: readonly string[];
  /** Standard input stays open, as `child.stdin`; without, it ends at once. */
  readonly steered?: boolean;
  /** It may run so much longer (ms) than a test usually lets it. */
  readonly longer?: number;
}

/** The command at work. */
export interface Running {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Variables that a developer's shell may set must not change what tests see. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('MOMENTFX_'));
  return { ...Object.fromEntries(own), MOMENTFX_MODEL: modelFolder, UV_THREADPOOL_SIZE: '16' };
}

/** Starts `momentfx ARGS` as a person would, in a process of its own. */
export function startCli(args: readonly string[], options: CliOptions = {}): Running {
  const [program = process.execPath, ...words] = [
    ...(options.before ?? []),
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    main,
    ...args,
  ];
  const child = spawn(program, words, {
    env: { ...cleanEnvironment(), ...options.env },
    cwd: options.cwd,
    stdio: 'pipe',
  });
  if (options.steered !== true) child.stdin.end();
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? undefined, stdout, stderr }));
  });
  const outcome = within(ended, LIMIT_MS + (options.longer ?? 0), `momentfx ${args.join(' ')}`).catch(
    (error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    },
  );
  return { child, outcome };
}

export const runCli = (args: readonly string[], options?: CliOptions): Promise<Outcome> =>
  startCli(args, options).outcome;

/** A fresh folder inside `parent`. */
export function subfolder(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
