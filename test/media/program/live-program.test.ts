import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromSeconds, micros, ZERO } from '../../../src/streams/time.ts';
import { ffmpeg } from '../../support/talk.ts';
import { scratch } from '../../support/scratch.ts';
import { RecordedSource } from '../../../src/media/input/recorded-source.ts';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import { Program } from '../../../src/media/program/program.ts';
import { realtimePacer } from '../../../src/media/program/realtime-pacer.ts';
import { fakeClock } from '../../../src/core/clock.ts';
import { openRig, type NotingOutput, type Written } from './rig.ts';

const folder = scratch('live-program');
const clip = `${folder}/clip.mp4`;
/** 12 s at 25/s with B frames and a key picture each second, sound: a steady tone. */
ffmpeg(
  `-f lavfi -i testsrc2=s=160x120:r=25 -f lavfi -i sine=f=440:r=48000 -t 12 -c:v libx264 -preset ultrafast -bf 2 -g 25 -sc_threshold 0 -pix_fmt yuv420p -c:a aac -ac 2 ${clip}`,
);
const silentClip = `${folder}/silent.mp4`;
ffmpeg(`-i ${clip} -an -c copy ${silentClip}`);
const soundClip = `${folder}/sound.m4a`;
ffmpeg(`-i ${clip} -vn -c copy ${soundClip}`);

/** No time goes back, sound has no hole, key pictures begin what follows a break. */
function checkOrder(output: NotingOutput): void {
  const video = output.of('video');
  const audio = output.of('audio');
  for (const [i, packet] of video.slice(1).entries())
    assert.ok(packet.dts > (video[i] as Written).dts, `decoding times rise at ${i}`);
  for (const [i, packet] of audio.slice(1).entries()) {
    const before = audio[i] as Written;
    assert.ok(Math.abs(packet.dts - before.dts - before.duration) <= 2, `sound without a hole at ${i}`);
  }
}

const lagOf = ({ at, dts }: Written, origin = 0.2): number => at / 1000 - dts / 1e6 + origin;

test('media leave as late as asked less what sending takes, within half a tick, and unchanged', async () => {
  await using rig = openRig({ delay: fromSeconds(2) });
  await rig.play(clip, { at: ZERO, connection: 0 });
  await rig.pass(3_000);
  const video = rig.output.of('video');
  assert.is(video.length, 300);
  for (const packet of video.slice(5)) {
    const lag = lagOf(packet);
    assert.ok(Math.abs(lag - 1.98) <= 0.0151, `lag of ${lag} s at ${packet.dts}`);
  }
  checkOrder(rig.output);
  assert.is(rig.output.begun.length, 1);
  assert.ok(Math.abs(rig.pacer.delay.actual - 2_000_000) <= 20_000);
});

test('bursts allowed: media leave every 90 ms, early as often as late, as soon as the delay is long enough', async () => {
  await using rig = openRig({ delay: fromSeconds(0.5), burstsAllowed: true });
  const hurried = rig.pacer.lead;
  const playing = rig.play(clip, { at: ZERO, connection: 0 });
  while (rig.clock.now() < 4_000) await new Promise((resolve) => setImmediate(resolve));
  rig.pacer.setDelay(fromSeconds(2));
  assert.is(rig.pacer.lead - hurried, 60_000);
  await playing;
  // Also between two ticks.
  for (let i = 0; i < 30; i += 1) {
    await rig.pass(10);
    assert.ok(Math.abs(rig.pacer.delay.actual - 2_000_000) <= 20_000);
  }
  await rig.pass(3_000);
  const video = rig.output.of('video');
  const before = video.slice(5).filter(({ at }) => at < 4_000);
  const after = video.filter(({ at }) => at > 7_000);
  const goes = (packets: Written[]): number[] => [...new Set(packets.map(({ at }) => at))];
  assert.ok(before.every((packet) => Math.abs(lagOf(packet) - 0.48) <= 0.0151));
  const times = goes(after);
  assert.ok(times.slice(1).every((at, i) => at - (times[i] ?? 0) === 90));
  const lags = after.map((packet) => lagOf(packet));
  assert.ok(lags.every((lag) => Math.abs(lag - 1.98) <= 0.0451));
  const mean = lags.reduce((sum, lag) => sum + lag, 0) / lags.length;
  assert.ok(Math.abs(mean - 1.98) <= 0.005, `mean lag of ${mean} s`);
  checkOrder(rig.output);
});

