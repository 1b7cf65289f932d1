/** Lines that lose, double and reorder what is sent: for hours in virtual time, sound stays beside its pictures. */
import { readFileSync, writeFileSync } from 'node:fs';
import { AV_CODEC_ID_PCM_S16LE, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { avChannelLayoutDefault, FormatContext, Packet, Rational } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AudioDecoder } from '../../../src/media/input/audio/decoder.ts';
import { TimestampFollower } from '../../../src/media/input/audio/timestamp-follower.ts';
import type { AudioFormat } from '../../../src/media/pcm.ts';
import { ZERO } from '../../../src/streams/time.ts';
import { seeded } from '../../support/encoders.ts';
import { file, make } from '../clips.ts';
import { syncClip } from '../sync-clip.ts';
import { receive } from './virtual.ts';

const SENT = 48_000;
const FRAME = 1024;
const TO: AudioFormat = { rate: 44_100, channels: 1, mask: 4n, precision: 32 };
/** An impulse each 10 s. */
const IMPULSE_S = 10;

test('45 min with a packet lost each 420 ms, 48 to 44.1 kHz: within 5 ms to the end', () => {
  const context = new FormatContext();
  context.allocContext();
  const stream = context.newStream(null);
  Object.assign(stream.codecpar, {
    codecType: AVMEDIA_TYPE_AUDIO,
    codecId: AV_CODEC_ID_PCM_S16LE,
    sampleRate: SENT,
    channelLayout: avChannelLayoutDefault(1),
  });
  stream.timeBase = new Rational(1, 90_000);
  const placement = new TimestampFollower({ format: TO, from: ZERO });
  const decoder = new AudioDecoder({ stream, format: TO, zero: ZERO, placement });
  const packet = new Packet();
  packet.alloc();
  const found: number[] = [];
  let end = 0;
  try {
    const frames = Math.ceil((45 * 60 * SENT) / FRAME);
    for (let frame = 0, lost = 0; frame < frames; frame += 1) {
      const at = (frame * FRAME) / SENT;
      if (Math.floor(at / 0.42) > lost && !holdsImpulse(frame)) {
        lost = Math.floor(at / 0.42);
        continue;
      }
      packet.data = soundOf(frame);
      packet.pts = packet.dts = BigInt(Math.round(at * 90_000));
      for (const { start, samples } of decoder.decode(packet)) {
        const loud = samples.findIndex((sample) => sample > 0.4);
        if (loud >= 0) found.push((start + loud) / TO.rate);
        end = (start + samples.length) / TO.rate;
      }
      packet.unref();
    }
  } finally {
    packet.free();
    decoder[Symbol.dispose]();
    placement[Symbol.dispose]();
    context.freeContext();
  }
  assert.is(found.length, (45 * 60) / IMPULSE_S);
  const off = found.map((at, i) => Math.abs(at - (i + 1) * IMPULSE_S));
  assert.ok(Math.max(...off) <= 0.005, `off by ${(Math.max(...off) * 1000).toFixed(2)} ms`);
  assert.ok(Math.abs(end - 45 * 60) < 0.1, `ends at ${end} s`);
  assert.ok(placement.gaps > 6_000, `${placement.gaps} holes were filled`);
});

const impulseIn = (frame: number): number => {
  const next = Math.ceil((frame * FRAME) / (IMPULSE_S * SENT)) * IMPULSE_S * SENT - frame * FRAME;
  return frame > 0 && next < FRAME ? next : -1;
};
const holdsImpulse = (frame: number): boolean => impulseIn(frame) >= 0;

function soundOf(frame: number): Buffer {
  const samples = new Int16Array(FRAME);
  const impulse = impulseIn(frame);
  if (impulse >= 0) samples[impulse] = 32_000;
  return Buffer.from(samples.buffer);
}

const DATAGRAM = 7 * 188;

/** The transport stream as a line brings it: some datagrams change places, some are lost, some come twice. */
function shaken(name: string, bytes: Buffer, seed: number): string {
  const random = seeded(seed);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += DATAGRAM) {
    const datagram = bytes.subarray(at, at + DATAGRAM);
    const fate = at < 20 * DATAGRAM ? 1 : random();
    if (fate < 0.01 && out.length > 0) out.splice(-1, 0, datagram);
    else if (fate < 0.015) out.push(datagram, datagram);
    else if (fate >= 0.02) out.push(datagram);
  }
  writeFileSync(file(name), Buffer.concat(out));
  return file(name);
}

for (const seed of [1, 2, 3])
  test(`datagrams that change places, are lost and come twice, 16 AAC frames a PES (${seed})`, async () => {
    const clean = make(
      'sixteen.ts',
      `-i ${syncClip(30, 'sync30.mp4')} -c:v copy -c:a aac -b:a 64k -pes_payload_size 2930`,
    );
    const live = await receive(shaken(`shaken-${seed}.ts`, readFileSync(clean), seed), { seconds: 30 });
    assert.equal(live.jumps, []);
    assert.ok(live.beeps.length >= 22, `beeps at ${live.beeps.join(', ')}`);
    // A flash that was damaged is none; its beep then has no partner.
    const late = live.beeps.map((beep) => (((beep - (live.flashes[0] ?? 0) + 0.5) % 1) - 0.5) * 1000);
    // Half a packet sounds like a beep, too.
    const exact = late.filter((ms) => Math.abs(ms) <= 5).length;
    const all = late.map((ms) => ms.toFixed(1)).join(', ');
    assert.ok(exact >= late.length - 3, `late by ${all} ms`);
    assert.ok(Math.abs(late.at(-1) ?? Infinity) <= 5, `in the end late by ${all} ms`);
    assert.ok(Math.abs(live.soundEnd - 30) < 0.4, `the sound ends at ${live.soundEnd} s`);
  });

test.run();
