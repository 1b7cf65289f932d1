import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import { fromSeconds, micros, ZERO } from '../../../src/streams/time.ts';
import { seeded } from '../../support/encoders.ts';

interface World {
  readonly clock: InputClock;
  /** Milliseconds. */
  wall: number;
  /** Media that has been sent, in ms. */
  media: number;
  /** Wall minus media of an undisturbed arrival, in ms. */
  base: number;
  /** The playhead's largest distance from where it should be, in ms, and its last place. */
  worst: number;
  last: number;
}

const world = (clock = new InputClock(), base = 5_000): World => ({
  clock,
  wall: base,
  media: 0,
  base,
  worst: 0,
  last: 0,
});

const PACKET = 20;

interface Weather {
  /** Lateness of each packet, in ms. */
  readonly jitter?: (at: number) => number;
  /** How much faster than ours the sender's clock is, as a part of 1. */
  readonly fast?: number;
  /** Whether the distance counts. */
  readonly measure?: boolean;
}

/** Packets every 20 ms for `ms` of the wall clock, seen in the order in which they arrive. */
function run(w: World, ms: number, { jitter = () => 0, fast = 0, measure = true }: Weather = {}): void {
  const until = w.wall + ms;
  const waiting: { media: number; arrives: number }[] = [];
  while (w.wall < until) {
    const packet = { media: w.media, arrives: w.wall + jitter(w.wall) };
    const place = waiting.findIndex(({ arrives }) => arrives > packet.arrives);
    waiting.splice(place < 0 ? waiting.length : place, 0, packet);
    while ((waiting[0]?.arrives ?? Infinity) < w.wall + PACKET) {
      const { media, arrives } = waiting.shift() as { media: number; arrives: number };
      w.clock.observe(micros(Math.round(media * 1000)), arrives);
      const now = w.clock.mediaAt(arrives) / 1000;
      assert.ok(now >= w.last, `media time goes back at ${w.wall} ms`);
      w.last = now;
      // What is sent at this instant is what should be arriving.
      const should = w.media + (arrives - w.wall) * (1 + fast);
      if (measure) w.worst = Math.max(w.worst, Math.abs(now - should));
    }
    w.wall += PACKET;
    w.media += PACKET * (1 + fast);
  }
}

/** Each packet late by its own luck, as over UDP. */
const scattered = (random: () => number) => (): number => random() * 500;

/** The connection stands still now and then, and what was held comes at once, as over TCP. */
function held(random: () => number): (at: number) => number {
  let [from, until] = [0, 0];
  return (at) => {
    if (at > until + 1_500) [from, until] = [at + random() * 1_000, 0];
    if (until < from) until = from + random() * 500;
    return at >= from && at < until ? until - at : 0;
  };
}

test('before anything has arrived it is 0, and nothing is ever due', () => {
  const clock = new InputClock();
  assert.is(clock.mediaAt(1e9), ZERO);
  assert.is(clock.arrivalOf(fromSeconds(1)), Infinity);
  assert.not.ok(clock.started);
});

test('an even input: the clock is exact', () => {
  const w = world();
  run(w, 60_000);
  assert.ok(w.worst < 1, `${w.worst} ms`);
  assert.is(Math.round(w.clock.arrivalOf(fromSeconds(100))), 105_000);
});

test('asking changes nothing, and the past stays what it was', () => {
  const w = world();
  run(w, 20_000);
  w.media += 50;
  run(w, 200);
  const before = w.clock.mediaAt(w.wall);
  assert.ok(w.clock.mediaAt(w.wall + 1e9) > before);
  assert.is(w.clock.mediaAt(w.wall), before);
  assert.ok(Math.abs(w.clock.mediaAt(w.wall - 10_000) - (before - 10_000_000)) < 60_000);
});

test('an input paced by the wall clock is exact from the first moment', () => {
  const clock = new InputClock();
  clock.pin(fromSeconds(3), 10_000);
  clock.observe(fromSeconds(9), 10_000);
  assert.is(clock.mediaAt(12_000), fromSeconds(5));
  assert.is(clock.arrivalOf(fromSeconds(5)), 12_000);
});

