/**
 * The encoders of each family: milliseconds a picture, a sentence and an effect, how long it takes to find, open and make
 * them, and what they hold in memory; each family in a process of its own.
 *
 *   node scripts/run.mjs bench/encoders.ts [--threads N] [--json] [lite|minilm|exact|muse|PACKAGE…]
 *
 * PACKAGE: one that `momentfx models list` shows, such as the paper's.
 * `minilm` and `muse` need their weights (`momentfx models pull minilm`, `… pull muse`; without arguments muse is left
 * out); `exact` is the same with all weights in 32 bits, and how far
 * its vectors are from minilm's. Figures per item: wall time of the fastest repetition, and processor time over all of
 * them, which a busy machine does not stretch; with one thread the two agree on an idle machine. Memory: resident after the
 * work, less what the process held before.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultCacheFolder, ensureEncoders } from '../models/encoders/cache.ts';
import { FAMILIES, familyNamed } from '../models/encoders/families.ts';
import type { EncoderFamily } from '../models/encoders/family.ts';
import { KNOWN_WEIGHTS } from '../models/weights/registry.ts';
import { findWeights, weightsFolder } from '../models/weights/store.ts';
import { openEncoders } from '../src/analysis/encoders/index.ts';
import type { Encoder } from '../src/analysis/encoders/index.ts';
import { PICTURE_SIZE, type Picture } from '../src/core/formats.ts';
import { exactMinilm } from './support/exact-minilm.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    /** Runs one of them in this process. */
    only: { type: 'string' },
  },
});
const threads = Number(values.threads);
/** Ends the name of a part that measures memory. */
const MEMORY = '-memory';

interface Figure {
  readonly wallMs?: number;
  readonly cpuMs?: number;
  readonly megabytes?: number;
  readonly cosine?: number;
}
type Figures = Record<string, Figure>;
const figures: Figures = {};

/** Milliseconds of processor time, all threads, since `begin`. */
function cpuSince(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  figures[name] = { wallMs: performance.now() - began, cpuMs: cpuSince(cpu) };
  return result;
}

/** Milliseconds for one of `batch`. */
async function perItem<Input>(
  name: string,
  encoder: Encoder<Input>,
  batch: readonly Input[],
  repetitions: number,
): Promise<void> {
  await encoder.embed(batch);
  let fastest = Infinity;
  const cpu = process.cpuUsage();
  for (let i = 0; i < repetitions; i += 1) {
    const began = performance.now();
    await encoder.embed(batch);
    fastest = Math.min(fastest, (performance.now() - began) / batch.length);
  }
  figures[name] = { wallMs: fastest, cpuMs: cpuSince(cpu) / repetitions / batch.length };
}

const picture: Picture = {
  width: PICTURE_SIZE,
  height: PICTURE_SIZE,
  data: Uint8Array.from({ length: PICTURE_SIZE * PICTURE_SIZE * 3 }, (_, i) => (i * 2654435761) >>> 24),
};
/** 17 tokens of Universal Sentence Encoder lite's, 19 of BERT's. */
const sentence = 'And this little pocket on the side keeps your keys where you can find them.';
const effect = (seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * 48_000 }, (_, i) => Math.sin(i / 17) * Math.exp(-i / 20_000));
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

async function sentences(encoder: Encoder<string>): Promise<void> {
  await perItem('sentence (19 tokens), one a call', encoder, [sentence], 100);
  await perItem('sentence (19 tokens), 16 a call', encoder, times(16, sentence), 20);
}

const residentMb = (): number => process.memoryUsage.rss() / 2 ** 20;

