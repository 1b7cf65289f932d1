/** Time stamps in microseconds are those that FFmpeg's own arithmetic gives. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveSettings } from '../../src/plugin/config/options.ts';
import { decorate } from '../../src/plugin/decorate/session.ts';
import { toSeconds } from '../../src/streams/time.ts';
import { scratch } from '../support/scratch.ts';
import { ffmpeg } from '../support/talk.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { avRescaleQ, Packet } from 'node-av/lib';
import { MICROS_BASE, toMicros } from '../../src/media/ffmpeg.ts';
import { StampLimits } from '../../src/media/input/stamp-limits.ts';
import { pseudoRandom } from '../support/finite-differences.ts';

const BASES = [
  { num: 1, den: 90_000 },
  { num: 1, den: 48_000 },
  { num: 1, den: 44_100 },
  { num: 1, den: 1_000 },
  { num: 1001, den: 30_000 },
  { num: 1, den: 1_000_000 },
  { num: 2, den: 3 },
  { num: 1, den: 7 },
];

test('stamps of all sizes and signs round as FFmpeg rounds', () => {
  for (const base of BASES)
    for (const value of pseudoRandom(3_000, base.den)) {
      // From single ticks to decades of them: on both sides of where the fast way ends.
      const stamp = BigInt(Math.trunc(Math.sign(value - 0.3) * 10 ** (9 * Math.abs(value))));
      assert.is(
        toMicros(stamp, base),
        Number(avRescaleQ(stamp, base, MICROS_BASE)),
        `${stamp} in ${base.den}`,
      );
    }
});

test('half a microsecond goes away from 0', () => {
  const base = { num: 1, den: 2_000_000 };
  assert.equal(
    [-3n, -1n, 0n, 1n, 3n].map((stamp) => toMicros(stamp, base)),
    [-2, -1, 0, 1, 2],
  );
});

test('no stamp is no time', () => {
  assert.is(toMicros(AV_NOPTS_VALUE, { num: 1, den: 90_000 }), undefined);
});

test('stamps that no clock tells ended the show: they count as none', () => {
  const base = { num: 1, den: 90_000 };
  for (const stamp of [2n ** 62n, -(2n ** 62n), 9_000_000_000_000_000n])
    assert.is(toMicros(stamp, base), undefined);
  // Since 1900, as NTP counts.
  assert.is(toMicros(3_970_000_000n, { num: 1, den: 1 }), 3_970_000_000_000_000);
  using packet = new Packet();
  packet.alloc();
  const limits = new StampLimits();
  Object.assign(packet, { streamIndex: 0, pts: 2n ** 62n, dts: 90_000n, duration: 2n ** 61n });
  limits.apply(packet, base);
  assert.equal([packet.pts, packet.dts, packet.duration], [AV_NOPTS_VALUE, 90_000n, 0n]);
  Object.assign(packet, { pts: AV_NOPTS_VALUE, dts: -(2n ** 60n), duration: 3_600n });
  limits.apply(packet, base);
  assert.equal([packet.pts, packet.dts, packet.duration], [AV_NOPTS_VALUE, AV_NOPTS_VALUE, 3_600n]);
  // A still picture may last for hours; 248 days come from a damaged frame rate, and a recording was that long.
  Object.assign(packet, { pts: 0n, dts: 0n, duration: 90_000n * 7_200n });
  limits.apply(packet, base);
  assert.is(packet.duration, 90_000n * 7_200n);
  Object.assign(packet, { duration: 90_000n * 86_401n });
  limits.apply(packet, base);
  assert.is(packet.duration, 0n);
});

test('a damaged frame rate in the head of an FLV makes its pictures no longer', async () => {
  const folder = scratch('frame-rate');
  const file = join(folder, 'clip.flv');
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=25:d=2', '-c:v', 'libx264', file);
  const bytes = readFileSync(file);
  const at = bytes.indexOf('framerate') + 'framerate'.length + 1;
  bytes.writeDoubleBE(0.000_05, at);
  writeFileSync(file, bytes);
  const sheet = join(folder, 'cues.json');
  writeFileSync(sheet, '{"version":1,"cues":[]}');
  const { duration } = await decorate({ input: file, settings: resolveSettings({}), fromCues: sheet });
  assert.ok(toSeconds(duration) < 3, `${toSeconds(duration)} s`);
});

test.run();
