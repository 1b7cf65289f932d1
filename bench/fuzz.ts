/**
 * Mutated inputs, as bad disks, broken downloads and strangers make them: recordings, captions, cue sheets, manifests,
 * sounds, show records. No crash, no hang over 30 s, never more than 1.5 GB, never exit code 0 with less than half of the
 * media. What failed stays in the folder, with the command to run it again.
 *
 * Run: node scripts/run.mjs bench/fuzz.ts [--seed 1] [--count 2000] [--kind mp4,srt] [--out runs/fuzz]
 * It goes on where it was stopped; --again runs those that failed before.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../models/library/synthesis/random.ts';
import { makeBases, type FuzzKind } from './support/fuzz-kinds.ts';
import { mutate } from './support/mutate.ts';
import { watchedRun, type WatchedRun } from './support/watched-run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    kind: { type: 'string' },
    out: { type: 'string', default: 'runs/fuzz' },
    again: { type: 'boolean', default: false },
  },
});

const LIMITS = { limitMs: 30_000, limitBytes: 1.5 * 1024 ** 3 };
/** Done; a fault that the user can mend. */
const FINE: readonly (number | undefined)[] = [0, 2];
const MAIN = join(import.meta.dirname, '../src/plugin/main.ts');

interface Result {
  readonly index: number;
  readonly kind: string;
  readonly names: readonly string[];
  readonly code: number | null;
  readonly seconds: number;
  readonly megabytes: number;
  readonly fault?: string;
}

const out = resolve(values.out, `seed-${values.seed}`);
const log = join(out, 'results.jsonl');
const kinds = makeBases(join(resolve(values.out), 'bases'));
const wanted = values.kind?.split(',');

function known(): Map<number, Result> {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
  return new Map(lines.map((line) => JSON.parse(line) as Result).map((result) => [result.index, result]));
}

function faultOf(run: WatchedRun): string | undefined {
  if (run.hung) return `hung: over ${LIMITS.limitMs / 1000} s`;
  if (run.peakBytes > LIMITS.limitBytes) return `memory: ${(run.peakBytes / 1024 ** 2).toFixed(0)} MB`;
  if (!FINE.includes(run.code)) {
    const line = run.stderr.trim().split('\n').at(-1) ?? '';
    return `ended with ${run.code ?? run.signal}: ${line.slice(0, 300)}`;
  }
  // What is ours to mend must not be told as the user's fault.
  return /\binternal:|\n {4}at /.exec(run.stderr) === null
    ? undefined
    : `internal: ${run.stderr.slice(-300)}`;
}

async function tryOne(index: number, kind: FuzzKind): Promise<Result> {
  const random = seeded(`fuzz ${values.seed} ${index}`);
  const below = (limit: number): number => Math.floor(random.next() * limit);
  const { bytes, names } = mutate(readFileSync(kind.base), below, kind);
  const folder = join(out, String(index));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  kind.place(bytes, folder);
  const ran: WatchedRun[] = [];
  let fault: string | undefined;
  for (const command of kind.commands) {
    const node = ['--disable-warning=ExperimentalWarning', MAIN, ...command];
    const run = await watchedRun(process.execPath, node, { ...LIMITS, cwd: folder });
    ran.push(run);
    fault = faultOf(run);
    if (fault !== undefined || run.code !== 0) break;
  }
  // A library that was just written, and is refused by the next command, is no fault of the user.
  const last = ran.at(-1);
  if (kind.name === 'sound' && ran.length > 1 && last?.code !== 0)
    fault ??= `refused its own: ${last?.stderr}`;
  if (last?.code === 0) fault ??= kind.wrong?.(folder);
  if (fault === undefined) rmSync(folder, { recursive: true });
  else {
    const lines = kind.commands.map(
      (command) => `node scripts/run.mjs src/plugin/main.ts ${command.join(' ')}`,
    );
    writeFileSync(
      join(folder, 'fault.txt'),
      [fault, ...lines, ...ran.map(({ stderr }) => stderr)].join('\n'),
    );
  }
  return {
    index,
    kind: kind.name,
    names,
    code: last?.code ?? null,
    seconds: Math.round(10 * Math.max(...ran.map(({ seconds }) => seconds))) / 10,
    megabytes: Math.round(Math.max(...ran.map(({ peakBytes }) => peakBytes)) / 1024 ** 2),
    ...(fault === undefined ? {} : { fault }),
  };
}

mkdirSync(out, { recursive: true });
const results = known();
for (let index = 0; index < Number(values.count); index += 1) {
  const kind = kinds[index % kinds.length];
  if (kind === undefined || (wanted !== undefined && !wanted.includes(kind.name))) continue;
  const before = results.get(index);
  if (before !== undefined && !(values.again && before.fault !== undefined)) continue;
  const result = await tryOne(index, kind);
  results.set(index, result);
  appendFileSync(log, `${JSON.stringify(result)}\n`);
  if (result.fault !== undefined)
    console.log(`${index} ${result.kind} (${result.names.join(', ')}): ${result.fault}`);
}

for (const { name } of kinds) {
  const own = [...results.values()].filter(({ kind }) => kind === name);
  const count = (test: (result: Result) => boolean): number => own.filter(test).length;
  const most = (pick: (result: Result) => number): number => Math.max(0, ...own.map(pick));
  console.log(
    `${name.padEnd(8)} ${own.length} tried: ${count(({ code }) => code === 0)} done, ${count(({ code }) => code === 2)} refused, ` +
      `${count(({ fault }) => fault !== undefined)} FAULTS; at most ${most(({ seconds }) => seconds)} s, ${most(({ megabytes }) => megabytes)} MB`,
  );
}
const faults = [...results.values()].filter(({ fault }) => fault !== undefined).length;
console.log(`${results.size} inputs, ${faults} faults; what failed lies in ${out}`);
process.exitCode = faults === 0 ? 0 : 1;
