/** A stream in, the decorated stream out, between real peers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch, startCli, type Running } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { freePort } from '../../support/ports.ts';
import { startPulse } from '../../support/pulse.ts';
import { within } from '../../support/within.ts';
import {
  BEEP_AT,
  beepsIn,
  ended,
  listening,
  locate,
  makeShow,
  mediaTimes,
  pictures,
  RATE,
  send,
  sound,
  type Sound,
  type Unit,
} from './show.ts';

const folder = scratch('live-relay');
const show = makeShow(folder);
const bundled = join(import.meta.dirname, '..', '..', '..', 'models', 'library', 'bundled');

interface RecordedCue {
  readonly at: number;
  readonly sfx: string;
}

/** The cues of a record of the show that were played. */
function cuesOf(file: string): RecordedCue[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { cues: RecordedCue[] }).cues;
}

function effect(sfx: string): Float32Array {
  return sound(join(bundled, `${sfx}.wav`)).samples;
}

/** Every picture that left is one of the source's, in order, without a gap from the first to the last. */
function sameRun(output: readonly Unit[], source: readonly Unit[]): void {
  const first = source.findIndex(({ hash }) => hash === output[0]?.hash);
  assert.ok(first >= 0, "the first picture is the source's");
  assert.ok(output.length > 250, `${output.length} pictures came`);
  for (const [i, unit] of output.entries())
    assert.is(unit.hash, source[first + i]?.hash, `picture ${i} is unchanged`);
}

/** Beeps lie BEEP_AT samples behind the key pictures, within 5 ms. */
function inSync(units: readonly Unit[], { samples, start }: Sound): void {
  const keys = units.filter(({ key }) => key).map(({ pts }) => pts);
  const beeps = beepsIn(samples).map((at) => start + at / RATE);
  assert.ok(beeps.length >= 8, `${beeps.length} beeps came through`);
  for (const beep of beeps) {
    const flash = keys.reduce((best, key) =>
      Math.abs(key + BEEP_AT / RATE - beep) < Math.abs(best + BEEP_AT / RATE - beep) ? key : best,
    );
    const off = beep - flash - BEEP_AT / RATE;
    assert.ok(
      Math.abs(off) <= 0.005,
      `a beep at ${beep.toFixed(3)} s is off by ${(off * 1000).toFixed(1)} ms`,
    );
  }
}

/**
 * Each effect begins at its sample. `media` is the source's pictures with media times: the same picture in the output
 * says where a media time lies there.
 */
function onTheirSamples(
  output: { readonly units: readonly Unit[]; readonly sound: Sound },
  media: readonly Unit[],
  cues: readonly RecordedCue[],
): void {
  const same = media.find(({ hash }) => hash === output.units[0]?.hash);
  const shift = (output.units[0]?.pts ?? NaN) - (same?.pts ?? NaN);
  assert.ok(cues.length >= 2, `${cues.length} cues`);
  for (const cue of cues) {
    const expected = Math.round((cue.at + shift - output.sound.start) * RATE);
    const found = locate(output.sound.samples, effect(cue.sfx), expected, 400);
    assert.ok(found.likeness > 0.5, `${cue.sfx} is there (likeness ${found.likeness.toFixed(2)})`);
    // Time stamps of FLV, by which the source came, are whole milliseconds: 48 samples.
    const off = found.at - expected;
    assert.ok(Math.abs(off) <= 48, `${cue.sfx} is off by ${off} samples`);
  }
}

async function stop(live: Running): Promise<void> {
  live.child.kill('SIGINT');
  const { code, stderr } = await within(live.outcome, 40_000, 'stopping');
  assert.is(code, 0, stderr);
}

const LIVE = [
  'live',
  '--asr',
  `captions:${show.captions}`,
  '--threshold',
  '0.3',
  '--duck',
  '0',
  '--gain',
  '6',
];

testWithModel(
  'RTMP in, RTMP and a file out: pictures unchanged, effects at their samples, in sync',
  async () => {
    await using nginx = await startRtmpServer(join(folder, 'nginx'));
    const port = await freePort();
    const url = `rtmp://127.0.0.1:${port}/live/show`;
    const record = join(folder, 'rtmp.jsonl');
    const file = join(folder, 'rtmp.mp4');
    const live = startCli([
      ...LIVE,
      ...[url, '--listen', '--delay', '3', '--log', record],
      ...['--to', nginx.url('show'), '--to', file],
    ]);
    await listening(port);
    await ended(send(show.flv, url, 'flv'));
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await stop(live);
    const source = await pictures(show.mp4);
    const [recording = ''] = nginx.recordings();
    for (const output of [recording, file]) {
      const units = await pictures(output);
      sameRun(units, source);
      inSync(units, sound(output));
    }
    const sheet = join(folder, 'rtmp.cues.json');
    const replay = await startCli(['replay', record, '--cues', sheet]).outcome;
    assert.is(replay.code, 0, replay.stderr);
    onTheirSamples(
      { units: await pictures(file), sound: sound(file) },
      await mediaTimes(show.flv),
      cuesOf(sheet),
    );
  },
);

testWithModel('SRT in, SRT out, and the effects alone on an audio device', async () => {
  const pulse = await startPulse(join(folder), ['bus']);
  await using _pulse = pulse;
  const [into, out] = [await freePort(), await freePort()];
  const received = join(folder, 'srt.ts');
  const receiver = send(`srt://127.0.0.1:${out}?mode=listener`, received, 'mpegts');
  const record = join(folder, 'srt.jsonl');
  const live = startCli(
    [
      ...LIVE,
      ...[`srt://127.0.0.1:${into}?mode=listener`, '--delay', '3', '--log', record],
      ...['--to', `srt://127.0.0.1:${out}`, '--bus', 'pulse:bus'],
    ],
    { env: { ...pulse.env } },
  );
  await listening(into);
  const heard = await pulse.record('bus', RATE, 1);
  await ended(send(show.mp4, `srt://127.0.0.1:${into}`, 'mpegts'));
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  await stop(live);
  const bus = await heard.end();
  await ended(receiver);
  const units = await pictures(received);
  sameRun(units, await pictures(show.mp4));
  inSync(units, sound(received));
  const sheet = join(folder, 'srt.cues.json');
  assert.is((await startCli(['replay', record, '--cues', sheet]).outcome).code, 0);
  const cues = cuesOf(sheet);
  assert.ok(cues.length >= 2);
  const [first, second] = cues as [RecordedCue, RecordedCue];
  const begins = bus.findIndex((sample) => Math.abs(sample) > 0.01);
  assert.ok(begins >= 0, 'the bus sounds');
  const one = locate(bus, effect(first.sfx), begins, 2_400);
  const distance = Math.round((second.at - first.at) * RATE);
  const two = locate(bus, effect(second.sfx), one.at + distance, 2_400);
  assert.ok(one.likeness > 0.6 && two.likeness > 0.6, `${one.likeness} and ${two.likeness}`);
  assert.ok(Math.abs(two.at - one.at - distance) < 960, 'effects as far apart as their cues');
  assert.is(beepsIn(bus).length, 0, 'nothing of the programme on the bus');
});

test.run();
