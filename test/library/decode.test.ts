import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeAudioFile } from '../../src/library/decode.ts';
import { LibraryError } from '../../src/library/errors.ts';
import { loadLibrary } from '../../src/library/index.ts';
import { rejects, within } from '../support/within.ts';
import { makeSound, manifestOf, newFolder, writeManifest } from './sounds.ts';

const RATE = 48_000;
const folder = newFolder();

/** Amplitude of the 1 kHz part between 0.1 and 0.4 s. */
function tone(signal: Float32Array): number {
  let [re, im] = [0, 0];
  for (let i = 4800; i < 19_200; i++) {
    re += (signal[i] ?? 0) * Math.cos((2 * Math.PI * 1000 * i) / RATE);
    im += (signal[i] ?? 0) * Math.sin((2 * Math.PI * 1000 * i) / RATE);
  }
  return (2 * Math.hypot(re, im)) / 14_400;
}

const CASES = [
  ['wav', 48_000, 1, 0],
  ['wav', 44_100, 2, 2],
  ['wav', 8_000, 1, 2],
  ['wav', 192_000, 1, 2],
  ['flac', 96_000, 2, 2],
  ['mp3', 44_100, 1, 1300],
  ['mp3', 22_050, 2, 2700],
  ['ogg', 48_000, 2, 200],
  ['opus', 48_000, 1, 200],
] as const;

for (const [ending, rate, channels, slack] of CASES)
  test(`${ending}, ${rate} Hz, ${channels} ch: 48 kHz, ${channels} ch, right length and level`, async () => {
    const file = makeSound(join(folder, `${rate}-${channels}.${ending}`), { rate, channels });
    const { channels: sound, mono } = await within(decodeAudioFile(file), 20_000, file);
    assert.is(sound.length, channels);
    for (const signal of [...sound, mono]) {
      assert.ok(Math.abs(signal.length - RATE / 2) <= slack, `${signal.length} samples`);
      // LAME lowers what it encodes by 5 %.
      assert.ok(Math.abs(tone(signal) - 0.5) < 0.03, `amplitude ${tone(signal).toFixed(3)}`);
    }
  });

test('an impulse stays at its sample: no codec delay is left in', async () => {
  const source = 'if(eq(n,12000),0.9,0)';
  for (const [ending, slack] of [
    ['wav', 0],
    ['flac', 0],
    ['mp3', 2],
    ['ogg', 2],
  ] as const) {
    const file = makeSound(join(folder, `impulse.${ending}`), { source });
    const { mono } = await decodeAudioFile(file);
    const at = mono.reduce((best, value, i) => (Math.abs(value) > Math.abs(mono[best] ?? 0) ? i : best), 0);
    assert.ok(Math.abs(at - 12_000) <= slack, `${ending}: at ${at}`);
  }
});

test('16-bit samples arrive exactly', async () => {
  const file = makeSound(join(folder, 'ramp.wav'), { source: '(mod(n,65536)-32768)/32768', seconds: 1.5 });
  const { mono } = await decodeAudioFile(file);
  assert.ok(mono.every((value, i) => value === ((i % 65_536) - 32_768) / 32_768));
});

test('left and right stay apart, mono is their mean', async () => {
  const file = makeSound(join(folder, 'two.wav'), { source: '0.5|-0.25', channels: 2 });
  const { channels, mono } = await decodeAudioFile(file);
  assert.ok(Math.abs(channels[0]![500]! - 0.5) < 1e-4 && Math.abs(channels[1]![500]! + 0.25) < 1e-4);
  assert.ok(Math.abs(mono[500]! - 0.125) < 1e-4);
});

test('5.1 becomes stereo', async () => {
  const source = '0.1*sin(2*PI*1000*t)|0|0|0|0|0';
  const { channels } = await decodeAudioFile(makeSound(join(folder, 'surround.wav'), { source }));
  assert.is(channels.length, 2);
  assert.ok(tone(channels[0]!) > 3 * tone(channels[1]!));
});

test('text and too much sound are refused with a reason', async () => {
  const text = join(folder, 'text.wav');
  writeFileSync(text, 'this is no sound '.repeat(100));
  await rejects(decodeAudioFile(text), /text\.wav/);
  const long = makeSound(join(folder, 'long.wav'), { seconds: 3 });
  const error = await rejects(decodeAudioFile(long, 2), /longer than 2 s/);
  assert.instance(error, LibraryError);
});

test('a sound that is too long by the last few samples of its resampler is told as too long', async () => {
  const long = makeSound(join(folder, 'just-too-long.wav'), { seconds: 2.0003 });
  await rejects(decodeAudioFile(long, 2), /longer than 2 s/);
});

test('a truncated file gives what it holds or a clear error, never a crash', async () => {
  const whole = makeSound(join(folder, 'whole.mp3'));
  const cut = join(folder, 'cut.mp3');
  writeFileSync(cut, readFileSync(whole).subarray(0, 3000));
  const { mono } = await decodeAudioFile(cut);
  assert.ok(mono.length > 0 && mono.length < RATE / 2);
});

test('a library is loaded in its order; a broken sound names its entry', async () => {
  const home = newFolder();
  makeSound(join(home, 'ding.wav'));
  makeSound(join(home, 'sub/two.flac'), { channels: 2 });
  writeManifest(home, manifestOf({}, { id: 'two', file: 'sub/two.flac', tag: 'humor' }));
  const { effects } = await loadLibrary(home);
  assert.equal(
    effects.map(({ id, tag, channels, mono }) => [id, tag, channels.length, mono.length]),
    [
      ['ding', 'prompt', 1, 24_000],
      ['two', 'humor', 2, 24_000],
    ],
  );
  writeFileSync(join(home, 'ding.wav'), 'no sound at all, only text '.repeat(50));
  const error = await rejects(loadLibrary(home), /effect ding cannot be read/);
  assert.is((error as LibraryError).code, 'effect-unreadable');
});

test('decoding again and again keeps no file open', async () => {
  const file = makeSound(join(folder, 'again.wav'));
  const open = (): number => readdirSync('/proc/self/fd').length;
  await decodeAudioFile(file);
  const before = open();
  for (let i = 0; i < 40; i++) await decodeAudioFile(file);
  assert.ok(open() <= before + 1, `${before} files open before, ${open()} after`);
});

test.run();
