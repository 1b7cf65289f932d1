import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Ducker } from '../../src/media/mixer/ducker.ts';
import { EffectsBus } from '../../src/media/mixer/effects-bus.ts';
import { EffectShelf } from '../../src/media/mixer/effect-shelf.ts';
import { Limiter } from '../../src/media/mixer/limiter.ts';
import { LoudnessMeter } from '../../src/media/mixer/loudness.ts';
import { Mixer } from '../../src/media/mixer/mixer.ts';
import { resample } from '../../src/media/mixer/resample.ts';
import { assignSpeakers } from '../../src/media/mixer/speakers.ts';
import { TruePeak } from '../../src/media/mixer/true-peak.ts';
import type { AudioFormat, Samples } from '../../src/media/pcm.ts';
import { sampleIndex } from '../../src/streams/time.ts';

const STEREO: AudioFormat = { rate: 48_000, channels: 2, mask: 3n, precision: 32 };
const tone = (frames: number, channels: number, gain: number, step = 0.37): Float32Array<ArrayBuffer> =>
  Float32Array.from(
    { length: frames * channels },
    (_, i) => gain * Math.sin(Math.floor(i / channels) * step),
  );

function join(parts: readonly Samples[]): number[] {
  return parts.flatMap((part) => [...part]);
}

