/** Sounds as people's folders have them: a faulty one costs itself alone, and what `add` writes, `check` accepts. */
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addToLibrary } from '../../src/library/add.ts';
import { checkLibrary } from '../../src/library/check.ts';
import { decodeAudioFile } from '../../src/library/decode.ts';
import { loadLibrary } from '../../src/library/index.ts';
import { fixture } from '../support/fixtures.ts';
import { within } from '../support/within.ts';
import { makeSound, newFolder } from './sounds.ts';

const quiet = (): void => undefined;

interface WavOptions {
  readonly channels?: number;
  readonly rate?: number;
  /** Samples as 32-bit floats instead of 16-bit numbers. */
  readonly float?: boolean;
  /** The sample's value at its index. */
  readonly wave?: (index: number) => number;
  readonly frames?: number;
}

const tone = (index: number): number => 0.5 * Math.sin(index * 0.13);

/** A WAV file as its header says, whether or not that makes sense. */
function wav(file: string, options: WavOptions = {}): string {
  const { channels = 1, rate = 48_000, float = false, wave = tone, frames = 24_000 } = options;
  const [bytes, kind] = float ? [4, 3] : [2, 1];
  const data = Buffer.alloc(frames * channels * bytes);
  for (let i = 0; i < frames * channels; i++) {
    const value = wave(Math.floor(i / channels));
    if (float) data.writeFloatLE(value, i * 4);
    else data.writeInt16LE(Math.round(value * 32_767), i * 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(kind, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE((rate * bytes * channels) >>> 0, 28);
  head.writeUInt16LE((bytes * channels) & 0xffff, 32);
  head.writeUInt16LE(bytes * 8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  writeFileSync(file, Buffer.concat([head, data]));
  return file;
}

/** What `add` makes of the folder; then `check` must find nothing wrong. */
async function added(
  folder: string,
): Promise<{ readonly ids: string[]; readonly skipped: Map<string, string> }> {
  const out = join(folder, '..', 'out');
  const summary = await addToLibrary({ folder, out }, quiet);
  await checkLibrary(out, quiet);
  assert.is((await loadLibrary(out)).effects.length, summary.effects.length);
  return {
    ids: summary.effects.map(({ id }) => id),
    skipped: new Map(summary.skipped.map(({ file, reason }) => [file, reason])),
  };
}

test('one WAV that ends inside a sample (L01) was an internal error, and no library: it is read as far as it goes', async () => {
  const folder = newFolder();
  makeSound(join(folder, 'good.wav'));
  const whole = readFileSync(makeSound(join(folder, 'ding.wav')));
  writeFileSync(join(folder, 'ding.wav'), whole.subarray(0, whole.length - 20_001));
  const { ids, skipped } = await added(folder);
  assert.equal(ids, ['ding', 'good']);
  assert.is(skipped.size, 0);
  const { mono } = await decodeAudioFile(join(folder, 'ding.wav'));
  assert.ok(Math.abs(mono.length - (24_000 - 10_001)) <= 1, `${mono.length} samples`);
});

test('floats far above full scale (L03) made a library that was refused: they are brought down to it', async () => {
  const folder = newFolder();
  wav(join(folder, 'plain.wav'), { float: true });
  for (const [name, gain] of [
    ['unscaled', 32_768],
    ['hot', 40],
    ['huge', 1e30],
    ['loud', 2],
  ] as const)
    wav(join(folder, `${name}.wav`), { float: true, wave: (i) => gain * tone(i) });
  const { ids } = await added(folder);
  assert.is(ids.length, 5);
  for (const name of ['unscaled', 'hot', 'huge']) {
    const { mono } = await decodeAudioFile(join(folder, `${name}.wav`));
    const peak = mono.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(Math.abs(peak - 1) < 0.01, `${name}: ${peak}`);
  }
});

test('samples that are no numbers are silent', async () => {
  const folder = newFolder();
  wav(join(folder, 'nan.wav'), { float: true, wave: (i) => (i % 100 === 0 ? NaN : tone(i)) });
  wav(join(folder, 'infinite.wav'), { float: true, wave: (i) => (i % 1000 === 0 ? -Infinity : tone(i)) });
  wav(join(folder, 'nothing.wav'), { float: true, wave: () => NaN });
  const { ids, skipped } = await added(folder);
  assert.equal(ids, ['infinite', 'nan']);
  assert.match(skipped.get('nothing.wav') ?? '', 'silent');
});

test('whatever is no sound is skipped with its reason, and nothing waits for it', async () => {
  const folder = newFolder();
  const inside = (name: string): string => join(folder, name);
  makeSound(inside('good.wav'));
  wav(inside('one-sample.wav'), { frames: 1, wave: () => 0.6 });
  wav(inside('   .wav'));
  const bad: Readonly<Record<string, RegExp>> = {
    'silent.wav': /silent/,
    'empty.wav': /empty/,
    'text.wav': /no recording/,
    'header.wav': /no recording|no sound/,
    'hz1.wav': /1 channels at 1 Hz/,
    'hz1.flac': /1 channels at 1 Hz/,
    'crowd.wav': /200 channels/,
    'channels64.wav': /cannot be decoded/,
    'long.wav': /longer than 60 s/,
    'pipe.wav': /no file/,
    'gone.wav': /ENOENT/,
    'back\\slash.wav': /characters/,
    'c:disk.wav': /characters/,
  };
  wav(inside('silent.wav'), { wave: () => 0 });
  writeFileSync(inside('empty.wav'), '');
  writeFileSync(inside('text.wav'), 'This is a text.\n');
  writeFileSync(inside('header.wav'), readFileSync(inside('good.wav')).subarray(0, 44));
  wav(inside('hz1.wav'), { rate: 1 });
  copyFileSync(fixture('field', 'sec-flac-1hz.flac'), inside('hz1.flac'));
  wav(inside('crowd.wav'), { channels: 200, frames: 100 });
  wav(inside('channels64.wav'), { channels: 64, frames: 1_000 });
  wav(inside('long.wav'), { rate: 8_000, frames: 600_000 });
  execFileSync('mkfifo', [inside('.pipe')]);
  symlinkSync('.pipe', inside('pipe.wav'));
  symlinkSync('nowhere', inside('gone.wav'));
  wav(inside('back\\slash.wav'));
  wav(inside('c:disk.wav'));
  const { ids, skipped } = await within(added(folder), 20_000, 'the library');
  assert.equal(ids, ['effect', 'good', 'one-sample']);
  assert.equal([...skipped.keys()].sort(), Object.keys(bad).sort());
  for (const [file, reason] of skipped) {
    assert.match(reason, bad[file] ?? /^$/);
    assert.not.match(reason, 'internal');
  }
});

test('the name of a folder, however long, is the name of a library', async () => {
  const folder = join(newFolder(), 'x'.repeat(200));
  mkdirSync(folder);
  makeSound(join(folder, 'ding.wav'));
  assert.equal((await added(folder)).ids, ['ding']);
});

test('33 KB of FLAC at 1 Hz grew to 23 GB: refused within 200 MB, also as an effect of a library', async () => {
  const before = process.resourceUsage().maxRSS;
  const flac = fixture('field', 'sec-flac-1hz.flac');
  let refused = '';
  await decodeAudioFile(flac, 60).catch((error: unknown) => (refused = String(error)));
  assert.match(refused, '1 Hz');
  const folder = newFolder();
  copyFileSync(flac, join(folder, 'a.flac'));
  const effect = { id: 'a', name: 'a', description: 'a', tag: 'others', file: 'a.flac', duration: 1 };
  writeFileSync(join(folder, 'library.json'), JSON.stringify({ version: 1, name: 'a', effects: [effect] }));
  await loadLibrary(folder).catch((error: unknown) => (refused = String(error)));
  assert.match(refused, /The effect a cannot be read.*1 Hz/);
  assert.ok(process.resourceUsage().maxRSS - before < 200_000, 'kilobytes');
});

test.run();
