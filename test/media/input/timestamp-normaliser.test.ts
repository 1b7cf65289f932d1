import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TimestampNormaliser, type StampedStream } from '../../../src/media/input/timestamp-normaliser.ts';
import { micros, ZERO } from '../../../src/streams/time.ts';
import { seeded } from '../../support/encoders.ts';
import { AUDIO, begin, FLV, jumps, stream, TS, VIDEO, worstRelation } from './stamp-sender.ts';

test('an even input keeps its stamps, from media time 0 on', () => {
  const { sender } = begin(TS, 3_723e6);
  sender.send(10e6);
  for (const { media, true: at } of sender.out) assert.ok(Math.abs(media - at) <= 1e6 / 90_000);
  assert.equal(jumps(sender), []);
});

for (const [name, streams, range] of [
  ["MPEG-TS's 33 bits", TS, (2 ** 33 * 1e6) / 90_000],
  ["RTMP's 32 bits", FLV, 2 ** 32 * 1e3],
] as const)
  test(`${name} wrap exactly, and are no jump`, () => {
    const { sender } = begin(streams, range - 2e6);
    sender.send(60e6);
    assert.equal([...new Set(jumps(sender))], ['wrap']);
    assert.is(jumps(sender).length, 2, 'each stream once');
    const tick = 1e6 / (streams[0] as StampedStream).base.den;
    for (const { media, true: at } of sender.out) assert.ok(Math.abs(media - at) <= 1.01 * tick, `${at}`);
  });

test('a stream that begins after the wrap belongs to one that began before', () => {
  const timestamps = new TimestampNormaliser();
  timestamps.begin({
    start: ZERO,
    zero: micros(Math.floor(((2 ** 33 - 45_000) * 1e6) / 90_000)),
    streams: TS,
  });
  const video = timestamps.place({
    stream: VIDEO,
    dts: 2 ** 33 - 45_000,
    pts: undefined,
    duration: 3_600,
    clockMs: 0,
  });
  const audio = timestamps.place({
    stream: AUDIO,
    dts: 9_000,
    pts: undefined,
    duration: 1_920,
    clockMs: 600,
  });
  assert.ok(Math.abs(audio.at - video.at - 600_000) <= 12);
});

test("RTMP's 24-bit border means nothing", () => {
  const { sender } = begin(FLV, 16_770_000e3);
  sender.send(20e6);
  assert.equal(jumps(sender), []);
  assert.ok(worstRelation(sender, 1000) <= 1001);
});

for (const by of [3_600e6, -3_600e6, 20e6, -5e6])
  test(`stamps that jump by ${by / 1e6} s go on without a hole, one stream after the other`, () => {
    const { sender } = begin(TS, 7_200e6);
    sender.send(5e6);
    sender.offsets[VIDEO] = 7_200e6 + by;
    sender.send(5.3e6);
    sender.offsets[AUDIO] = 7_200e6 + by;
    sender.send(20e6);
    assert.equal(jumps(sender), ['jump'], 'the second stream follows the first');
    assert.ok(worstRelation(sender, 11) <= 5_000);
    const last = sender.out.at(-1);
    assert.ok(Math.abs((last?.media ?? 0) - (last?.true ?? 0)) < 25_000, 'no hole of more than a packet');
  });

for (const seconds of [0.1, 2, 30, 600])
  test(`sound and picture that are missing for ${seconds} s leave a hole of ${seconds} s`, () => {
    const { sender } = begin(FLV);
    sender.send(5e6);
    sender.skip(5e6 + seconds * 1e6);
    sender.send(10e6 + seconds * 1e6);
    assert.equal(jumps(sender), []);
    for (const { media, true: at } of sender.out) assert.ok(Math.abs(media - at) <= 1000);
  });

test('sound that comes twice is where it was; where all goes back by as little, it is a jump', () => {
  const { sender } = begin(TS, 100e6);
  sender.send(5e6);
  sender.offsets[AUDIO] = 100e6 - 400_000;
  sender.send(5.1e6);
  sender.offsets[AUDIO] = 100e6;
  sender.send(10e6);
  assert.equal(jumps(sender), []);
  // Its stamps say where it belongs, so that it can be cut there: all that is shown before it is decoded.
  const early = sender.out.filter(({ placed }) => placed.pts < placed.dts);
  assert.ok(early.length > 0);
  assert.ok(early.every(({ stream: index, true: at }) => index === AUDIO && at >= 5e6 && at < 5.6e6));
  const again = begin(TS, 100e6).sender;
  again.send(5e6);
  again.offsets[AUDIO] = 100e6 - 700_000;
  again.send(5.3e6);
  again.offsets[VIDEO] = 100e6 - 700_000;
  again.send(20e6);
  assert.equal(jumps(again), ['jump']);
  again.out.splice(
    0,
    again.out.findIndex(({ true: at }) => at >= 5.5e6),
  );
  assert.ok(worstRelation(again, 11) <= 5_000);
});

test('a sender that pauses and goes on with its stamps makes no hole', () => {
  const { sender } = begin(FLV);
  sender.send(5e6);
  sender.late = 2e6;
  sender.send(10e6);
  assert.equal(jumps(sender), []);
  for (const { media, true: at } of sender.out) assert.ok(Math.abs(media - at) <= 1000);
});

