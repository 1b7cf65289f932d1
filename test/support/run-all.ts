/**
 * Runs every test file (or those whose path holds one of the words given) in a process of its own, three at a time,
 * and ends with `N passed, N failed` from the real counts. A file that ran no test, crashed or hung counts as failed. One
 * that fails beside others runs once more, alone; that run counts, and both are printed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { FILE_LIMIT_MS } from './file-limit.ts';

interface Result {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly fault?: string;
  readonly output: string;
  readonly seconds: number;
}

function count(output: string, word: string): number {
  let sum = 0;
  const plain = stripVTControlCharacters(output);
  for (const match of plain.matchAll(new RegExp(`^ *${word}: +(\\d+)`, 'gm'))) sum += Number(match[1]);
  return sum;
}

/** The files that run. */
const groups = new Set<ChildProcess>();

/** Ends a file and all that it started, but for what made groups of its own. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    for (const child of groups) endGroup(child);
    process.kill(process.pid, signal);
  });

function runFile(file: string): Promise<Result> {
  return new Promise((resolve) => {
    const started = Date.now();
    // A group of its own, so that nothing that a file started outlives it.
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
      detached: true,
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    groups.add(child);
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      endGroup(child);
    }, FILE_LIMIT_MS);
    // A program that a failed test left behind may hold the pipes open for ever.
    child.on('exit', () => {
      endGroup(child);
      groups.delete(child);
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 3000).unref();
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const total = count(output, 'Total');
      const passed = count(output, 'Passed');
      const fault = hung
        ? `still running after ${FILE_LIMIT_MS / 1000} s`
        : total === 0
          ? 'ran no test (is .run() missing?)'
          : code !== 0 && total === passed
            ? `ended with ${signal ?? `code ${code}`}`
            : undefined;
      resolve({
        file,
        passed,
        failed: total - passed + (fault === undefined ? 0 : 1),
        skipped: count(output, 'Skipped'),
        ...(fault === undefined ? {} : { fault }),
        output,
        seconds: (Date.now() - started) / 1000,
      });
    });
  });
}

/** More failed files than these are no matter of a busy machine: none of them is run again. */
const MOST_AGAIN = 4;

/**
 * OBS draws in software and PulseAudio plays by the clock: they need a core for themselves to play without gaps, so that
 * such a file takes the place of two.
 */
const takesTwo = (file: string): boolean => /\/(machine|obs|pulse)\.ts'/.test(readFileSync(file, 'utf8'));

function report(result: Result): void {
  const facts = `${result.passed} passed, ${result.failed} failed, ${result.seconds.toFixed(1)} s`;
  console.log(
    `${result.failed === 0 ? 'ok  ' : 'FAIL'} ${result.file} (${facts})${result.fault ? ` ${result.fault}` : ''}`,
  );
  if (result.failed > 0) console.log(result.output.trimEnd().split('\n').slice(-80).join('\n'));
}

/**
 * Runs all files, and tells of each as it ends. Three run at once, or one beside one that takes the place of two: tests of
 * live media wait by the clock for much of their time, and two of them left a third of two cores idle.
 */
async function runFiles(files: readonly string[]): Promise<Result[]> {
  const results: Result[] = [];
  const oneByOne = async (queue: string[]): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const result = await runFile(file);
      report(result);
      results.push(result);
    }
  };
  const wide = files.filter(takesTwo);
  const others = files.filter((file) => !wide.includes(file));
  if (availableParallelism() === 1) await oneByOne([...files]);
  else
    await Promise.all([
      oneByOne(others),
      oneByOne(wide).then(() => Promise.all([oneByOne(others), oneByOne(others)])),
    ]);
  return results;
}

const words = process.argv.slice(2);
// The longest are those of whole programs, in `plugin`: short ones come last, so that no long one runs alone in the end.
const files = globSync('test/**/*.test.ts')
  .sort()
  .reverse()
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
const results = await runFiles(files);
const broken = results.filter((result) => result.failed > 0);
if (files.length > 1 && broken.length <= MOST_AGAIN)
  for (const first of broken) {
    // A real peer that had no processor in time fails only beside others: what fails alone, too, counts.
    console.log(`again, alone: ${first.file}`);
    const alone = await runFile(first.file);
    report(alone);
    results[results.indexOf(first)] = alone;
  }
for (const first of broken)
  console.log(
    `${results.some(({ file, failed }) => file === first.file && failed > 0) ? 'failed' : 'failed beside others only'}: ${first.file}`,
  );
const sum = (pick: (result: Result) => number): number =>
  results.reduce((total, result) => total + pick(result), 0);
const failed = sum((result) => result.failed) + (files.length === 0 ? 1 : 0);
const skipped = sum((result) => result.skipped);
console.log(
  `${sum((result) => result.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
process.exitCode = failed === 0 ? 0 : 1;
