/** One port, two kinds of sink: what a program may rely on with either, and what a loss means to each. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { Address } from '../../../src/core/stream-url.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { FileSink } from '../../../src/media/output/file-sink.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import type { LiveSink, Sink, SinkPacket } from '../../../src/media/output/sink.ts';
import { NO_SOUND } from '../../../src/media/pcm.ts';
import { scratch } from '../../support/scratch.ts';
import { serveTcp } from '../../support/servers.ts';
import { rejects, within } from '../../support/within.ts';
import { contentOf, contentOfClip, makeClip, openClip, type Clip } from './packets.ts';

const folder = scratch('sinks');
const source = makeClip(join(folder, 'clip.mp4'), 2);

async function fileSink(output: string): Promise<AsyncDisposable & { readonly sink: FileSink }> {
  const input = await openInput(source);
  const sink = await FileSink.plan({ input, output, format: NO_SOUND });
  return {
    sink,
    async [Symbol.asyncDispose]() {
      await sink.abort();
      await input.close();
    },
  };
}

const liveSink = (output: string): LiveSink =>
  openLiveSink(new Address(output), { clock: systemClock(), onEvent: () => undefined });

async function writeAll(sink: Sink, { packets }: Clip): Promise<void> {
  for (const packet of packets) {
    sink.write(packet);
    await sink.room();
  }
}

/** The very packets, and none more: what is written belongs to the caller and can be given to the next sink. */
async function holdsClip(file: string, clip: Clip): Promise<void> {
  const [found, own] = [await contentOf(file), contentOfClip(clip)];
  assert.equal(found.video.hashes, own.video.hashes);
  assert.equal(found.audio.hashes, own.audio.hashes);
}

test('the same packets go to a file sink and to a live one, which leaves further streams out', async () => {
  await using clip = await openClip(source);
  const here = scratch('both');
  await using file = await fileSink(join(here, 'whole.mkv'));
  const sinks: readonly Sink[] = [file.sink, liveSink(join(here, 'live.mkv'))];
  for (const sink of sinks) await sink.begin(clip.streams);
  for (const packet of clip.packets) {
    const further: SinkPacket = { ...packet, kind: 'further', stream: 99 };
    for (const sink of sinks) {
      sink.write(further);
      sink.write(packet);
      await sink.room();
    }
  }
  for (const sink of sinks) await within(sink.close(), 5_000, 'closing');
  for (const name of ['whole.mkv', 'live.mkv']) await holdsClip(join(here, name), clip);
  for (const sink of sinks) await sink.abort();
  assert.equal(readdirSync(here).sort(), ['live.mkv', 'whole.mkv'], 'giving up afterwards changes nothing');
});

test('a file is there under its name when it is whole, and not before', async () => {
  await using clip = await openClip(source);
  const file = join(scratch('whole'), 'show.mp4');
  await using opened = await fileSink(file);
  const { sink } = opened;
  await sink.begin(clip.streams);
  await writeAll(sink, clip);
  assert.is(existsSync(file), false);
  await sink.close();
  assert.equal(readdirSync(dirname(file)), [basename(file)]);
  await holdsClip(file, clip);
});

test('a file that is given up leaves nothing, whenever that is', async () => {
  await using clip = await openClip(source);
  const here = scratch('given-up');
  for (const begun of [false, true]) {
    await using opened = await fileSink(join(here, 'show.mkv'));
    const { sink } = opened;
    if (begun) await sink.begin(clip.streams);
    if (begun) await writeAll(sink, clip);
    await sink.abort();
    await sink.abort();
    assert.equal(readdirSync(here), []);
  }
});

test('a file waits for the disk: more than it writes at once does not gather in memory', async () => {
  await using clip = await openClip(source);
  const here = scratch('slow');
  await using opened = await fileSink(join(here, 'show.mkv'));
  const { sink } = opened;
  await sink.begin(clip.streams);
  let waited = 0;
  for (let round = 0; round < 200; round += 1)
    for (const { packet, dts, pts, duration, key } of clip.packets) {
      const later = (time: number): typeof dts => (time + round * clip.span) as typeof dts;
      sink.write({ kind: 'video', packet, dts: later(dts), pts: later(pts), duration, key });
      const room = sink.room();
      if (room !== undefined) waited += 1;
      await room;
    }
  assert.ok(waited > 0, 'it never asked to wait');
  await sink.abort();
});

test('a loss is an error of a file, and an event of a live output', async () => {
  await using clip = await openClip(source);
  const here = scratch('lost');
  await using opened = await fileSink(join(here, 'show.mkv'));
  const { sink } = opened;
  await sink.begin(clip.streams);
  await writeAll(sink, clip);
  rmSync(here, { recursive: true });
  const fault = await rejects(sink.close(), /finishing the output failed \(ENOENT\)/);
  assert.is((fault as { code?: string }).code, 'output-failed');
  await sink.abort();

  const events: string[] = [];
  const live = openLiveSink(new Address(join(here, 'live.mkv')), {
    clock: systemClock(),
    onEvent: ({ type }) => events.push(type),
  });
  live.begin(clip.streams);
  await writeAll(live, clip);
  await within(live.close(), 5_000, 'closing');
  assert.ok(events.includes('output-lost'), events.join());
});

test('a live output that is given up does not wait for a peer that hangs', async () => {
  await using clip = await openClip(source);
  await using server = await serveTcp();
  const sink = liveSink(`rtmp://127.0.0.1:${server.port}/live/key`);
  sink.begin(clip.streams);
  await writeAll(sink, clip);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.is(server.callers.size, 1, 'it has connected');
  const began = performance.now();
  await within(sink.abort(), 2_500, 'giving up');
  assert.ok(performance.now() - began < 2_000, 'sooner than closing would');
  assert.is(sink.counts.state, 'closed');
});

test.run();
