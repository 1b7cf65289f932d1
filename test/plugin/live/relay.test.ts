/** A stream in, the decorated stream out, between real peers. */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { freePort } from '../../support/ports.ts';
import { startPulse } from '../../support/pulse.ts';
import { cuesOf, effect, inSync, onTheirSamples, sameRun, stop, type RecordedCue } from './relayed.ts';
import {
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
} from './show.ts';

const folder = scratch('live-relay');
const show = makeShow(folder);
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
    onTheirSamples(
      { units: await pictures(file), sound: sound(file) },
      await mediaTimes(show.flv),
      await cuesOf(record),
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
  const cues = await cuesOf(record);
  assert.ok(cues.length >= 2);
  const [first, second] = cues as [RecordedCue, RecordedCue];
  const begins = bus.findIndex((sample) => Math.abs(sample) > 0.01);
  assert.ok(begins >= 0, 'the bus sounds');
  const one = locate(bus, effect(first.sfx), begins, 2_400);
  const distance = Math.round((second.at - first.at) * RATE);
  const two = locate(bus, effect(second.sfx), one.at + distance, 2_400);
  assert.ok(one.likeness > 0.6 && two.likeness > 0.6, `${one.likeness} and ${two.likeness}`);
  assert.ok(Math.abs(two.at - one.at - distance) < 960, 'effects as far apart as their cues');
  assert.is(beepsIn(bus).length, 0, 'nothing of the original sound on the bus');
});

test.run();
