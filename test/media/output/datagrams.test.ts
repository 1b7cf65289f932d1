/** SRT and UDP outputs and real receivers. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { assertNoKey, close, KEY, loop, lost, open } from './opened.ts';
import { contentOf, contentOfClip, makeClip, openClip, play } from './packets.ts';

const file = makeClip(join(scratch('datagrams'), 'clip.mp4'), 4);

test('SRT: to a listener all arrives; nobody there and a wrong passphrase are told apart', async () => {
  await using clip = await openClip(file);
  const [port, target] = [await freePort(), join(scratch('srt'), 'got.ts')];
  const peer = spawn('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'mpegts'],
    ...[
      '-i',
      `srt://127.0.0.1:${port}?mode=listener&latency=1000000&passphrase=${KEY}`,
      '-c',
      'copy',
      '-f',
      'mpegts',
      target,
    ],
  ]);
  const gone = once(peer, 'exit');
  await new Promise((resolve) => setTimeout(resolve, 700));
  const nobody = open(`srt://127.0.0.1:${await freePort()}`);
  const wrong = open(`srt://127.0.0.1:${port}?passphrase=not-this-one-at-all`);
  for (const { output } of [nobody, wrong]) output.begin(clip.streams);
  await until(() => wrong.output.counts.state === 'gone', 5_000, 'the refusal');
  // A busy machine may be late by more than SRT's usual 120 ms, after which packets are left out.
  const right = open(`srt://127.0.0.1:${port}?latency=1000000&passphrase=${KEY}`);
  right.output.begin(clip.streams);
  await play([right.output], clip.packets, 1.5);
  await close(right);
  await until(() => lost(nobody).length > 0, 8_000, 'nobody there');
  const reasons = [nobody, wrong].map((opened) => lost(opened)[0]);
  assert.equal(
    reasons.map((event) => event?.type === 'output-lost' && event.reason),
    ['refused', 'rejected'],
  );
  await Promise.all([close(nobody), close(wrong)]);
  await within(gone, 12_000, 'the peer’s end').catch(() => peer.kill('SIGKILL'));
  const [found, own] = [await contentOf(target), contentOfClip(clip)];
  assert.equal(found.video.hashes, own.video.hashes);
  // The sound behind the last picture (here 0.1 s) waits in FFmpeg for another picture, and SRT's close forgets it.
  assert.equal(found.audio.hashes, own.audio.hashes.slice(0, found.audio.hashes.length));
  assert.ok(own.audio.hashes.length - found.audio.hashes.length <= 8);
  for (const opened of [nobody, wrong, right]) assertNoKey(opened);
});

test('SRT: it waits to be called, and starts with the newest key frame', async () => {
  await using clip = await openClip(file);
  const [port, target] = [await freePort(), join(scratch('srt'), 'got.ts')];
  const opened = open(`srt://127.0.0.1:${port}?mode=listener`);
  opened.output.begin(clip.streams);
  const looping = loop([opened], clip, 1);
  await until(() => opened.output.counts.queued.span > 2_500_000, 6_000, 'packets that wait');
  const peer = spawn('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'mpegts', '-i', `srt://127.0.0.1:${port}`],
    ...['-c', 'copy', '-t', '2', '-f', 'mpegts', target],
  ]);
  const [code] = (await within(once(peer, 'exit'), 15_000, 'the caller')) as [number];
  await looping.stop();
  await close(opened);
  assert.is(code, 0);
  const { video } = await contentOf(target);
  assert.ok(video.hashes.length >= 40);
  assert.equal(
    lost(opened).filter((event) => event.type === 'output-lost' && event.reason === 'stalled'),
    [],
  );
});

test('UDP: MPEG-TS packets, seven to a datagram', async () => {
  await using clip = await openClip(file);
  const socket = createSocket('udp4');
  const sizes = new Set<number>();
  let sound = true;
  socket.on('message', (data) => {
    sizes.add(data.length % 188);
    sound &&= data[0] === 0x47 && data.length <= 1316;
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const opened = open(`udp://127.0.0.1:${socket.address().port}`);
  opened.output.begin(clip.streams);
  await play([opened.output], clip.packets, 8);
  await close(opened);
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.close();
  assert.equal([...sizes], [0]);
  assert.ok(sound);
});

test.run();