test('the bus starts an effect at its sample wherever the blocks are cut', () => {
  const lanes = [{ channel: 1, samples: Float32Array.of(1, 2, 3, 4, 5) }];
  for (const size of [1, 3, 4, 7, 20]) {
    const bus = new EffectsBus(STEREO);
    assert.is(bus.add({ start: sampleIndex(6), lanes }), 'placed');
    const out: number[] = [];
    for (let at = 0; at < 20; at += size)
      out.push(...bus.render(sampleIndex(at), Math.min(size, 20 - at), () => 2).samples);
    const right = out.filter((_, i) => i % 2 === 1);
    assert.equal(right, [0, 0, 0, 0, 0, 0, 2, 4, 6, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert.ok(out.every((value, i) => i % 2 === 1 || value === 0));
  }
});

test('a late effect is dropped whole and counted, as is one voice too many', () => {
  const bus = new EffectsBus(STEREO);
  const lanes = [{ channel: 0, samples: new Float32Array(100).fill(1) }];
  bus.render(sampleIndex(0), 10, () => 1);
  assert.is(bus.add({ start: sampleIndex(9), lanes }), 'late');
  for (let i = 0; i < 7; i += 1) bus.add({ start: sampleIndex(10 + i), lanes });
  const { samples, active } = bus.render(sampleIndex(10), 10, () => 1);
  assert.equal(bus.counts, { played: 6, late: 1, crowded: 1, ended: 0 });
  assert.is(Math.max(...samples), 6);
  assert.is(active?.length, 10);
});

test('what has not begun when nothing more is rendered never sounds, and is told once', () => {
  const told: string[] = [];
  const bus = new EffectsBus(STEREO, ({ start }, outcome) => told.push(`${start} ${outcome}`));
  const lanes = [{ channel: 0, samples: new Float32Array(100).fill(1) }];
  for (const start of [5, 10, 400]) bus.add({ start: sampleIndex(start), lanes });
  bus.render(sampleIndex(0), 10, () => 1);
  bus.finish();
  bus.finish();
  assert.equal(told, ['5 played', '10 ended', '400 ended']);
  assert.equal(bus.counts, { played: 1, late: 0, crowded: 0, ended: 2 });
});

test('effects sound from the front pair, in mono from the one channel, never from the LFE', () => {
  const left = Float32Array.of(1, 0);
  const right = Float32Array.of(0, 1);
  const where = (channels: number, mask: bigint): number[] =>
    assignSpeakers([left, right], { channels, mask }).map(({ channel }) => channel);
  assert.equal(where(2, 3n), [0, 1]);
  assert.equal(where(6, 0x3fn), [0, 1]);
  assert.equal(where(2, 0n), [0, 1]);
  assert.equal(where(1, 4n), [0]);
  assert.equal(where(2, 0xcn), [0], 'centre and LFE');
  assert.equal([...(assignSpeakers([left, right], { channels: 1, mask: 4n })[0]?.samples ?? [])], [0.5, 0.5]);
});

test('ducking goes down by its depth and comes back to exactly 1', () => {
  const ducker = new Ducker(STEREO, 12);
  const ones = new Float32Array(48_000 * 2).fill(1);
  assert.is(ducker.apply(ones, undefined), ones, 'untouched before any effect');
  const active = new Uint8Array(48_000).fill(1);
  const down = ducker.apply(ones, active);
  assert.ok(Math.abs((down.at(-1) ?? 0) - 10 ** (-12 / 20)) < 1e-6);
  for (let i = 2; i < down.length; i += 2) assert.ok((down[i] ?? 0) <= (down[i - 2] ?? 0), 'no step upwards');
  const up = ducker.apply(ones, undefined);
  assert.is(up.at(-1), 1);
  assert.is(ducker.apply(ones, undefined), ones);
  assert.is(new Ducker(STEREO, 0).apply(ones, active), ones, 'off is off');
});

test('the limiter keeps true peaks under −1 dBTP, touches nothing else, and shifts nothing', () => {
  const limiter = new Limiter(STEREO);
  // A quarter of the rate, 45° off: samples reach 0.71 of the peaks between them.
  const gain = (i: number): number => (i > 20_000 && i < 40_000 ? 1.5 : 0.3);
  const input = Float32Array.from(
    { length: 120_000 },
    (_, i) => gain(i >> 1) * Math.sin(((i >> 1) * Math.PI) / 2 + Math.PI / 4),
  );
  const parts: Samples[] = [];
  for (let at = 0; at < input.length; at += 1_234) parts.push(limiter.push(input.slice(at, at + 1_234)));
  parts.push(limiter.end());
  const output = Float32Array.from(join(parts));
  assert.is(output.length, input.length);
  let peak = 0;
  new TruePeak(STEREO).above(output, 0, output.length / 2, 0, (_, value) => (peak = Math.max(peak, value)));
  assert.ok(peak <= 10 ** (-1 / 20), `true peak ${20 * Math.log10(peak)} dB`);
  assert.ok(peak > 10 ** (-1.3 / 20), 'and not far under it');
  assert.equal(output.slice(0, 39_000), input.slice(0, 39_000));
  assert.equal(output.slice(-20_000), input.slice(-20_000), 'released at the end');
  assert.ok(limiter.limited > 19_000);
});

test('what stays under the ceiling passes bit for bit', () => {
  const limiter = new Limiter(STEREO);
  const input = tone(10_000, 2, 0.7);
  const output = [...limiter.push(input), ...limiter.end()];
  assert.equal(output, [...input]);
  assert.is(limiter.limited, 0);
});

test('a 997 Hz sine of full scale measures −3.01 LUFS (BS.1770)', () => {
  for (const rate of [44_100, 48_000, 96_000]) {
    const meter = new LoudnessMeter({ rate, channels: 1, mask: 4n });
    assert.is(meter.loudness, -23);
    meter.add(tone(rate * 2, 1, 1, (2 * Math.PI * 997) / rate));
    assert.ok(Math.abs(meter.loudness + 3.01) < 0.05, `${meter.loudness} at ${rate} Hz`);
  }
});

test('pauses do not make speech quieter, and the LFE does not count', () => {
  const meter = new LoudnessMeter({ rate: 48_000, channels: 1, mask: 4n });
  for (let i = 0; i < 5; i += 1) {
    meter.add(tone(24_000, 1, 0.1));
    meter.add(new Float32Array(24_000));
  }
  const steady = new LoudnessMeter({ rate: 48_000, channels: 1, mask: 4n });
  steady.add(tone(240_000, 1, 0.1));
  assert.ok(Math.abs(meter.loudness - steady.loudness) < 1);
  const lfe = new LoudnessMeter({ rate: 48_000, channels: 1, mask: 8n });
  lfe.add(tone(240_000, 1, 0.9));
  assert.is(lfe.loudness, -23);
});

test('resampling keeps the first sample at 0 and the length', () => {
  const sine = tone(48_000, 1, 0.5, (2 * Math.PI * 440) / 48_000);
  for (const rate of [8_000, 44_100, 96_000, 192_000]) {
    const other = resample(sine, 48_000, rate);
    assert.is(other.length, rate);
    for (let i = Math.round(rate / 4); i < rate / 2; i += 97)
      assert.ok(
        Math.abs((other[i] ?? 0) - 0.5 * Math.sin((2 * Math.PI * 440 * i) / rate)) < 2e-3,
        `${rate} Hz, sample ${i}`,
      );
  }
  assert.is(resample(sine, 48_000, 48_000), sine);
});

test('an effect is as loud as the original sound, and --gain moves it by so many dB', async () => {
  const effect = { id: 'hum', channels: [tone(24_000, 1, 0.3)] };
  const level = async (gain: number, amplitude: number): Promise<number> => {
    const parts: Samples[] = [];
    await using mixer = new Mixer({
      format: STEREO,
      effects: [effect],
      gain,
      duck: 0,
      limiter: false,
      start: sampleIndex(0),
      mixed: (samples) => parts.push(samples),
    });
    mixer.place({ id: 'late', start: sampleIndex(96_000), sfx: 'hum' });
    const sound = tone(144_000, 2, amplitude, 0.11);
    await mixer.write(sound);
    await mixer.finish();
    const mixed = join(parts);
    assert.is(mixed.length, sound.length);
    const added = mixed.map((value, i) => value - (sound[i] ?? 0)).slice(96_000 * 2, 120_000 * 2);
    return 10 * Math.log10(added.reduce((sum, value) => sum + value * value, 0) / added.length);
  };
  const base = await level(0, 0.1);
  assert.ok(Math.abs((await level(6, 0.1)) - base - 6) < 0.01);
  assert.ok(Math.abs((await level(0, 0.2)) - base - 6.02) < 0.05, 'twice the amplitude, twice the effect');
});

test('an effect with one click is not raised until it clips', () => {
  const click = new Float32Array(4_800);
  click[0] = 0.2;
  const { peak, loudness } = new EffectShelf([{ id: 'click', channels: [click] }], STEREO).get('click');
  assert.ok(Math.abs(peak - 0.2) < 1e-6);
  assert.ok(loudness < -30);
});

test.run();
