/** RTMP outputs and real servers: what arrives, and what becomes of an output whose server fails it. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { freePort } from '../../support/ports.ts';
import { serveTcp } from '../../support/servers.ts';
import { until } from '../../support/until.ts';
import { assertNoKey, close, KEY, loop, lost, open } from './opened.ts';
import { contentOf, contentOfClip, makeClip, openClip, play } from './packets.ts';

const file = makeClip(join(scratch('rtmp'), 'clip.mp4'), 4);

test('nginx-rtmp records the very packets, in step', async () => {
  await using clip = await openClip(file);
  await using server = await startRtmpServer(scratch('rtmp'));
  const opened = open(server.url(KEY));
  opened.output.begin(clip.streams);
  await play([opened.output], clip.packets, 8);
  await close(opened);
  const { counts } = opened.output;
  assert.is(counts.packets, clip.packets.length);
  assert.is(counts.dropped, 0);
  const [recording = ''] = server.recordings();
  const [found, own] = [await contentOf(recording), contentOfClip(clip)];
  assert.equal(found.video.hashes, own.video.hashes);
  assert.equal(found.audio.hashes, own.audio.hashes);
  const worst = Math.max(
    ...found.video.pts.map((pts, index) => Math.abs(pts - (own.video.pts[index] ?? NaN))),
    ...found.audio.pts.map((pts, index) => Math.abs(pts - (own.audio.pts[index] ?? NaN))),
  );
  assert.ok(worst <= 1000, `off by ${worst} µs`);
  assert.equal(
    opened.events.map(({ type }) => type),
    ['output-connecting', 'output-open', 'output-closed'],
  );
  assertNoKey(opened);
});

test('a rejected key is tried once; the other output is unaffected', async () => {
  await using clip = await openClip(file);
  let asked = 0;
  await using server = await startRtmpServer(scratch('rtmp'), (key) => {
    if (key !== KEY) return false;
    asked += 1;
    return true;
  });
  const [bad, good] = [open(server.url(KEY)), open(server.url('good'))];
  for (const { output } of [bad, good]) output.begin(clip.streams);
  await play([bad.output, good.output], clip.packets, 1);
  await until(() => bad.output.counts.state === 'gone', 3_000, 'the refusal');
  await Promise.all([close(bad), close(good)]);
  assert.is(asked, 1);
  const [event] = lost(bad);
  assert.ok(event?.type === 'output-lost' && event.reason === 'rejected' && event.retryInMs === undefined);
  assert.is(good.output.counts.packets, clip.packets.length);
  assertNoKey(bad);
});

test('the server goes and comes back: found at once, tried with growing waits, resumed at a key frame', async () => {
  await using clip = await openClip(file);
  await using server = await startRtmpServer(scratch('rtmp'));
  const opened = open(server.url(KEY));
  opened.output.begin(clip.streams);
  const looping = loop([opened], clip, 1);
  await until(() => opened.output.counts.packets > 50, 5_000, 'the stream');
  await server.stop();
  await until(() => lost(opened).length >= 2, 10_000, 'the loss');
  const [first, second] = lost(opened);
  assert.is(first?.type === 'output-lost' && first.reason, 'reset');
  assert.is(second?.type === 'output-lost' && second.reason, 'refused');
  await server.start();
  await until(() => opened.output.counts.reconnects === 1, 10_000, 'the stream again');
  const before = opened.output.counts.packets;
  await until(() => opened.output.counts.packets > before + 60, 10_000, 'packets');
  await looping.stop();
  await close(opened);
  const recording = server.recordings().at(-1) ?? '';
  const { video } = await contentOf(recording);
  await using recorded = await openClip(recording);
  assert.ok(recorded.packets.find(({ kind }) => kind === 'video')?.key, 'it starts with a key frame');
  assert.ok(video.dts.every((dts, index) => index === 0 || dts > (video.dts[index - 1] ?? 0)));
  assert.ok(opened.output.counts.dropped > 0);
  assertNoKey(opened);
});

test('nobody there, a name that is unknown, hung up on, reset: told as what they are', async () => {
  await using clip = await openClip(file);
  await using hangUp = await serveTcp((socket) => socket.end());
  await using reset = await serveTcp((socket) => void socket.once('data', () => socket.resetAndDestroy()));
  const cases: readonly (readonly [string, string])[] = [
    [`rtmp://127.0.0.1:${await freePort()}/live/${KEY}`, 'refused'],
    [`rtmp://no-such-host.invalid/live/${KEY}`, 'refused'],
    [`rtmp://127.0.0.1:${hangUp.port}/live/${KEY}`, 'refused'],
    [`rtmp://127.0.0.1:${reset.port}/live/${KEY}`, 'reset'],
  ];
  const all = cases.map(([text]) => open(text));
  for (const { output } of all) output.begin(clip.streams);
  await play(
    all.map(({ output }) => output),
    clip.packets,
    4,
  );
  await until(() => all.every((opened) => lost(opened).length > 0), 10_000, 'all losses');
  for (const [index, opened] of all.entries()) {
    const [event] = lost(opened);
    assert.is(event?.type === 'output-lost' && event.reason, cases[index]?.[1], cases[index]?.[0]);
    assert.ok(event?.type === 'output-lost' && event.retryInMs !== undefined);
    assertNoKey(opened);
  }
  await Promise.all(all.map(close));
});

test('a peer that never answers is found; another output does not notice, and it can be closed', async () => {
  await using clip = await openClip(file);
  await using silent = await serveTcp((socket) => void socket.pause());
  await using server = await startRtmpServer(scratch('rtmp'));
  const [stuck, good] = [open(`rtmp://127.0.0.1:${silent.port}/live/${KEY}`), open(server.url('good'))];
  for (const { output } of [stuck, good]) output.begin(clip.streams);
  const looping = loop([stuck, good], clip, 1);
  await until(() => lost(stuck).length > 0, 30_000, 'the stalled peer');
  const [event] = lost(stuck);
  assert.is(event?.type === 'output-lost' && event.reason, 'stalled');
  await until(() => stuck.output.counts.state === 'connecting', 3_000, 'the next try');
  await looping.stop();
  await close(stuck);
  await close(good);
  assert.is(good.output.counts.dropped, 0);
  // As many as came before the other's loss was found, which takes seconds: more than a round of the clip.
  assert.ok(good.output.counts.packets > clip.packets.length, `${good.output.counts.packets} packets`);
});

test('a peer that stops reading in mid-stream is found, too', async () => {
  await using clip = await openClip(file);
  await using server = await startRtmpServer(scratch('rtmp'));
  // A server between that passes all on until it is told to stop reading.
  let stopped = false;
  await using between = await serveTcp((socket) => {
    const on = connect(server.port, '127.0.0.1');
    on.on('error', () => socket.destroy()).on('data', (data) => socket.write(data));
    socket.on('data', (data) => {
      on.write(data);
      if (stopped) socket.pause();
    });
    socket.on('close', () => on.destroy());
  });
  const opened = open(`rtmp://127.0.0.1:${between.port}/live/${KEY}`);
  opened.output.begin(clip.streams);
  // About 4 Mbit/s: a peer's system takes some MB before it is full.
  const looping = loop([opened], clip, 8);
  await until(() => opened.output.counts.packets > 300, 8_000, 'the stream');
  stopped = true;
  await until(() => lost(opened).length > 0, 10_000, 'the stalled peer');
  const [event] = lost(opened);
  assert.is(event?.type === 'output-lost' && event.reason, 'stalled');
  await looping.stop();
  await close(opened);
});

test.run();
