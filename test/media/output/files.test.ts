import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { FileTransport } from '../../../src/media/output/transport/file-transport.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import type { LiveSink, OutputEvent } from '../../../src/media/output/sink.ts';
import { OutputFailure } from '../../../src/media/output/transport/loss.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { fromSeconds, type Micros } from '../../../src/streams/time.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { loop } from './opened.ts';
import {
  contentOf,
  contentOfClip,
  later,
  makeClip,
  openClip,
  play,
  type Clip,
  type Content,
} from './packets.ts';

const folder = scratch('files');
const clips = {
  mp4: makeClip(join(folder, 'clip.mp4'), 4),
  ts: makeClip(join(folder, 'clip.ts'), 4),
};

/** What a descriptor of this process leads to; the one that lists them is gone by then. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

interface Opened {
  readonly output: LiveSink;
  readonly events: OutputEvent[];
}

function open(text: string, segment?: Micros): Opened {
  const events: OutputEvent[] = [];
  const plan = planOutput(new Address(text), segment === undefined ? {} : { segment });
  const output = openLiveSink(plan, { clock: systemClock(), onEvent: (event) => events.push(event) });
  return { output, events };
}

const close = (outputs: readonly Opened[]): Promise<unknown> =>
  within(Promise.all(outputs.map(({ output }) => output.close())), 6_000, 'closing');

/** Each stream's times as the source's, but for one offset that both share, up to `tick` microseconds. */
function sameTimes(actual: Content, expected: Content, offset: number, tick: number, what: string): void {
  const off = actual.pts.map((pts, index) => pts - (expected.pts[index] ?? NaN) - offset);
  const worst = Math.max(...off.map(Math.abs));
  assert.ok(worst <= tick, `${what}: off by ${worst} µs`);
}

async function sameAsClip(file: string, clip: Clip, tick: number): Promise<void> {
  const [found, own] = [await contentOf(file), contentOfClip(clip)];
  assert.equal(found.video.hashes, own.video.hashes, `${file}: pictures`);
  assert.equal(found.audio.hashes, own.audio.hashes, `${file}: sound`);
  const offset = (found.video.pts[0] ?? 0) - (own.video.pts[0] ?? 0);
  sameTimes(found.video, own.video, offset, tick, `${file}: pictures`);
  sameTimes(found.audio, own.audio, offset, tick, `${file}: sound`);
}

test('every kind of file holds the very packets, with pictures and sound in step', async () => {
  await using clip = await openClip(clips.mp4);
  const here = scratch('kinds');
  const outputs = ['a.mkv', 'a.ts', 'a.flv', 'a.mp4', 'a.mov'].map((name) => open(join(here, name)));
  for (const { output } of outputs) output.begin(clip.streams);
  await play(
    outputs.map(({ output }) => output),
    clip.packets,
    Infinity,
  );
  await close(outputs);
  // FLV and Matroska count milliseconds: half of one for each stream.
  for (const [name, tick] of [
    ['a.mkv', 1001],
    ['a.ts', 12],
    ['a.flv', 1001],
    ['a.mp4', 40],
    ['a.mov', 40],
  ] as const)
    await sameAsClip(join(here, name), clip, tick);
});

test('H.264 with start codes, from MPEG-TS, is wrapped anew where the container wants lengths', async () => {
  await using pictures = await openClip(clips.ts);
  await using sound = await openClip(clips.mp4);
  const here = scratch('annexb');
  const packets = [
    ...pictures.packets.filter(({ kind }) => kind === 'video'),
    ...sound.packets.filter(({ kind }) => kind === 'audio'),
  ].sort((a, b) => a.dts - b.dts);
  const streams = { ...pictures.streams, audio: sound.streams.audio };
  const outputs = ['a.mkv', 'a.flv', 'a.mp4', 'a.ts'].map((name) => open(join(here, name)));
  for (const { output } of outputs) output.begin(streams);
  await play(
    outputs.map(({ output }) => output),
    packets,
    Infinity,
  );
  await close(outputs);
  for (const name of ['a.mkv', 'a.flv', 'a.mp4', 'a.ts']) {
    const found = await contentOf(join(here, name));
    assert.equal(found.video.hashes, contentOfClip(pictures).video.hashes, name);
    assert.equal(found.audio.hashes, contentOfClip(sound).audio.hashes, name);
  }
});

test('an existing recording is never written over, and the name that is written is told', async () => {
  await using clip = await openClip(clips.mp4);
  const file = join(scratch('names'), 'show.mkv');
  writeFileSync(file, 'precious');
  const opened = open(file);
  opened.output.begin(clip.streams);
  await play([opened.output], clip.packets, Infinity);
  await close([opened]);
  assert.is(readFileSync(file, 'utf8'), 'precious');
  const told = opened.events.find((event) => event.type === 'output-open');
  assert.is(told?.type === 'output-open' ? basename(told.file ?? '') : '', 'show.2.mkv');
  await sameAsClip(file.replace('show', 'show.2'), clip, 1001);
});