test('2 s → 8 s → 2 s: one stand-still, one cut at a key picture, sound and pictures together', async () => {
  await using rig = openRig({ delay: fromSeconds(2) });
  const playing = rig.play(clip, { at: ZERO, connection: 0 });
  const at = async (seconds: number): Promise<void> => {
    while (rig.clock.now() < seconds * 1000) await new Promise((resolve) => setImmediate(resolve));
  };
  await at(3);
  rig.pacer.setDelay(fromSeconds(8));
  await at(11);
  rig.pacer.setDelay(fromSeconds(2));
  await playing;
  await rig.pass(3_000);
  checkOrder(rig.output);
  const changes = rig.events.filter((event) => event.type === 'delay-changed');
  assert.is(changes.length, 2);
  assert.ok((changes[1]?.cut ?? 0) > 4_000_000, 'about 6 s are left out');
  const video = rig.output.of('video');
  const pauses = video.slice(1).filter((packet, i) => packet.at - (video[i] as Written).at > 500);
  assert.is(pauses.length, 1, 'one stand-still');
  // After the cut: the last pictures left as late as asked. The output's time lies behind by what was cut.
  const last = video.at(-1) as Written;
  assert.ok(Math.abs(last.at / 1000 - 11.88 - 1.98) < 0.1, `the last picture leaves at ${last.at} ms`);
  const end = rig.output.of('audio').at(-1) as Written;
  assert.ok(Math.abs(end.pts - last.pts) < 150_000, `sound ends at ${end.pts}, pictures at ${last.pts}`);
});

test('without holding, an input that is gone for long ends the outputs, and they go on when it is back', async () => {
  await using rig = openRig({ delay: fromSeconds(1) });
  await rig.play(clip, { at: ZERO, connection: 0, length: fromSeconds(3) });
  rig.lose();
  await rig.pass(13_000);
  assert.is(rig.output.ends, 1);
  assert.ok(rig.events.some(({ type }) => type === 'paused'));
  const before = rig.output.written.length;
  await rig.play(clip, { at: micros(rig.clock.now() * 1000), connection: 1, length: fromSeconds(3) });
  await rig.pass(2_000);
  assert.ok(rig.output.written.length > before + 100, 'packets flow again');
  assert.is(rig.output.begun.length, 2);
  checkOrder(rig.output);
  const video = rig.output.of('video');
  const steps = video.slice(1).map((packet, i) => packet.dts - (video[i] as Written).dts);
  assert.ok(Math.max(...steps) < 300_000, "no hole in the outputs' time");
  assert.ok((video.find(({ at }) => at > 13_000) as Written).key);
});

test('a show that has ended ends the outputs at once, also where losses are held over; another one begins them anew', async () => {
  await using rig = openRig({ delay: fromSeconds(1), hold: true });
  await rig.play(clip, { at: ZERO, connection: 0, length: fromSeconds(3) });
  rig.end();
  await rig.pass(2_000);
  assert.is(rig.output.ends, 1);
  assert.is(rig.program.state, 'paused');
  assert.equal(
    rig.events.filter(({ type }) => type === 'hold'),
    [],
  );
  await rig.play(clip, { at: micros(rig.clock.now() * 1000), connection: 1, length: fromSeconds(3) });
  rig.lose();
  await rig.pass(2_500);
  assert.is(rig.output.begun.length, 2);
  assert.is(rig.program.state, 'holding', 'a loss is none of that');
  checkOrder(rig.output);
});

test('a short loss: the time line keeps its length, the gap is silent', async () => {
  await using rig = openRig({ delay: fromSeconds(1) });
  await rig.play(clip, { at: ZERO, connection: 0, length: fromSeconds(3) });
  rig.lose();
  await rig.pass(2_000);
  await rig.play(clip, { at: micros(rig.clock.now() * 1000), connection: 1, length: fromSeconds(3) });
  await rig.pass(2_000);
  assert.is(rig.output.ends, 0);
  assert.is(rig.output.begun.length, 1, 'the same pictures need no other header');
  checkOrder(rig.output);
  const { written } = rig.output;
  assert.ok((written.at(-1) as Written).pts > 7_500_000, 'the gap is in the time line');
});

