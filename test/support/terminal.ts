/** A program at a terminal, with a person who reads and types. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { until } from './until.ts';
import { within } from './within.ts';

/** Of util-linux: gives a program a terminal. */
const SCRIPT = '/usr/bin/script';
export const hasTerminal: boolean = existsSync(SCRIPT);

/** So many characters of what was not expected are shown. */
const LAST = 2_000;

export interface Terminal extends Disposable {
  /** All that stood there so far. */
  readonly said: string;
  /** Waits for words that have not been waited for before. */
  read(words: RegExp, ms?: number): Promise<void>;
  type(keys: string): void;
  /** The exit code, once it has ended. */
  ended(ms?: number): Promise<number | null>;
}

/** Enter, Ctrl-C, Ctrl-D. */
export const KEYS = { enter: '\r', stop: '\u0003', end: '\u0004' } as const;

/** Starts a line of shell there. */
export function atTerminal(
  line: string,
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Terminal {
  const child = spawn(SCRIPT, ['-qefc', line, '/dev/null'], {
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close') as Promise<[number | null]>;
  let [said, seen] = ['', 0];
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  // It may end before what is typed has come.
  child.stdin.on('error', () => undefined);
  const last = (): string => said.slice(seen).slice(-LAST);
  return {
    get said() {
      return said;
    },
    async read(words, ms = 20_000) {
      const find = (): RegExpExecArray | null => words.exec(said.slice(seen));
      await until(() => find() !== null || child.exitCode !== null, ms, String(words)).catch(
        (error: unknown) => assert.unreachable(`${String(error)} in:\n${last()}`),
      );
      const found = find();
      if (found === null) assert.unreachable(`${String(words)} before the end, in:\n${last()}`);
      else seen += found.index + found[0].length;
    },
    type: (keys) => void child.stdin.write(keys),
    async ended(ms = 20_000) {
      return (await within(gone, ms, `the end of ${line}`))[0];
    },
    // Its terminal goes with it, and the program with that.
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