/** Where the family's files are made anew; the weights stay where they are. */
async function inFreshCache(work: (cacheFolder: string) => Promise<void>): Promise<void> {
  const cache = await mkdtemp(join(tmpdir(), 'momentfx-bench-'));
  try {
    for (const known of KNOWN_WEIGHTS) {
      const own = await findWeights(known, defaultCacheFolder());
      if (own === undefined) continue;
      const link = weightsFolder(known, cache);
      await mkdir(dirname(link), { recursive: true });
      await symlink(own, link);
    }
    await work(cache);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/** A package's files in a folder of their own, where no vectors are kept. */
async function inFreshFolder(from: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-bench-'));
  try {
    for (const file of await readdir(from))
      if (file !== 'vectors') await symlink(join(from, file), join(folder, file));
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Large models: a few of each, and no sound twice. */
async function measurePackage(folder: string): Promise<void> {
  const encoders = await timed('open', () => openEncoders(folder, { threads }));
  try {
    await perItem('picture, one a call', encoders.frame, [picture], 8);
    await perItem(`sentence of ${sentence.split(' ').length} words`, encoders.text, [sentence], 8);
    await timed('effect of 1 s', () => encoders.audio.embed([effect(1)]));
    await perItem('the same, kept', encoders.audio, [effect(1)], 8);
    await timed('effect of 5 s', () => encoders.audio.embed([effect(5)]));
  } finally {
    await encoders.release();
  }
}

async function measureFamily(family: EncoderFamily): Promise<void> {
  if (family.type === 'package') return inFreshFolder(family.folder, measurePackage);
  await inFreshCache(async (cache) => {
    await timed('make the files', () => ensureEncoders(family, cache));
    await timed('find the files', () => ensureEncoders(family, cache));
  });
  const folder = await ensureEncoders(family);
  const encoders = await timed('open', () => openEncoders(folder, { threads }));
  try {
    await perItem('picture, one a call', encoders.frame, [picture], 200);
    await perItem('picture, 12 a call', encoders.frame, times(12, picture), 40);
    await sentences(encoders.text);
    await perItem('effect of 1 s', encoders.audio, [effect(1)], 30);
    await perItem('effect of 5 s', encoders.audio, [effect(5)], 10);
  } finally {
    await encoders.release();
  }
}

/** The memory of a family's encoders alone, without what making the files left behind. */
async function measureMemory(family: EncoderFamily): Promise<void> {
  const folder = await ensureEncoders(family);
  const before = residentMb();
  const encoders = await openEncoders(folder, { threads });
  await encoders.text.embed([sentence, ...times(20, sentence)]);
  // What only the opening needed is collected sooner or later.
  for (let round = 0; round < 3; round++) (globalThis as { gc?: () => void }).gc?.();
  await new Promise((resolve) => setTimeout(resolve, 200));
  figures['memory, all three'] = { megabytes: residentMb() - before };
  await encoders.release();
}

async function measureExact(): Promise<void> {
  const exact = await exactMinilm(threads);
  const served = await openEncoders(await ensureEncoders(FAMILIES.minilm), { threads });
  try {
    await sentences(exact);
    const cases = JSON.parse(
      await readFile(join(import.meta.dirname, '../test/fixtures/minilm/embeddings.json'), 'utf8'),
    ) as { text: string }[];
    const texts = cases.map(({ text }) => text);
    const [a, b] = [await exact.embed(texts), await served.text.embed(texts)];
    const cosines = a.map((vector, at) => cosine(vector, b[at] as Float32Array));
    figures['cosine to minilm, worst of 13'] = { cosine: Math.min(...cosines) };
  } finally {
    await Promise.all([exact.release(), served.release()]);
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot / Math.hypot(...a) / Math.hypot(...b);
}

/** Runs a part in a process of its own. */
function inProcess(only: string): Figures {
  const args = ['--disable-warning=ExperimentalWarning', '--expose-gc', import.meta.filename];
  const child = spawnSync(process.execPath, [...args, '--threads', values.threads, '--only', only], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) process.exit(child.status ?? 1);
  return JSON.parse(child.stdout) as Figures;
}

function print(name: string, own: Figures): void {
  console.log(name);
  for (const [what, { wallMs, cpuMs, megabytes, cosine: likeness }] of Object.entries(own)) {
    const parts = [
      ...(wallMs === undefined ? [] : [`${wallMs.toFixed(2).padStart(8)} ms`]),
      ...(cpuMs === undefined ? [] : [`${cpuMs.toFixed(2).padStart(8)} ms of CPU`]),
      ...(megabytes === undefined ? [] : [`${megabytes.toFixed(0).padStart(8)} MiB`]),
      ...(likeness === undefined ? [] : [likeness.toFixed(4).padStart(8)]),
    ];
    console.log(`  ${what.padEnd(34)} ${parts.join(' ')}`);
  }
}

if (values.only === undefined) {
  const asked = positionals.length > 0 ? positionals : ['lite', 'minilm', 'exact'];
  const all = Object.fromEntries(
    asked.map((name) => [
      name,
      { ...inProcess(name), ...(name === 'exact' ? {} : inProcess(`${name}${MEMORY}`)) },
    ]),
  );
  if (values.json) console.log(JSON.stringify({ threads, figures: all }));
  else for (const [name, own] of Object.entries(all)) print(name, own);
} else {
  if (values.only === 'exact') await measureExact();
  else {
    const { only } = values;
    const memory = only.endsWith(MEMORY);
    const family = await familyNamed(only.replace(MEMORY, ''));
    await (memory ? measureMemory(family) : measureFamily(family));
  }
  console.log(JSON.stringify(figures));
}
