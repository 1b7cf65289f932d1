import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Packet } from 'node-av/lib';
import type { OutputPacket } from '../../../src/media/output/sink.ts';
import { PacketQueue } from '../../../src/media/output/packet-queue.ts';
import { micros } from '../../../src/streams/time.ts';

const data = new Packet();
data.alloc();
data.data = Buffer.alloc(100);

/** A packet at `ms`. */
function item(kind: 'video' | 'audio', ms: number, key = kind === 'audio'): OutputPacket {
  const at = micros(ms * 1000);
  return { kind, packet: data, dts: at, pts: at, duration: micros(20_000), key };
}

/** Pictures every 100 ms with a key frame each second, sound every 50 ms, from `from` to `to` ms. */
function* show(from: number, to: number): Generator<OutputPacket> {
  for (let ms = from; ms < to; ms += 50) {
    if (ms % 100 === 0) yield item('video', ms, ms % 1000 === 0);
    yield item('audio', ms);
  }
}

const queueOf = (span: number, bytes = 1e9): PacketQueue =>
  new PacketQueue(true, { span: micros(span * 1000), bytes });

function takeAll(queue: PacketQueue): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    taken.push(`${next.key && next.kind === 'video' ? 'K' : next.kind[0]}${next.dts / 1000}`);
    next.packet.free();
  }
  return taken;
}

test('it starts at a key frame, with the sound from there on, whichever came first', () => {
  const queue = queueOf(60_000);
  for (const packet of show(500, 1000)) queue.push(packet);
  queue.push(item('audio', 1000));
  queue.push(item('audio', 1050));
  queue.push(item('video', 1000, true));
  queue.push(item('audio', 980));
  queue.finish();
  assert.equal(takeAll(queue), ['K1000', 'a1000', 'a1050']);
  assert.ok(queue.ended);
  assert.is(queue.bytes, 0);
});

test('pictures and sound come out in order of decoding; one waits for the other, but not for long', () => {
  const queue = queueOf(60_000);
  queue.push(item('video', 0, true));
  queue.push(item('video', 40));
  assert.is(queue.peek(), undefined);
  queue.push(item('audio', 20));
  assert.equal(takeAll(queue), ['K0', 'a20']);
  for (let ms = 80; ms <= 600; ms += 40) queue.push(item('video', ms));
  assert.is(takeAll(queue)[0], 'v40');
});

test('full: whole groups of pictures go, with their sound, up to a key frame', () => {
  const queue = queueOf(2500);
  let dropped = 0;
  for (const packet of show(0, 3000)) dropped += queue.push(packet);
  // At 2.55 s the first group (10 pictures, 20 pieces of sound) had to go.
  assert.is(dropped, 30);
  queue.finish();
  const taken = takeAll(queue);
  assert.equal(taken.slice(0, 2), ['K1000', 'a1000']);
  assert.is(taken.length, 60);
});

test('full, with a part written already: the rest of that group goes', () => {
  const queue = queueOf(2500);
  for (const packet of show(0, 1500)) queue.push(packet);
  for (let count = 0; count < 10; count += 1) queue.take()?.packet.free();
  let dropped = 0;
  for (const packet of show(1500, 3000)) dropped += queue.push(packet);
  assert.is(dropped, 20);
  queue.finish();
  assert.is(takeAll(queue)[0], 'K1000');
});

test('full in bytes, without another key frame: all goes, until the next one', () => {
  const queue = queueOf(60_000, 1000);
  let dropped = 0;
  for (const packet of show(0, 900)) dropped += queue.push(packet);
  assert.is(dropped, 11);
  // Half a second of sound is kept for the key frame that may come.
  assert.ok(queue.bytes <= 1100);
  for (const packet of show(900, 1200)) queue.push(packet);
  queue.finish();
  assert.is(takeAll(queue)[0], 'K1000');
});

test('what came at once, after a sleep, is given a while before any of it goes', () => {
  let now = 0;
  const queue = new PacketQueue(true, { span: micros(10_000_000), bytes: 1e9 }, () => now);
  let dropped = 0;
  for (const packet of show(0, 30_000)) dropped += queue.push(packet);
  assert.is(dropped, 0, '30 s in a burst');
  now = 6_000;
  for (const packet of show(30_000, 30_500)) dropped += queue.push(packet);
  assert.ok(dropped > 0, 'nobody took them');
  assert.ok(queue.span <= 10_500_000, `${queue.span} µs wait`);
  queue.clear();
});

test('sound alone is bounded too', () => {
  const queue = new PacketQueue(false, { span: micros(1_000_000), bytes: 1e9 });
  for (let ms = 0; ms < 5000; ms += 20) queue.push(item('audio', ms));
  assert.ok(queue.span <= 1_000_000);
  queue.finish();
  assert.is(takeAll(queue).at(-1), 'a4980');
});

test.run();
