/** When what is queued goes out, under a clock that the test moves: what a tick writes, and what wakes the threads. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CodecParameters, Packet } from 'node-av/lib';
import { Address } from '../../../src/media/address.ts';
import type { Connection } from '../../../src/media/outputs/connection.ts';
import { newEpoch } from '../../../src/media/outputs/epoch.ts';
import { patienceOf } from '../../../src/media/outputs/patience.ts';
import { planOutput } from '../../../src/media/outputs/plan.ts';
import { writeAll } from '../../../src/media/outputs/writing.ts';
import { manualWall } from '../../../src/media/wall.ts';
import { fromSeconds, micros } from '../../../src/streams/time.ts';

const TICK = 30;
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

/** The loop that writes to `target`, and a programme that gives it one packet of sound per tick. */
function start(target: string, patient: boolean) {
  const wall = manualWall();
  const program = { audio: { parameters: sound, codec: 'aac' } };
  const epoch = newEpoch(
    program,
    { ...program, [Symbol.dispose]: () => undefined },
    { span: micros(10e6), bytes: 1e6 },
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
      goes.push({ at: wall.now(), packets: put });
      put = [];
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
    interrupt: () => undefined,
  };
  let wake: (() => void) | undefined;
  const written = writeAll(connection, epoch, {
    plan: planOutput(new Address(target)),
    wall,
    patient,
    changed: () => new Promise((resolve) => (wake = resolve)),
    written: () => undefined,
    lost: () => undefined,
  });
  return {
    goes,
    /** Ticks until the wall shows `to` ms. */
    ticks: async (to: number): Promise<void> => {
      while (wall.now() < to) {
        const at = micros(wall.now() * 1000);
        epoch.queue.push({
          kind: 'audio',
          packet: data,
          dts: at,
          pts: at,
          duration: micros(TICK * 1000),
          key: true,
        });
        wake?.();
        await wall.advance(0);
        await wall.advance(TICK);
      }
    },
    pause: (ms: number): Promise<void> => wall.advance(ms),
    end: async (): Promise<void> => {
      epoch.queue.finish();
      epoch.over.abort();
      wake?.();
      await written;
    },
  };
}

test('patient: a go for three ticks, each no later than two ticks after it came', async () => {
  const { goes, ticks, end } = start(RTMP, true);
  await ticks(360);
  assert.equal(goes, [
    { at: 60, packets: [0, 30, 60] },
    { at: 150, packets: [90, 120, 150] },
    { at: 240, packets: [180, 210, 240] },
    { at: 330, packets: [270, 300, 330] },
  ]);
  await end();
});

test('patient: what waits when no more comes is sent within 250 ms', async () => {
  const { goes, ticks, pause, end } = start(RTMP, true);
  await ticks(30);
  await pause(219);
  assert.equal(goes, []);
  await pause(2);
  assert.equal(
    goes.map(({ packets }) => packets),
    [[0]],
  );
  await end();
});

test('patient: the end of the programme waits for nothing', async () => {
  const { goes, ticks, end } = start(RTMP, true);
  await ticks(120);
  await end();
  assert.equal(goes.at(-1), { at: 120, packets: [90] });
});

for (const target of [RTMP, 'srt://127.0.0.1:9', 'udp://127.0.0.1:9'])
  test(`impatient, ${target.slice(0, 3)}: each tick is sent at once`, async () => {
    const { goes, ticks, end } = start(target, false);
    await ticks(120);
    assert.equal(
      goes,
      [0, 30, 60, 90].map((at) => ({ at, packets: [at] })),
    );
    await end();
  });

test('a file: a go four times a second', async () => {
  const { goes, ticks, end } = start('/tmp/some.mkv', true);
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

const patience = (targets: readonly string[], delay: number, device = false): number =>
  patienceOf(
    targets.map((target) => planOutput(new Address(target))),
    fromSeconds(delay),
    device,
  );

test('who may wait: RTMP, also beside files, with a delay; not beside datagrams or devices', () => {
  assert.is(patience([RTMP], 2), 30_000);
  assert.is(patience([RTMP, '/tmp/some.mkv', '/tmp/some.m3u8', 'rtmps://example.com/live/key'], 8), 30_000);
  assert.is(patience([RTMP], 0), 0);
  assert.is(patience([RTMP], 8, true), 0);
  assert.is(patience([RTMP, 'srt://127.0.0.1:9'], 8), 0);
  assert.is(patience(['udp://127.0.0.1:9'], 8), 0);
  assert.is(patience(['/tmp/some.mkv'], 8), 0);
});

test.run();
