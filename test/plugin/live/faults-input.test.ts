/** The sender goes and comes back, from time 0 again: one recording, in order, in sync, whatever was missing. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch, subfolder } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { freePort } from '../../support/ports.ts';
import { ended, listening, makeShow, send } from './show.ts';
import { inSync, pictures, runs, timesRise } from './sync.ts';
import { watch, type Watched } from './watched.ts';

const folder = scratch('live-input');
const file = (name: string): string => join(folder, name);
const show = makeShow(folder);

interface Station {
  readonly live: Watched;
  /** Sends the clip for so long (ms), then dies without a word; resolves when the session knows. */
  readonly part: (ms: number) => Promise<void>;
}

async function station(...args: string[]): Promise<Station> {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/show`;
  const live = watch([url, '--listen', '--asr', 'none', '--delay', '1', ...args]);
  await listening(port);
  return {
    live,
    async part(ms) {
      const after = live.entries.length;
      const sender = send(show.mp4, url, 'flv');
      process.on('exit', () => sender.kill('SIGKILL'));
      await live.until('input connected', { after });
      await sleep(ms);
      sender.kill('SIGKILL');
      await ended(sender);
      await live.until('input lost', { after });
      await listening(port);
    },
  };
}

testWithModel('gone for 0.1 s, 2 s and 12 s: one output, then a proper end and a new one', async () => {
  await using nginx = await startRtmpServer(subfolder(folder, 'nginx'));
  const out = file('gone.mp4');
  const { live, part } = await station('--to', out, '--to', nginx.url('show'));
  await part(2_300);
  await sleep(100);
  await part(2_300);
  await sleep(2_000);
  await part(2_300);
  const closed = live.entries.length;
  await sleep(12_000);
  await part(2_300);
  await live.stop();
  // The pause is told once, and both outputs open again.
  assert.is(
    live.entries.slice(closed).filter(({ msg }) => msg.startsWith('The input has been gone')).length,
    1,
  );
  assert.is(live.of('output connected').length, 4);
  assert.equal(
    live.entries.filter(({ level }) => level === 'error'),
    [],
  );
  const source = await pictures(show.mp4);
  const streamed = nginx.recordings();
  assert.is(streamed.length, 2, 'the server saw a proper end and a new stream');
  // A recording is never written over: the log names the one that follows.
  const next = live
    .of('output connected')
    .flatMap(({ facts }) => (typeof facts['file'] === 'string' ? [facts['file']] : []));
  assert.is(next.length, 1);
  for (const [name, expected] of [
    [out, 3],
    [next[0], 1],
    [streamed[0], 3],
    [streamed[1], 1],
  ] as const) {
    assert.ok(name !== undefined);
    timesRise(name);
    const units = await pictures(name);
    const found = runs(units, source);
    assert.is(found.length, expected, `${name}: ${JSON.stringify(found)}`);
    for (const { from, length } of found)
      assert.ok(
        from === 0 && length > 40,
        `each connection from its first picture on: ${JSON.stringify(found)}`,
      );
    inSync(name, units, 2 * expected);
  }
});

testWithModel('held over for 2 s: the last key picture, then the sender again, in sync', async () => {
  const out = file('held.mp4');
  const { live, part } = await station('--hold', '--to', out);
  await part(2_300);
  await live.until('holding the last picture');
  await sleep(2_000);
  await part(2_300);
  await live.stop();
  assert.is(live.of('hold over').length, 1);
  timesRise(out);
  const units = await pictures(out);
  const found = runs(units, await pictures(show.mp4));
  const held = found.filter(({ length }) => length < 40);
  assert.ok(held.length >= 2 && held.length < 12, JSON.stringify(found));
  assert.is(new Set(held.map(({ from }) => from)).size, 1, 'always the same picture');
  assert.is(found.length - held.length, 2);
  assert.ok((found.at(-1)?.length ?? 0) > 40);
  inSync(out, units, 4);
  const steps = units.map(({ pts }) => pts).sort((a, b) => a - b);
  const holes = steps.slice(1).map((pts, i) => pts - (steps[i] ?? 0));
  assert.ok(Math.max(...holes) < 1.6, `no longer without a picture than ${Math.max(...holes)} s`);
});

test.run();
