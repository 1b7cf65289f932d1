/**
 * The lite encoders: milliseconds a picture, a sentence and an effect, and how long it takes to find, open and make them.
 *
 *   node scripts/run.mjs bench/encoders.ts [--threads N] [--json]
 *
 * Figures per item: wall time of the fastest repetition, and processor time over all of them, which a busy machine does not
 * stretch; with one thread the two agree on an idle machine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureLiteEncoders } from '../models/encoders/lite.ts';
import { openEncoders } from '../src/analysis/encoders/index.ts';
import type { Encoder } from '../src/analysis/encoders/index.ts';
import { PICTURE_SIZE } from '../src/analysis/picture.ts';
import type { Picture } from '../src/analysis/picture.ts';

const { values } = parseArgs({
  options: { threads: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
});
interface Figure {
  readonly wallMs: number;
  readonly cpuMs: number;
}
const figures: Record<string, Figure> = {};

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
const sentence = 'And this little pocket on the side keeps your keys where you find them.';
const effect = (seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * 48_000 }, (_, i) => Math.sin(i / 17) * Math.exp(-i / 20_000));
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

const cache = await mkdtemp(join(tmpdir(), 'momentfx-bench-'));
try {
  await timed('make the files', () => ensureLiteEncoders(cache));
  const folder = await timed('find the files', () => ensureLiteEncoders(cache));
  const encoders = await timed('open', () => openEncoders(folder, { threads: Number(values.threads) }));
  try {
    await perItem('picture, one a call', encoders.frame, [picture], 200);
    await perItem('picture, 12 a call', encoders.frame, times(12, picture), 40);
    await perItem('sentence (17 tokens), one a call', encoders.text, [sentence], 100);
    await perItem('sentence (17 tokens), 16 a call', encoders.text, times(16, sentence), 20);
    await perItem('effect of 1 s', encoders.audio, [effect(1)], 30);
    await perItem('effect of 5 s', encoders.audio, [effect(5)], 10);
  } finally {
    await encoders.release();
  }
} finally {
  await rm(cache, { recursive: true, force: true });
}

if (values.json) console.log(JSON.stringify({ threads: Number(values.threads), figures }));
else
  for (const [name, { wallMs, cpuMs }] of Object.entries(figures))
    console.log(
      `${name.padEnd(34)} ${wallMs.toFixed(2).padStart(8)} ms ${cpuMs.toFixed(2).padStart(8)} ms of CPU`,
    );
