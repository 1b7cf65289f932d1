import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openAudioDevice, parseDevice, type AudioDevice } from '../../../src/media/mixer/device.ts';
import type { AudioFormat } from '../../../src/media/pcm.ts';
import { scratch } from '../../support/scratch.ts';
import { startPulse } from '../../support/pulse.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';

const FORMAT: AudioFormat = { rate: 48_000, channels: 2, mask: 3n, precision: 32 };
const BLOCK = 960;
/** A click every half second: on the first sample of every 25th block. */
const EVERY = 25;

function pulseName(sink: string) {
  const name = parseDevice(`pulse:${sink}`);
  if (name === undefined) throw new Error('no device name');
  return name;
}

/** Feeds clicks at the pace of the clock, as a session does, until told to stop. */
function feed(device: AudioDevice): { stop(): number } {
  const began = performance.now();
  let blocks = 0;
  const timer = setInterval(() => {
    for (; blocks < (performance.now() - began) / 20; blocks += 1) {
      const samples = new Float32Array(BLOCK * 2);
      if (blocks % EVERY === 0) samples.fill(0.5, 0, 2);
      device.write(samples);
    }
  }, 10);
  return {
    stop() {
      clearInterval(timer);
      return blocks;
    },
  };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The samples at which clicks begin. */
function clicks(sound: Float32Array): number[] {
  const at: number[] = [];
  for (let i = 0; i < sound.length / 2; i += 1)
    if (Math.abs(sound[2 * i] ?? 0) > 0.1 && i - (at.at(-1) ?? -1e9) > 100) at.push(i);
  return at;
}

test('names of devices', () => {
  assert.equal(parseDevice('pulse:obs'), { kind: 'pulse', device: 'obs', shown: 'pulse:obs' });
  assert.equal(parseDevice('alsa:hw:0'), { kind: 'alsa', device: 'hw:0', shown: 'alsa:hw:0' });
  assert.equal(parseDevice('jack:'), { kind: 'jack', shown: 'jack:' });
  assert.is(parseDevice('pipewire:x')?.kind, 'pipewire');
  assert.is(parseDevice('show.mkv'), undefined);
  assert.is(parseDevice('rtmp://pulse:x/live'), undefined);
});

test('clicks reach the device in the spacing they had, and it lets go when closed', async () => {
  await using pulse = await startPulse(scratch('device'), ['one']);
  Object.assign(process.env, pulse.env);
  const recording = await pulse.record('one', 48_000, 2);
  const told: string[] = [];
  const device = openAudioDevice(pulseName('one'), FORMAT, { onEvent: (message) => told.push(message) });
  const feeding = feed(device);
  await until(() => device.counts.state === 'open', 8_000, 'the device at work');
  await wait(4_500);
  feeding.stop();
  await within(device.close(), 2_500, 'closing');
  const at = clicks(await recording.end());
  const spacing = at.slice(1).map((sample, index) => sample - (at[index] ?? 0));
  // The sink finds its place at first, and a machine that is too busy to feed it leaves a gap; else no sample is added or lost.
  const exact = spacing.filter((distance) => distance === BLOCK * EVERY);
  assert.ok(exact.length >= 4, `clicks at ${at.join(' ')}`);
  assert.equal(told, []);
  assert.is(device.counts.state, 'closed');
});

test('a device that is not there is told of in words; others play on', async () => {
  await using pulse = await startPulse(scratch('device'), ['one']);
  Object.assign(process.env, pulse.env);
  const told: string[] = [];
  const missing = openAudioDevice(pulseName('nowhere! audiotestsrc ! x'), FORMAT, {
    onEvent: (message) => told.push(message),
  });
  const feeding = feed(missing);
  await until(() => told.length > 0, 8_000, 'a word about the missing device');
  feeding.stop();
  assert.match(told[0] ?? '', /PulseAudio has no device nowhere! audiotestsrc ! x/);
  assert.match(told[0] ?? '', /tried again in 1 s/);
  await within(missing.close(), 2_500, 'closing');
});

test('a device that is unloaded, and a server that is killed, come back by themselves', async () => {
  await using pulse = await startPulse(scratch('device'), []);
  Object.assign(process.env, pulse.env);
  const first = pulse.addSink('one');
  const told: string[] = [];
  const device = openAudioDevice(pulseName('one'), FORMAT, { onEvent: (message) => told.push(message) });
  const feeding = feed(device);
  // A busy machine may add words about sound that was not played.
  const said =
    (what: RegExp, times = 1) =>
    () =>
      told.filter((line) => what.test(line)).length >= times;
  const opened = (times: number) => () => device.counts.state === 'open' && device.counts.reopened === times;
  try {
    await until(opened(0), 8_000, 'the device at work');
    pulse.unload(first);
    await until(said(/gone|sign of life/), 9_000, 'a word about the loss');
    pulse.addSink('one');
    await until(opened(1), 15_000, 'the device again');
    await until(said(/^It is back\.$/), 1_000, 'a word about its coming back');
    await pulse.stop();
    await until(() => device.counts.state !== 'open', 9_000, 'the loss of the server');
    await until(said(/gone|reached|sign of life/, 2), 9_000, 'a word about the server');
    await pulse.start();
    pulse.addSink('one');
    await until(opened(2), 25_000, 'the device once more');
    assert.ok(device.counts.dropped > 0);
  } finally {
    feeding.stop();
    await within(device.close(), 2_500, 'closing');
  }
});

test.run();
