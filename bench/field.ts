/**
 * Containers and codecs that the machine's ffmpeg writes, with two sounds, chapters, odd shapes, late streams and damage,
 * through `decorate` and, where a stream makes sense, `live`: pictures identical, in sync, and what was left out was said.
 * No row may be wrong without a word, nor be refused unless it is listed below.
 *
 * Run: node scripts/run.mjs bench/field.ts [WORD…] [--from ROW] [--no-live] [--all-live] [--out runs/field]    WORD: rows whose name holds it
 * Rows without a mark go through `live` with --all-live alone: they take as long as their clips.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFieldClip } from './support/field-clips.ts';
import { measure } from './support/field-measure.ts';
import { FIELD_ROWS, type FieldRow } from './support/field-rows.ts';
import { judge, type Verdict } from './support/field-verdict.ts';
import { watchedRun } from './support/watched-run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    from: { type: 'string', default: '0' },
    live: { type: 'boolean', default: true },
    'all-live': { type: 'boolean', default: false },
    out: { type: 'string', default: 'runs/field' },
  },
});
const LIMITS = { limitMs: 90_000, limitBytes: 1.5 * 1024 ** 3 };
const MAIN = join(import.meta.dirname, '../src/plugin/main.ts');
const folder = resolve(values.out);
mkdirSync(folder, { recursive: true });

async function through(row: FieldRow, input: string, output: string, live: boolean): Promise<Verdict> {
  rmSync(output, { force: true });
  const args = live
    ? ['live', input, '--realtime', '--to', output, '--asr', 'none', '--delay', '1', '--threshold', '1']
    : ['decorate', input, '-o', output, '--from-cues', join(import.meta.dirname, 'support/no-cues.json')];
  const run = await watchedRun(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    ...LIMITS,
    cwd: folder,
  });
  if (run.hung) return { state: 'WRONG', facts: 'hung' };
  const words = `${run.stderr}\n${run.stdout}`;
  if (run.code === 2) return { state: 'refused', facts: run.stderr.trim().split('\n').at(-1) ?? '' };
  if (run.code !== 0)
    return { state: 'WRONG', facts: `ended with ${run.code ?? run.signal}: ${words.slice(-300)}` };
  // A live output that cannot hold the pictures is told and given up; the session goes on without it.
  const given = live ? /^.*output (gone for good|lost)\b.*$/m.exec(words)?.[0] : undefined;
  if (given !== undefined) return { state: 'refused', facts: given };
  return judge(row, measure(input), measure(output), words, live);
}

/**
 * Rows that are known not to come through, each with its reason; `bench/field.ts` fails for any other, and for one of
 * these that does.
 */
const EXPECTED: Readonly<
  Record<string, { readonly state: 'refused' | 'unmade'; readonly why: string; readonly way?: string }>
> = {
  'damaged 3.flv': {
    state: 'refused',
    way: 'decorate',
    why: 'the damage lies in time stamps, which read as another recording',
  },
  'rm: rv10/ac3': { state: 'refused', why: 'Matroska holds no RealVideo 1' },
  'y4m: raw/none': { state: 'refused', why: 'nothing that is written holds uncompressed 4:2:0 pictures' },
};
const unexpected: string[] = [];

const counts = { ok: 0, said: 0, refused: 0, WRONG: 0, unmade: 0 };
const tell = (
  name: string,
  way: string,
  { state, facts }: Verdict | { state: 'unmade'; facts: string },
): void => {
  counts[state] += 1;
  const expected = EXPECTED[name];
  const wanted = expected !== undefined && (expected.way ?? way) === way ? expected.state : 'ok';
  if (wanted !== (state === 'refused' || state === 'unmade' ? state : 'ok'))
    unexpected.push(`${name} (${way}): ${state}, expected ${wanted}`);
  console.log(`${state.padEnd(8)}${way.padEnd(10)}${name.padEnd(30)}${facts}`);
};

for (const [index, row] of FIELD_ROWS.entries()) {
  if (index < Number(values.from)) continue;
  if (positionals.length > 0 && !positionals.some((word) => row.name.includes(word))) continue;
  let input: string;
  try {
    input = makeFieldClip(row, folder);
  } catch (error) {
    const line = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
    tell(row.name, 'made', { state: 'unmade', facts: line.slice(0, 150) });
    continue;
  }
  tell(row.name, 'decorate', await through(row, input, join(folder, `${index}-out.${row.to}`), false));
  if (values.live && (row.live || values['all-live']))
    tell(row.name, 'live', await through(row, input, join(folder, `${index}-live.${row.liveTo}`), true));
}
console.log(
  Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', '),
);
for (const line of unexpected) console.log(`UNEXPECTED ${line}`);
process.exitCode = counts.WRONG === 0 && unexpected.length === 0 ? 0 : 1;
