/**
 * One program, two pacers, in virtual time: the same media, pictures and words give the same effects at the same samples,
 * whether the wall clock moves the playhead or what has been decided.
 */
import { from, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { RecordedSource } from '../../../src/media/input/recorded-source.ts';
import { analysisPacer } from '../../../src/media/program/analysis-pacer.ts';
import { Program } from '../../../src/media/program/program.ts';
import type { Samples } from '../../../src/media/pcm.ts';
import { liveOptionsFor } from '../../../src/streams/live-options.ts';
import { cues } from '../../../src/streams/pipeline.ts';
import { FOREVER, fromSeconds, toSample, toSeconds, ZERO, type Micros } from '../../../src/streams/time.ts';
import type { Cue, Frame, SpeechEvent } from '../../../src/streams/values.ts';
import { until } from '../../support/until.ts';
import { rejects, within } from '../../support/within.ts';
import type { LiveTalk } from '../../streams/live-run.ts';
import { programme } from '../../streams/long-talk.ts';
import { atSentences, recordedOf } from '../../streams/virtual-live.ts';
import { BLIP, cue, make, noise, pcm, VIDEO } from '../clips.ts';
import { NotingOutput, openRig } from './rig.ts';

const LENGTH_S = 60;
const RATE = 48_000;
/** More than windows and sentences can need. */
const DELAY = fromSeconds(45);
const policy = { threshold: 0.4, density: 60 };
const clip = make(
  'two-pacers.mkv',
  VIDEO,
  noise(RATE),
  `-t ${LENGTH_S} -c:v libx264 -preset ultrafast -g 25 -bf 2 -ac 1 -c:a pcm_s16le`,
);
const talk: LiveTalk = {
  frames: programme.frames.filter(({ at }) => toSeconds(at) < LENGTH_S),
  speech: programme.speech.filter(({ at }) => at < LENGTH_S),
};
const names = recordedOf(talk, { policy }).flatMap((event) => (event.type === 'cue' ? [event.cue.sfx] : []));
const effects = [...new Set(names)].map((id) => ({ id, channels: [BLIP] }));

interface Outcome {
  /** Each effect, and the sample at which it starts. */
  readonly cues: readonly string[];
  readonly sound: Buffer;
  /** Hashes of the copied pictures. */
  readonly pictures: readonly string[];
  readonly played: number;
}

const told = (found: readonly Cue[]): string[] =>
  found.map(({ at, sfx, score }) => `${toSample(at, RATE)} ${sfx} ${score}`).sort();
const joined = (parts: readonly Samples[]): Buffer =>
  Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );

async function recorded(): Promise<Outcome> {
  await using source = await RecordedSource.open(clip, { pictures: false, speech: false });
  const output = new NotingOutput(fakeClock());
  const found: Cue[] = [];
  const parts: Samples[] = [];
  const decided$ = new Subject<Micros>();
  await using program = new Program({
    pacer: analysisPacer(decided$),
    sinks: [output],
    ...{ effects, gain: 0, duck: 6, limiter: true },
    mixed: (samples) => parts.push(samples.slice()),
  });
  const running = program.run();
  const read = async (): Promise<void> => {
    for (let items = await source.read(); items !== undefined; items = await source.read())
      for (const item of items) program.put(item);
  };
  await read();
  cues(from(talk.frames), from(talk.speech.map(({ event }) => event)), atSentences, {
    mode: 'recorded',
    policy,
  }).subscribe((event) => {
    if (event.type === 'playhead') decided$.next(event.at);
    if (event.type !== 'cue') return;
    found.push(event.cue);
    program.place(event.cue);
  });
  await within(running, 30_000, 'the recording');
  const pictures = output.of('video').map(({ hash }) => hash);
  return { cues: told(found), sound: joined(parts), pictures, played: program.mixer.played };
}