test('segments are cut at key frames, lose nothing, and go on after the highest number', async () => {
  await using clip = await openClip(clips.mp4);
  const here = scratch('segments');
  writeFileSync(join(here, 'show-0007.mp4'), 'old');
  const opened = open(join(here, 'show.mp4'), fromSeconds(2));
  opened.output.begin(clip.streams);
  await play([opened.output], clip.packets, Infinity);
  await close([opened]);
  const names = readdirSync(here).sort();
  assert.equal(names, ['show-0007.mp4', 'show-0008.mp4', 'show-0009.mp4']);
  const parts = await Promise.all(names.slice(1).map((name) => contentOf(join(here, name))));
  const own = contentOfClip(clip);
  assert.equal(
    parts.flatMap(({ video }) => video.hashes),
    own.video.hashes,
  );
  assert.equal(
    parts.flatMap(({ audio }) => audio.hashes),
    own.audio.hashes,
  );
});

test('HLS: a bounded list, a discontinuity where it went on, old segments deleted', async () => {
  await using clip = await openClip(clips.mp4);
  const here = scratch('hls');
  const file = join(here, 'live.m3u8');
  const opened = open(file);
  for (const part of [0, 1]) {
    opened.output.begin(clip.streams);
    for (let round = 0; round < 12; round += 1) {
      const shift = fromSeconds((part * 12 + round) * 4.08);
      await play([opened.output], later(clip.packets, shift), 200);
    }
    await within(opened.output.end(), 5_000, 'ending');
    assert.not.match(readFileSync(file, 'utf8'), /ENDLIST/);
    const listed = readFileSync(file, 'utf8').match(/\.ts$/gm) ?? [];
    assert.ok(listed.length >= 4 && listed.length <= 6, `${listed.length} segments listed`);
    if (part === 0) continue;
    const kept = readdirSync(here).filter((name) => name.endsWith('.ts'));
    assert.ok(kept.length <= 11, `${kept.length} segments kept`);
  }
  // One segment of a third part: the list still shows where the parts meet.
  opened.output.begin(clip.streams);
  await play([opened.output], later(clip.packets, fromSeconds(200)), Infinity);
  await close([opened]);
  const text = readFileSync(file, 'utf8');
  assert.match(text, /#EXT-X-DISCONTINUITY\n/);
  assert.match(text, /#EXT-X-ENDLIST\n$/);
});

test('what was recorded plays, however the process ends', async () => {
  await using clip = await openClip(clips.mp4);
  const here = scratch('crash');
  const outputs = ['a.mkv', 'a.ts', 'a.flv', 'a.mp4'].map((name) => open(join(here, name)));
  for (const { output } of outputs) output.begin(clip.streams);
  await play(
    outputs.map(({ output }) => output),
    clip.packets,
    20,
  );
  await until(() => outputs.every(({ output }) => output.counts.packets > 260), 20_000, 'the packets');
  // As the disk has them now, unfinished.
  for (const name of ['a.mkv', 'a.ts', 'a.flv', 'a.mp4'])
    writeFileSync(join(here, `cut-${name}`), readFileSync(join(here, name)));
  await close(outputs);
  for (const name of ['a.mkv', 'a.ts', 'a.flv', 'a.mp4']) {
    const { video } = await contentOf(join(here, `cut-${name}`));
    assert.ok(video.hashes.length >= 50, `${name}: ${video.hashes.length} pictures of 100`);
  }
});

test('a container that cannot hold the codec ends this output alone', async () => {
  await using clip = await openClip(clips.mp4);
  const opened = open(join(scratch('codec'), 'a.flv'));
  const { video } = clip.streams;
  assert.ok(video);
  opened.output.begin({ ...clip.streams, video: { ...video, codec: 'vp8' } });
  await play([opened.output], clip.packets, Infinity);
  await close([opened]);
  const lost = opened.events.find((event) => event.type === 'output-lost');
  assert.ok(lost?.type === 'output-lost' && lost.retryInMs === undefined);
  assert.match(lost.message, /FLV cannot hold vp8/);
});

test('a full disk is told as what it is, and the file is closed', async () => {
  const transport = await FileTransport.open('/dev/full');
  let failure: unknown;
  try {
    await transport.send([{ position: 0, bytes: Buffer.alloc(100_000) }]);
  } catch (error) {
    failure = error;
  }
  await transport.abandon();
  assert.instance(failure, OutputFailure);
  assert.equal((failure as OutputFailure).loss, { reason: 'disk-full', message: 'The disk is full.' });
  assert.not(readdirSync('/proc/self/fd').some((fd) => linkOf(fd) === '/dev/full'));
});

/** A recording that was lost waited for packets that it dropped, because it was waiting. */
test('a recording that could not be written goes on when it can be', async () => {
  await using clip = await openClip(clips.mp4);
  const here = join(scratch('back'), 'gone');
  const opened = open(join(here, 'show.mkv'));
  opened.output.begin(clip.streams);
  const playing = loop([opened], clip, 4);
  await until(() => opened.events.some(({ type }) => type === 'output-lost'), 3_000, 'the loss');
  mkdirSync(here);
  await until(() => opened.events.some(({ type }) => type === 'output-open'), 5_000, 'another try');
  await playing.stop();
  await close([opened]);
  const found = await contentOf(join(here, 'show.mkv'));
  assert.ok(found.video.hashes.length > 0);
});

test.run();
