/** Exceptions in callbacks of a running show are told and counted, and the show goes on. */
import { Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { FaultGuard, restarting, tellListener } from '../../../src/plugin/live/faults.ts';
import { SessionInput } from '../../../src/plugin/live/session-input.ts';
import type { InputItem } from '../../../src/media/input/source.ts';
import { packets } from '../../media/clips.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { rejects } from '../../support/within.ts';
import { watch } from './watched.ts';
import { ffmpeg } from '../../support/talk.ts';
import { join } from 'node:path';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const throws = (): never => {
  throw new RangeError('boom');
};

test('an exception is told with its part, and what is called goes on', () => {
  const told: string[] = [];
  const guard = new FaultGuard((part, message) => told.push(`${part}: ${message}`));
  const subject = new Subject<number>();
  const seen: number[] = [];
  subject.subscribe(
    guard.wrap('captions', (value: number) => {
      if (value === 1) throws();
      seen.push(value);
    }),
  );
  for (const value of [0, 1, 2]) subject.next(value);
  assert.equal(seen, [0, 2]);
  assert.is(
    guard.run('x', () => 3),
    3,
  );
  assert.is(guard.run('x', throws), undefined);
  assert.equal(told, ['captions: boom', 'x: boom']);
});

test('what looks on at the input fails: media reach the program all the same', () => {
  const told: string[] = [];
  const put: InputItem[] = [];
  const input = new SessionInput({
    feed: { seeDarkness: throws, seePictures: throws, picture: throws, sound: throws, end: throws },
    inBandCaptions: undefined,
    program: { put: (item) => put.push(item) },
    tell: throws,
    containers: [],
    recordings: [],
    warn: throws,
    guard: new FaultGuard((part) => told.push(part)),
  });
  const items = [
    { type: 'note', note: { type: 'input-lost', reason: 'x', at: 0 } },
    { type: 'speech', block: {} },
    { type: 'picture', picture: {} },
    { type: 'end' },
  ] as unknown as InputItem[];
  for (const item of items) input.take(item);
  assert.equal(put, items);
  assert.equal(
    told,
    items.map(() => 'input analysis'),
  );
});

test('the program is begun again after a fault; one that fails all the time ends the show', async () => {
  const clock = fakeClock();
  const told: string[] = [];
  const guard = new FaultGuard((part) => told.push(part));
  let runs = 0;
  const thrice = restarting(
    'program',
    () => {
      runs += 1;
      return runs <= 3 ? Promise.reject(new Error('boom')) : Promise.resolve();
    },
    guard,
    clock,
  );
  await clock.advance(1_000);
  await thrice;
  assert.is(runs, 4);
  assert.equal(told, ['program', 'program', 'program']);
  told.length = 0;
  const began = clock.now();
  let ended: number | undefined;
  const always = rejects(
    restarting('program', () => Promise.reject(new Error('always')), guard, clock).finally(
      () => (ended = clock.now() - began),
    ),
    /always/,
  );
  await clock.advance(1_900);
  assert.is(ended, undefined, 'it is tried for 2 s');
  await clock.advance(10_000);
  await always;
  assert.is(told.length, 20);
  assert.is(ended, 2_000);
});

test('a program that fails now and then is begun again each time, however often', async () => {
  const clock = fakeClock();
  let [runs, told] = [0, 0];
  const running = restarting(
    'program',
    async () => {
      runs += 1;
      await clock.sleep(6_000);
      if (runs <= 50) throw new Error('now and then');
    },
    new FaultGuard(() => (told += 1)),
    clock,
  );
  await clock.advance(400_000);
  await running;
  assert.equal([runs, told], [51, 50]);
});

test('a listener that throws is warned of, and no fault of the show', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  tellListener('onEvent', throws);
  assert.match((await warned).message, /onEvent of a live session threw: boom/);
});

/** Loaded into the process before it starts: throws outside of every part, as a timer of a library might. */
const BOMB =
  "data:text/javascript,process.on('SIGUSR2',()=>{setTimeout(()=>{throw%20new%20Error('boom')},0);Promise.reject(new%20Error('left'))})";

testWithModel(
  'an exception that nobody catches, and a rejection: told, counted, the show goes on',
  async () => {
    const folder = scratch('live-net');
    const clip = join(folder, 'clip.mp4');
    const out = join(folder, 'out.mkv');
    ffmpeg(
      `-f lavfi -i testsrc2=s=160x120:r=25 -f lavfi -i sine=440 -t 60 -c:v libx264 -preset ultrafast -g 25 -c:a aac ${clip}`,
    );
    const metrics = await freePort();
    const live = watch(
      [clip, '--realtime', '--asr', 'none', '--delay', '1', '--metrics', String(metrics), '--to', out],
      { env: { NODE_OPTIONS: `--import=${BOMB}` } },
    );
    await live.until('output connected');
    live.child.kill('SIGUSR2');
    const fault = await live.until('internal fault: the show goes on');
    assert.is(fault.level, 'error');
    const size = statSync(out).size;
    await sleep(1_500);
    assert.ok(statSync(out).size > size, 'it still records');
    const page = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    assert.match(page, /^momentfx_faults_total\{part="unknown"\} 2$/m);
    await live.stop();
    assert.is(live.of('internal fault: the show goes on').length, 2);
    const times = packets(out, 'v:0').map(({ pts_time }) => Number(pts_time));
    const steps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    assert.ok(steps.length > 25 && steps.every((step) => Math.abs(step - 0.04) < 0.002), 'no hole in it');
  },
);

test.run();
