/** The sender goes and comes back while the program is held over. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { makeShow } from './show.ts';
import { lossSeconds, station } from './station.ts';
import { inSync, pictures, runs, timesRise } from './sync.ts';

const folder = scratch('live-hold');
const show = makeShow(folder);

const GONE_S = lossSeconds(2);

testWithModel(`held over for ${GONE_S} s: the last key picture, then the sender again, in sync`, async () => {
  const out = join(folder, 'held.mp4');
  const { live, part } = await station(show, '--hold', '--to', out);
  await part(2_300);
  await live.until('holding the last picture');
  await sleep(GONE_S * 1000);
  await part(2_300);
  await live.stop();
  assert.is(live.of('hold over').length, 1);
  timesRise(out);
  const units = await pictures(out);
  const found = runs(units, await pictures(show.mp4));
  const held = found.filter(({ length }) => length < 40);
  // One every half second, also while the sender comes and while what it sends first is waited for.
  assert.ok(held.length >= GONE_S && held.length < 2 * GONE_S + 8, JSON.stringify(found));
  assert.is(new Set(held.map(({ from }) => from)).size, 1, 'always the same picture');
  assert.is(found.length - held.length, 2);
  assert.ok((found.at(-1)?.length ?? 0) > 40);
  inSync(out, units, 4);
  const steps = units.map(({ pts }) => pts).sort((a, b) => a - b);
  const holes = steps.slice(1).map((pts, i) => pts - (steps[i] ?? 0));
  assert.ok(Math.max(...holes) < 1.6, `no longer without a picture than ${Math.max(...holes)} s`);
});

test.run();
