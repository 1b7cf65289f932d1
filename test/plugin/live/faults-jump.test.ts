/** A sender whose clock jumps by an hour inside one connection: set straight, in order, in sync. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { flashVideo, playDatagrams, playOver, transportStream } from './jumping.ts';
import { listening, makeShow } from './show.ts';
import { inSync, pictures, runs, timesRise } from './sync.ts';
import { watch } from './watched.ts';

const folder = scratch('live-jump');
const show = makeShow(folder);

interface Way {
  readonly name: string;
  readonly input: (port: number) => readonly string[];
  readonly play: (port: number) => Promise<void>;
}

const WAYS: readonly Way[] = [
  {
    name: 'MPEG-TS over UDP',
    input: (port) => [`udp://127.0.0.1:${port}`],
    play: (port) => playDatagrams(transportStream(show, folder), port),
  },
  {
    name: 'SRT',
    input: (port) => [`srt://127.0.0.1:${port}?mode=listener`],
    play: (port) => playOver('srt', transportStream(show, folder), `srt://127.0.0.1:${port}`),
  },
  {
    name: 'RTMP',
    input: (port) => [`rtmp://127.0.0.1:${port}/live/show`, '--listen'],
    play: (port) => playOver('rtmp', flashVideo(show), `rtmp://127.0.0.1:${port}/live/show`),
  },
];

async function check({ name, input, play }: Way): Promise<void> {
  const port = await freePort();
  const out = join(folder, `${name.replaceAll(' ', '-')}.mp4`);
  const live = watch([...input(port), '--asr', 'none', '--delay', '1', '--to', out]);
  await listening(port);
  await play(port);
  await sleep(1_000);
  await live.stop();
  const straight = live.of('input time stamps set straight');
  assert.equal(
    straight.map(({ facts }) => facts['kind']),
    ['jump', 'jump'],
  );
  const [forth, back] = straight.map(({ facts }) => Number(facts['by']));
  assert.ok(
    Math.abs((forth ?? 0) - 3_596) < 5 && Math.abs((back ?? 0) + 3_604) < 5,
    `${forth} s and ${back} s`,
  );
  assert.is(live.of('input connected').length, 1);
  timesRise(out);
  const units = await pictures(out);
  const found = runs(units, await pictures(show.mp4));
  // The last picture of a transport stream is known to be whole only when another follows.
  assert.is(found.length, 1, JSON.stringify(found));
  assert.ok(found[0]?.from === 0 && found[0].length >= 299, JSON.stringify(found));
  const beeps = inSync(out, units, 10);
  const steps = beeps.slice(1).map((at, i) => at - (beeps[i] ?? 0));
  assert.ok(Math.max(...steps.map((step) => Math.abs(step - 1))) < 0.1, `beeps after ${steps.join(', ')} s`);
}

for (const way of WAYS)
  testWithModel(`+1 h and back again, inside one connection: ${way.name}`, () => check(way));

test.run();