test('held over: the last key picture and silence, until the input is back', async () => {
  await using rig = openRig({ delay: fromSeconds(1), hold: true });
  await rig.play(clip, { at: ZERO, connection: 0, length: fromSeconds(3) });
  rig.lose();
  await rig.pass(15_000);
  assert.is(rig.output.ends, 0);
  assert.is(rig.program.state, 'holding');
  const held = rig.output.of('video').filter(({ at }) => at > 5_000);
  assert.ok(held.length > 20, `${held.length} pictures while holding`);
  assert.is(new Set(held.map(({ hash }) => hash)).size, 1);
  assert.ok(held.every(({ key }) => key));
  const audio = rig.output.of('audio').at(-1) as Written;
  assert.ok(Math.abs(lagOf(audio) - 1) < 0.3, `silence lags by ${lagOf(audio)} s`);
  await rig.play(clip, { at: micros(rig.clock.now() * 1000), connection: 1, length: fromSeconds(3) });
  await rig.pass(2_000);
  assert.equal(
    rig.events.flatMap((event) => (event.type === 'hold' ? [event.on] : [])),
    [true, false],
  );
  checkOrder(rig.output);
  const video = rig.output.of('video');
  assert.ok(Math.abs(lagOf(video.at(-1) as Written) - 1) <= 0.03, 'the delay is the same as before');
});

test('without sound the program is silent, without pictures it is sound alone', async () => {
  for (const [file, kinds] of [
    [silentClip, ['audio', 'video']],
    [soundClip, ['audio']],
  ] as const) {
    await using rig = openRig({ delay: fromSeconds(1) });
    await rig.play(file, { at: ZERO, connection: 0, length: fromSeconds(3) });
    await rig.pass(1_500);
    assert.equal([...new Set(rig.output.written.map(({ kind }) => kind))].sort(), kinds);
    checkOrder(rig.output);
    assert.ok((rig.output.of('audio').at(-1) as Written).pts > 2_500_000);
  }
});

test('a full line lets media go early instead of losing any', async () => {
  await using rig = openRig({ delay: fromSeconds(8), bounds: { maxSpan: fromSeconds(3) } });
  await rig.play(clip, { at: ZERO, connection: 0 });
  await rig.pass(9_000);
  assert.is(rig.output.of('video').length, 300);
  assert.ok(rig.events.some(({ type }) => type === 'line-full'));
  checkOrder(rig.output);
});

test('a program that is kept from running takes no more than its bounds', async () => {
  await using source = await RecordedSource.open(clip, { pictures: false, speech: false });
  const clock = fakeClock();
  await using program = new Program({
    pacer: realtimePacer({
      clock,
      inputClock: new InputClock(),
      delay: fromSeconds(2),
      bounds: { maxSpan: fromSeconds(3) },
    }),
    sinks: [],
    effects: [],
    gain: 0,
    duck: 0,
    limiter: false,
  });
  const { input } = source;
  const format = input.audioFormat ?? { rate: 48_000, channels: 2, mask: 3n, precision: 32 };
  program.put({ type: 'connection', connection: { index: 0, start: ZERO, info: input.info, format, input } });
  for (let items = await source.read(); items !== undefined; items = await source.read())
    for (const item of items) if (item.type !== 'picture') program.put(item);
  assert.ok(
    program.line.span > fromSeconds(3) && program.line.span < fromSeconds(4),
    `${program.line.span} µs`,
  );
});

test('the end: what is held leaves at its pace, then the run is over', async () => {
  await using rig = openRig({ delay: fromSeconds(2) });
  await rig.play(clip, { at: ZERO, connection: 0, length: fromSeconds(3) });
  rig.program.put({ type: 'end', at: fromSeconds(3) });
  let over = false;
  void rig.running.then(() => (over = true));
  await rig.pass(1_000);
  assert.not.ok(over, 'the delay line is drained at its pace');
  await rig.pass(2_000);
  await rig.running;
  assert.is(rig.output.of('video').length, 77);
});

test('a cue behind the end never sounds: it is told as ended, not as played or late', async () => {
  const blip = { id: 'blip', channels: [new Float32Array(4_800).fill(0.1)] };
  await using rig = openRig({ delay: fromSeconds(2), effects: [blip] });
  const cueAt = (seconds: number) => {
    const at = fromSeconds(seconds);
    return {
      id: `at ${seconds}`,
      at,
      end: at,
      sfx: 'blip',
      tag: 'prompt',
      score: 1,
      alternatives: [],
    } as const;
  };
  for (const seconds of [1, 3.09, 9]) rig.program.place(cueAt(seconds));
  await rig.play(clip, { at: ZERO, connection: 0, length: fromSeconds(3) });
  rig.program.put({ type: 'end', at: fromSeconds(3) });
  await rig.pass(3_000);
  await rig.running;
  assert.equal(
    rig.events.flatMap((event) => (event.type === 'outcome' ? [`${event.cue} ${event.outcome}`] : [])),
    ['at 1 played', 'at 9 ended', 'at 3.09 ended'],
  );
});

test.run();
