/** The sender goes and comes back, from time 0 again: one recording, in order, in sync, whatever was missing. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { makeShow } from './show.ts';
import { lossSeconds, station } from './station.ts';
import { inSync, pictures, runs, timesRise } from './sync.ts';

const folder = scratch('live-input');
const show = makeShow(folder);

const LONG_S = lossSeconds(12);

testWithModel(
  `gone for 0.1 s, 2 s and ${LONG_S} s: one output, then a proper end and a new one`,
  async () => {
    await using nginx = await startRtmpServer(subfolder(folder, 'nginx'));
    const out = join(folder, 'gone.mp4');
    const { live, part } = await station(show, '--to', out, '--to', nginx.url('show'));
    await part(2_300);
    await sleep(100);
    await part(2_300);
    await sleep(2_000);
    await part(2_300);
    const closed = live.entries.length;
    await sleep(LONG_S * 1000);
    await part(2_300);
    await live.stop();
    // The pause is told once, and both outputs open again.
    assert.is(live.entries.slice(closed).filter(({ msg }) => msg.startsWith('The input is gone')).length, 1);
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
  },
);

test.run();