test('24 h, the sender up to 1000 ppm off and with ±250 ms of jitter: within 20 ms of the delay asked for', () => {
  const w = world();
  const random = seeded(4);
  const jitters = [scattered(random), held(random)];
  run(w, 20_000, { jitter: scattered(random), measure: false });
  for (let hour = 0; hour < 24; hour += 1)
    run(w, 3_600_000, {
      jitter: jitters[hour % 2] as (at: number) => number,
      fast: ([500, -500, 1_000, -1_000][hour % 4] as number) / 1e6,
    });
  assert.ok(w.worst <= 20, `off by ${w.worst.toFixed(1)} ms`);
});

test('stored media at the start (a group of pictures from a server) is old, and the clock knows at once', () => {
  const w = world();
  for (let media = 0; media <= 4_000; media += 20) w.clock.observe(micros(media * 1000), 5_000 + media / 100);
  assert.ok(Math.abs(w.clock.mediaAt(5_040) - 4_000_000) < 20_000);
});

for (const seconds of [0.1, 2, 30])
  test(`nothing for ${seconds} s, then all at once: the clock has not moved`, () => {
    const w = world();
    run(w, 30_000);
    const sent = w.wall;
    w.wall += seconds * 1000;
    for (; w.media < w.wall - w.base; w.media += PACKET)
      w.clock.observe(micros(w.media * 1000), w.wall + (w.media - (sent - w.base)) / 100);
    w.wall += seconds * 10;
    w.media = w.wall - w.base;
    w.last = w.clock.mediaAt(w.wall) / 1000;
    run(w, 60_000);
    assert.ok(w.worst < 1, `${w.worst} ms`);
  });

for (const seconds of [0.5, 2, 30])
  test(`a sender that paused for ${seconds} s and went on where it was: followed within seconds`, () => {
    const jitter = scattered(seeded(9));
    const w = world();
    run(w, 30_000, { jitter, measure: false });
    w.wall += seconds * 1000;
    run(w, 4_500 + seconds * 1000, { jitter, measure: false });
    // What is below the step is slewed.
    run(w, 8_000, { jitter, measure: false });
    run(w, 30_000, { jitter });
    assert.ok(w.worst <= 20, `off by ${w.worst.toFixed(1)} ms`);
  });

test('corrections are slewed: never faster than 2 % beside the wall clock', () => {
  const w = world();
  run(w, 20_000);
  // The sender skips half a second ahead.
  w.media += 500;
  let last = w.clock.mediaAt(w.wall);
  for (let step = 0; step < 1_500; step += 1) {
    w.clock.observe(micros(Math.round(w.media * 1000)), w.wall);
    const now = w.clock.mediaAt(w.wall);
    if (step > 0) assert.ok(now - last <= 20_000 * 1.0201, `${now - last} µs in 20 ms`);
    last = now;
    w.wall += 20;
    w.media += 20;
  }
  assert.ok(Math.abs(last / 1000 - w.media + 20) < 1, 'arrived');
});

for (const phase of [0, 1_000, 3_000, 5_900])
  test(`segments of 6 s, first asked ${phase} ms after one was there: media is never wanted before it came`, () => {
    const random = seeded(phase);
    const clock = new InputClock({ segments: true });
    /** A segment is there every 6 s; FFmpeg finds it up to 3 s later. */
    let last = 0;
    let missing = 0;
    let wall = 100_000 + phase;
    for (let segment = 0; segment < 2_000; segment += 1) {
      const comes = segment === 0 ? wall : 100_000 + segment * 6_000 + random() * 3_000;
      // Until it comes, the media before it must do.
      while (wall < comes) {
        const media = clock.mediaAt(wall);
        assert.ok(media >= last);
        last = media;
        missing = Math.max(missing, media / 1000 - segment * 6_000);
        wall += 50;
      }
      wall = Math.max(wall, comes);
      for (let at = 0; at < 6_000; at += 40)
        clock.observe(micros((segment * 6_000 + at) * 1000), wall + at / 60);
      wall += 100;
    }
    assert.ok(missing <= 1, `media was wanted ${missing.toFixed(0)} ms before it came`);
    const behind = wall - 100_000 - clock.mediaAt(wall) / 1000;
    assert.ok(behind < 10_000, `it runs ${behind} ms behind`);
    assert.ok(clock.burst > 5_000_000 && clock.burst < 10_000_000, `burst ${clock.burst}`);
  });

test.run();
