/** OBS as an input that the session looks on at, under a clock of the test. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import type { InputItem } from '../../../src/media/input/source.ts';
import type { LiveInput } from '../../../src/media/input/reconnecting-source.ts';
import { ObsError } from '../../../src/plugin/obs/errors.ts';
import { ObsInput, type ObsInputOptions } from '../../../src/plugin/obs/attach/input.ts';
import { fromSeconds, toSeconds } from '../../../src/streams/time.ts';
import { scratch } from '../../support/scratch.ts';

const folder = scratch('obs-input');
const file = join(folder, 'red.png');
execFileSync('ffmpeg', [
  ...['-v', 'error', '-f', 'lavfi', '-i', 'color=c=red:s=796x448', '-frames:v', '1', file],
]);
const RED = { imageData: `data:image/png;base64,${readFileSync(file).toString('base64')}` };

/** An OBS that answers as told; `undefined`: not yet. */
function obsWith(shot: (data: Readonly<Record<string, unknown>>) => unknown) {
  const asked: string[] = [];
  const obs = {
    connected: true,
    state: { streaming: false, recording: false, scene: 'Scene', profile: '' },
    version: { obs: '29.0.2', webSocket: '5.1.0', requests: new Set<string>() },
    ask(type: string, _: unknown, data: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
      asked.push(type);
      if (type !== 'GetSourceScreenshot') return Promise.resolve({ currentProgramSceneName: 'New name' });
      return new Promise((resolve) => resolve(shot(data)));
    },
  };
  return { obs: obs as unknown as ObsInputOptions['obs'] & { connected: boolean }, asked };
}

function openWith(obs: ObsInputOptions['obs']) {
  const clock = fakeClock();
  // Time that passes while the machine sleeps, in ms.
  const sleep = { ms: 0 };
  const items: InputItem[] = [];
  const warned: string[] = [];
  const input = new ObsInput({ obs });
  const live: LiveInput = input.open({
    ...{ inputClock: new InputClock(), speech: false, pictureFilter: 'area' },
    clock: { ...clock, now: () => clock.now() + sleep.ms },
    fork: () => assert.unreachable('nobody listens') as never,
    onItem: (item) => items.push(item),
    warn: (line) => warned.push(line),
  });
  const pictures = () => items.flatMap((item) => (item.type === 'picture' ? [item.picture] : []));
  return { clock, sleep, items, warned, input, live, pictures };
}

test('a picture each second, squeezed whole; one request for each', async () => {
  const { obs, asked } = obsWith((data) => {
    assert.equal([data['sourceName'], data['imageHeight'], data['imageWidth']], ['Scene', 448, undefined]);
    return RED;
  });
  const { clock, items, live, pictures } = openWith(obs);
  await clock.advance(3_500);
  assert.equal(
    pictures().map(({ at }) => toSeconds(at)),
    [0, 1, 2, 3],
  );
  const [first] = pictures();
  assert.is(first?.picture.data.length, 224 * 224 * 3);
  assert.ok((first?.picture.data[0] ?? 0) > 240 && (first?.picture.data[1] ?? 255) < 16, 'red');
  assert.is(asked.length, 4);
  const closing = live.close();
  await clock.advance(1);
  await closing;
  assert.is(items[0]?.type, 'connection');
  assert.is(items.at(-1)?.type, 'end');
});

test('OBS that is slow, refuses or is gone: the picture before stands for the second; nobody is asked twice at once', async () => {
  let answer: (() => Promise<unknown>) | undefined = () => Promise.resolve(RED);
  const waiting = Promise.withResolvers<unknown>();
  const { obs, asked } = obsWith(() => answer?.() ?? waiting.promise);
  const { clock, warned, pictures, live } = openWith(obs);
  await clock.advance(500);
  answer = undefined;
  await clock.advance(3_000);
  assert.equal([pictures().length, asked.length], [3, 2]);
  assert.equal(new Set(pictures().map(({ picture }) => picture.data)).size, 1, 'the same picture');
  waiting.resolve(RED);
  answer = () => Promise.reject(new ObsError('obs-refused', 'No source was found.', 'See.'));
  await clock.advance(3_000);
  assert.equal(warned.length, 1);
  assert.match(warned[0] ?? '', /No source was found.*tried again each second/);
  obs.connected = false;
  const before = asked.length;
  await clock.advance(2_000);
  assert.is(asked.length, before);
  assert.is(pictures().length, 9);
  const closing = live.close();
  await clock.advance(1);
  await closing;
});

test('the end waits for no OBS that hangs', async () => {
  const waiting = Promise.withResolvers<unknown>();
  const { obs } = obsWith(() => waiting.promise);
  const { clock, items, live, warned } = openWith(obs);
  await clock.advance(2_300);
  await live.close();
  assert.is(items.at(-1)?.type, 'end');
  waiting.resolve(RED);
  await clock.advance(100);
  assert.equal(warned, []);
});

test('a scene that was given another name is found by it', async () => {
  const names: unknown[] = [];
  const { obs } = obsWith(({ sourceName }) => {
    names.push(sourceName);
    if (sourceName === 'Scene') throw new ObsError('obs-refused', 'No source was found.', 'See.');
    return RED;
  });
  const { clock, live } = openWith(obs);
  await clock.advance(2_500);
  assert.equal(names, ['Scene', 'New name', 'New name']);
  const closing = live.close();
  await clock.advance(1);
  await closing;
});

test('a scene change is a cut at its time', async () => {
  const { obs } = obsWith(() => RED);
  const { clock, input, live } = openWith(obs);
  await clock.advance(2_345);
  input.sceneChanged();
  await clock.advance(3_000);
  assert.equal(input.landmarks(fromSeconds(0), fromSeconds(5)).cuts, [fromSeconds(2.345)]);
  assert.equal(input.landmarks(fromSeconds(3), fromSeconds(5)).cuts, []);
  const closing = live.close();
  await clock.advance(1);
  await closing;
});

test('after a sleep of the machine pictures go on at the second that it is', async () => {
  const { obs } = obsWith(() => RED);
  const { clock, sleep, pictures, live } = openWith(obs);
  await clock.advance(1_500);
  sleep.ms = 60_000;
  await clock.advance(2_000);
  const seconds = pictures().map(({ at }) => toSeconds(at));
  assert.ok(seconds.length < 8 && (seconds.at(-1) ?? 0) > 60, seconds.join(' '));
  const closing = live.close();
  await clock.advance(1);
  await closing;
});

test.run();