test('stamps that begin again after 10 s of silence leave these 10 s', () => {
  const { sender } = begin(TS, 7_200e6);
  sender.send(5e6);
  sender.late = 10e6;
  sender.offsets.fill(0);
  sender.send(15e6);
  const last = sender.out.at(-1);
  const hole = (last?.media ?? 0) - (last?.true ?? 0);
  assert.ok(Math.abs(hole - 10e6) < 50_000, `${hole / 1e6} s`);
  // From the first packet after the silence on.
  sender.out.splice(
    0,
    sender.out.findIndex(({ true: at }) => at >= 5e6),
  );
  assert.ok(worstRelation(sender, 11) <= 5_000);
});

test('jitter of arrival changes nothing', () => {
  const random = seeded(3);
  const [even, shaken] = [begin(TS), begin(TS)];
  shaken.sender.jitter = () => (random() - 0.5) * 500_000;
  for (const { sender } of [even, shaken]) sender.send(60e6);
  assert.equal(
    shaken.sender.out.map(({ placed }) => placed),
    even.sender.out.map(({ placed }) => placed),
  );
});

test('a small step back is held, not set straight', () => {
  const timestamps = new TimestampNormaliser();
  timestamps.begin({ start: ZERO, zero: ZERO, streams: FLV });
  const at = [0, 40, 80, 60, 120, 160].map(
    (dts, index) => timestamps.place({ stream: VIDEO, dts, pts: dts, duration: 40, clockMs: index * 40 }).dts,
  );
  assert.equal(at, [0, 40, 80, 81, 120, 160]);
});

test('packets without stamps follow each other', () => {
  const timestamps = new TimestampNormaliser();
  timestamps.begin({
    start: ZERO,
    zero: ZERO,
    streams: [stream('video', 90_000, 33), stream('audio', 90_000, 33, 1_920)],
  });
  const at = [0, undefined, undefined, 5_760].map(
    (dts) => timestamps.place({ stream: AUDIO, dts, pts: dts, duration: 0, clockMs: 0 }).dts,
  );
  assert.equal(at, [0, 1_920, 3_840, 5_760]);
});

test('a packet that FFmpeg counted as nothing delays those after it, up to the next stamp', () => {
  const timestamps = new TimestampNormaliser();
  timestamps.begin({
    start: ZERO,
    zero: ZERO,
    streams: [stream('video', 90_000, 33), stream('audio', 90_000, 33, 1_920)],
  });
  const packets = [
    [0, 0],
    [0, 1_920],
    [1_920, 1_920],
    [3_840, 1_920],
    [7_680, 1_920],
    [9_600, 1_920],
  ] as const;
  const at = packets.map(
    ([dts, duration]) => timestamps.place({ stream: AUDIO, dts, pts: dts, duration, clockMs: 0 }).dts,
  );
  assert.equal(at, [0, 1_920, 3_840, 5_760, 7_680, 9_600]);
});

test('a new connection begins where it is told, whatever its stamps', () => {
  const timestamps = new TimestampNormaliser();
  for (const [index, start] of [0, 12_345_678, 900_000_001].entries()) {
    timestamps.begin({ start: micros(start), zero: micros(index * 1_000_000_000), streams: TS });
    const placed = timestamps.place({
      stream: AUDIO,
      dts: index * 90_000_000,
      pts: undefined,
      duration: 1_920,
      clockMs: start / 1000,
    });
    assert.ok(Math.abs(placed.at - start) <= 6);
    assert.ok(timestamps.end >= start);
  }
});

for (const [name, streams] of [
  ['MPEG-TS', TS],
  ['RTMP', FLV],
] as const)
  test(`24 h with every fault, ${name}: media time never goes back, picture and sound stay together`, () => {
    for (const seed of [1, 2]) {
      const random = seeded(seed);
      const { sender } = begin(streams, 1e6);
      sender.jitter = () => (random() - 0.5) * 500_000;
      const range =
        (2 ** (streams[0] as StampedStream).wrapBits * 1e6) / (streams[0] as StampedStream).base.den;
      const tick = 1e6 / (streams[0] as StampedStream).base.den;
      let now = 0;
      let worst = 0;
      while (now < 86_400e6) {
        // An hour is sent in pieces, most of it left out so that the test is short; the gap is real.
        now += 4e6;
        sender.send(now);
        worst = Math.max(worst, worstRelation(sender, tick));
        const kept = sender.out.splice(0, Math.max(0, sender.out.length - 20));
        assert.ok(kept.length >= 0);
        const kind = Math.floor(random() * 6);
        if (kind === 0) {
          const by = (random() < 0.5 ? -1 : 1) * 3_600e6;
          const first = random() < 0.5 ? VIDEO : AUDIO;
          const offset = (sender.offsets[first] ?? 0) + by;
          sender.offsets[first] = offset;
          now += random() * 500_000;
          sender.send(now);
          sender.offsets[1 - first] = offset;
        } else if (kind === 1) sender.late += 2e6;
        else if (kind === 2) {
          // Shortly before the counter's end.
          const offset = range - now - 3e6;
          sender.offsets.fill(offset);
        } else if (kind === 3) {
          now += 1_000e6;
          sender.skip(now);
        } else if (kind === 4) sender.offsets.fill(-now);
      }
      assert.ok(worst <= 5_000, `picture and sound were off by ${worst} µs`);
    }
  });

test.run();