async function live(): Promise<Outcome> {
  const found: Cue[] = [];
  const parts: Samples[] = [];
  const playhead$ = new Subject<Micros>();
  const frames$ = new Subject<Frame>();
  const speech$ = new Subject<SpeechEvent>();
  const waiting = [
    ...talk.frames.map((frame) => ({ at: toSeconds(frame.at), tell: () => frames$.next(frame) })),
    ...talk.speech.map(({ at, event }) => ({ at, tell: () => speech$.next(event) })),
    { at: LENGTH_S, tell: () => [frames$, speech$].forEach((input$) => input$.complete()) },
  ].sort((a, b) => a.at - b.at);
  await using rig = openRig({
    delay: DELAY,
    ...{ effects, duck: 6, limiter: true },
    mixed: (samples) => parts.push(samples.slice()),
    onMoved() {
      while (waiting[0] !== undefined && waiting[0].at * 1000 <= rig.clock.now()) waiting.shift()?.tell();
      const { at, lead } = rig.pacer;
      if (at !== undefined && at + lead >= 0) playhead$.next(at);
    },
  });
  cues(frames$, speech$, atSentences, {
    mode: 'live',
    ...liveOptionsFor(DELAY),
    ...{ policy, playhead$, lead: rig.pacer.lead },
  }).subscribe((event) => {
    if (event.type !== 'cue') return;
    found.push(event.cue);
    rig.program.place(event.cue);
  });
  await rig.play(clip, { at: ZERO, connection: 0 });
  rig.program.put({ type: 'end', at: fromSeconds(LENGTH_S) });
  let over = false;
  void rig.running.then(() => (over = true));
  while (!over) await rig.clock.advance(30);
  const pictures = rig.output.of('video').map(({ hash }) => hash);
  return { cues: told(found), sound: joined(parts), pictures, played: rig.program.mixer.played };
}

test('live at a long delay equals recorded: cues, mixed sound, pictures', async () => {
  const [slow, fast] = [await recorded(), await live()];
  assert.ok(slow.cues.length > 5, `${slow.cues.length} effects`);
  assert.equal(fast.cues, slow.cues);
  assert.is(slow.played, slow.cues.length);
  assert.is(fast.played, slow.played);
  assert.is(slow.pictures.length, LENGTH_S * 25);
  assert.equal(fast.pictures, slow.pictures);
  assert.is(slow.sound.length, LENGTH_S * RATE * 4);
  assert.ok(fast.sound.equals(slow.sound), 'every sample of the mix');
});

test('a recording waits for what is decided, and then plays every effect, however late that is', async () => {
  await using source = await RecordedSource.open(clip, { pictures: false, speech: false });
  const output = new NotingOutput(fakeClock());
  const decided$ = new Subject<Micros>();
  const parts: Samples[] = [];
  await using program = new Program({
    pacer: analysisPacer(decided$),
    sinks: [output],
    ...{ effects: [{ id: 'blip', channels: [BLIP] }], gain: 0, duck: 0, limiter: false },
    mixed: (samples) => parts.push(samples.slice()),
  });
  const running = program.run();
  for (let items = await source.read(); items !== undefined; items = await source.read())
    for (const item of items) program.put(item);
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await turns();
  assert.is(output.written.length, 0, 'nothing leaves undecided');
  program.place(cue(5));
  decided$.next(fromSeconds(10));
  // GStreamer's threads take their time.
  await until(() => output.of('video').length >= 250, 20_000, 'what is decided');
  assert.ok(output.of('video').every(({ dts }) => dts < fromSeconds(10.2)));
  assert.is(program.playhead, fromSeconds(10));
  // All media have come long since, and the first of these is at the very sample at which the playhead stands.
  program.place(cue(10));
  program.place(cue(12.5));
  decided$.next(FOREVER);
  await within(running, 30_000, 'the recording');
  assert.is(program.mixer.played, 3);
  const mix = parts.flatMap((part) => [...part]);
  const wanted = Float32Array.from(pcm(clip), (sample) => sample / 2 ** 31);
  for (const start of [5 * RATE, 10 * RATE, 12.5 * RATE]) {
    // As loud as the programme asks for.
    const level = ((mix[start] ?? 0) - (wanted[start] ?? 0)) / (BLIP[0] ?? 1);
    assert.ok(level > 0.5 && level < 2, `at ${start / RATE} s an effect of ${level}`);
    BLIP.forEach((value, i) => (wanted[start + i] = (wanted[start + i] ?? 0) + level * value));
  }
  assert.is(mix.length, wanted.length);
  const other = mix.findIndex((sample, i) => Math.abs(sample - (wanted[i] ?? 0)) > 1e-6);
  assert.is(other, -1, `each effect at its sample, and nothing else is added; not so at ${other / RATE} s`);
});

test('what decides has failed: the program ends with that', async () => {
  const decided$ = new Subject<Micros>();
  await using program = new Program({
    pacer: analysisPacer(decided$),
    sinks: [],
    ...{ effects, gain: 0, duck: 0, limiter: false },
  });
  const running = rejects(program.run(), /fell silent/);
  decided$.error(new Error('the network fell silent'));
  await running;
});

test.run();
