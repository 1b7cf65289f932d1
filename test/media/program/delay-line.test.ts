import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Packet } from 'node-av/lib';
import { DelayLine } from '../../../src/media/program/delay-line.ts';
import type { AudioFormat } from '../../../src/media/pcm.ts';
import { fromSeconds, sampleIndex, type Micros } from '../../../src/streams/time.ts';

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

const line = (maxSpan = 10, maxBytes = 1_000_000): DelayLine =>
  new DelayLine({ maxSpan: fromSeconds(maxSpan), maxBytes, format: FORMAT });

test('the delay line gives what lies before the playhead, sound cut at its sample', () => {
  using delay = line();
  delay.put({ type: 'packet', stream: 0, at: 0 as Micros, packet: packet(10) });
  delay.put({ type: 'sound', start: at(0), samples: ramp(1_000) });
  delay.put({ type: 'packet', stream: 0, at: fromSeconds(0.5), packet: packet(10) });
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

test('the delay line says when it is full, in bytes and in seconds; closed, it frees what it is given', () => {
  const delay = line(2, 100);
  delay.put({ type: 'packet', stream: 0, at: 0 as Micros, packet: packet(99) });
  assert.ok(delay.hasRoom);
  delay.put({ type: 'packet', stream: 0, at: fromSeconds(1), packet: packet(1) });
  assert.not(delay.hasRoom, '100 bytes are held');
  for (const item of delay.release(fromSeconds(0.5))) if (item.type === 'packet') item.packet.free();
  assert.ok(delay.hasRoom, 'one byte is left');
  delay.put({ type: 'packet', stream: 0, at: fromSeconds(2.9), packet: packet(1) });
  assert.ok(delay.hasRoom, '1.9 s are held');
  delay.put({ type: 'packet', stream: 0, at: fromSeconds(3), packet: packet(1) });
  assert.not(delay.hasRoom, '2 s are held');
  assert.equal({ ...delay.peak }, { bytes: 100, span: fromSeconds(2) });
  delay[Symbol.dispose]();
  assert.is(delay.bytes, 0);
  const late = packet(10);
  delay.put({ type: 'packet', stream: 0, at: fromSeconds(4), packet: late });
  assert.is(late.data, null, 'it is freed');
  assert.is(delay.bytes, 0);
});

test.run();
