import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Packet } from 'node-av/lib';
import { DelayLine, type DelayedPacket } from '../../../src/media/program/delay-line.ts';
import type { AudioFormat } from '../../../src/media/pcm.ts';
import { fromSeconds, sampleIndex, ZERO } from '../../../src/streams/time.ts';

const FORMAT: AudioFormat = { rate: 1_000, channels: 1, mask: 4n, precision: 32 };
const at = sampleIndex;

/** Samples 1, 2, 3 … so that each can be told from silence. */
const ramp = (length: number, from = 1): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => from + i);

function packet(bytes: number): Packet {
  const made = new Packet();
  made.alloc();
  made.data = Buffer.alloc(bytes);
  return made;
}

const held = (seconds: number, bytes: number): DelayedPacket => {
  const at = fromSeconds(seconds);
  const time = { dts: at, pts: at, duration: ZERO, key: true };
  return { type: 'packet', kind: 'video', stream: 0, at, time, packet: packet(bytes), connection: 0 };
};

test('the delay line gives what lies before the playhead, sound cut at its sample', () => {
  using delay = new DelayLine(FORMAT);
  delay.put(held(0, 10));
  delay.put({ type: 'sound', start: at(0), samples: ramp(1_000) });
  delay.put(held(0.5, 10));
  const first = delay.release(fromSeconds(0.25));
  assert.equal(
    first.map(({ type }) => type),
    ['packet', 'sound'],
  );
  assert.is(first[1]?.type === 'sound' ? first[1].samples.length : 0, 250);
  const rest = delay.release(fromSeconds(9));
  assert.equal(
    rest.map(({ type }) => type),
    ['sound', 'packet'],
  );
  assert.is(rest[0]?.type === 'sound' ? rest[0].samples[0] : 0, 251);
  assert.is(delay.bytes, 0);
  for (const item of [...first, ...rest]) if (item.type === 'packet') item.packet.free();
});

test('the delay line says how much it holds, in bytes and in seconds; closed, it frees what it is given', () => {
  const delay = new DelayLine(FORMAT);
  delay.put(held(0, 99));
  delay.put(held(1, 1));
  assert.equal([delay.bytes, delay.span], [100, fromSeconds(1)]);
  for (const item of delay.release(fromSeconds(0.5))) if (item.type === 'packet') item.packet.free();
  assert.equal([delay.bytes, delay.span], [1, 0]);
  delay.put(held(2.9, 1));
  delay.put(held(3, 1));
  assert.equal([delay.bytes, delay.span], [3, fromSeconds(2)]);
  assert.equal({ ...delay.peak }, { bytes: 100, span: fromSeconds(2) });
  delay[Symbol.dispose]();
  assert.is(delay.bytes, 0);
  const late = held(4, 10);
  delay.put(late);
  assert.is(late.packet.data, null, 'it is freed');
  assert.is(delay.bytes, 0);
});

test.run();
