/** When what is queued goes out, under a clock that the test moves; and which outputs allow bursts. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CodecParameters, Packet } from 'node-av/lib';
import { Address } from '../../../src/core/stream-url.ts';
import { TICK_MS } from '../../../src/core/ticks.ts';
import type { Connection } from '../../../src/media/output/connection.ts';
import { newStreamSegment } from '../../../src/media/output/stream-segment.ts';
import { allowBursts } from '../../../src/media/output/bursts.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { writeAll } from '../../../src/media/output/writing.ts';
import { fakeClock } from '../../../src/core/clock.ts';
import { micros } from '../../../src/streams/time.ts';

const RTMP = 'rtmp://127.0.0.1/live/key';
const data = new Packet();
data.alloc();
data.data = Buffer.alloc(100);

const sound = new CodecParameters();
sound.alloc();

/** One go: when it was sent, and the media times (ms) that were in it. */
interface Go {
  readonly at: number;
  readonly packets: readonly number[];
}

/** The loop that writes to `target`, and a program that gives it one packet of sound per tick. */
function start(target: string) {
  const clock = fakeClock();
  const streams = { audio: { parameters: sound, codec: 'aac' } };
  const segment = newStreamSegment(
    streams,
    { ...streams, [Symbol.dispose]: () => undefined },
    { span: micros(10e6), bytes: 1e6 },
    () => clock.now(),
  );
  const goes: Go[] = [];
  let put: number[] = [];
  const connection: Connection = {
    start: undefined,
    get waiting() {
      return 100 * put.length;
    },
    put(item) {
      put.push(item.dts / 1000);
      item.packet.free();
    },
    send() {
      goes.push({ at: clock.now(), packets: put });
      put = [];
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
    interrupt: () => undefined,
  };
  let wake: (() => void) | undefined;
  const written = writeAll(connection, segment, {
    plan: planOutput(new Address(target)),
    clock,
    changed: () => new Promise((resolve) => (wake = resolve)),
    written: () => undefined,
    lost: () => undefined,
  });
  return {
    goes,
    /** Ticks until the clock shows `to` ms. */
    ticks: async (to: number): Promise<void> => {
      while (clock.now() < to) {
        const at = micros(clock.now() * 1000);
        segment.queue.push({
          kind: 'audio',
          packet: data,
          dts: at,
          pts: at,
          duration: micros(TICK_MS * 1000),
          key: true,
        });
        wake?.();
        await clock.advance(0);
        await clock.advance(TICK_MS);
      }
    },
    end: async (): Promise<void> => {
      segment.queue.finish();
      segment.over.abort();
      wake?.();
      await written;
    },
  };
}

for (const target of [RTMP, 'srt://127.0.0.1:9', 'udp://127.0.0.1:9'])
  test(`${target.slice(0, 4)}: each tick is sent at once`, async () => {
    const { goes, ticks, end } = start(target);
    await ticks(120);
    assert.equal(
      goes,
      [0, 30, 60, 90].map((at) => ({ at, packets: [at] })),
    );
    await end();
  });

test('a file: a go four times a second', async () => {
  const { goes, ticks, end } = start('/tmp/some.mkv');
  await ticks(600);
  assert.equal(
    goes.map(({ at, packets }) => [at, packets.length]),
    [
      [250, 9],
      [520, 9],
    ],
  );
  await end();
});

const allowed = (targets: readonly string[], device = false): boolean =>
  allowBursts(
    targets.map((target) => planOutput(new Address(target))),
    device,
  );

test('who may be sent bursts: RTMP and files; not beside datagrams or devices', () => {
  assert.ok(allowed([RTMP]));
  assert.ok(allowed([RTMP, '/tmp/some.mkv', '/tmp/some.m3u8', 'rtmps://example.com/live/key']));
  assert.ok(allowed(['/tmp/some.mkv']));
  assert.not.ok(allowed([RTMP], true));
  assert.not.ok(allowed([RTMP, 'srt://127.0.0.1:9']));
  assert.not.ok(allowed(['udp://127.0.0.1:9']));
});

test.run();
