/**
 * Ctrl-C and SIGTERM at every stage of a live session: what came in is played and kept, nothing is left running.
 * How soon it is over, bench/promptness.ts measures.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { serveTcp } from '../../support/servers.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { listening, makeShow, pictures } from './show.ts';
import { descendants, isAlive, watch, type Watched } from './watched.ts';

const folder = scratch('live-stop');
const show = makeShow(folder);
const file = (name: string): string => join(folder, name);

/** Until the processes are gone, or fails. */
const gone = (pids: readonly number[]): Promise<void> =>
  until(() => !pids.some(isAlive), 3_000, `the end of processes ${pids.join(' ')}`);

const playing = (out: string, delay: string): Watched =>
  watch([show.mp4, '--realtime', '--asr', 'none', '--delay', delay, '--to', out]);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  testWithModel(`${signal} in mid-show: the delay line is played out, exit code 0`, async () => {
    const out = file(`${signal}.mkv`);
    const live = playing(out, '1.5');
    const began = await live.until('input connected');
    await sleep(3_000);
    const children = descendants(live.pid);
    live.child.kill(signal);
    const { code, stderr } = await within(live.outcome, 20_000, 'draining');
    assert.is(code, 0, stderr);
    const [stopping] = live.of('stopping');
    const [stopped] = live.of('stopped');
    assert.ok(stopping && stopped, stderr);
    const drained = stopped.wall - stopping.wall;
    assert.ok(drained > 1_000, `drained in ${drained} ms`);
    const [units, source] = [await pictures(out), await pictures(show.mp4)];
    const came = Math.floor(((stopping.wall - began.wall) / 1_000) * 25);
    assert.ok(units.length >= came - 2, `${units.length} pictures of ${came} are kept`);
    for (const [i, unit] of units.entries()) assert.is(unit.hash, source[i]?.hash, `picture ${i}`);
    await gone(children);
  });

testWithModel('a second Ctrl-C ends at once; what was recorded plays', async () => {
  const out = file('second.mkv');
  const live = playing(out, '2');
  await live.until('output connected');
  await sleep(1_500);
  const children = descendants(live.pid);
  live.child.kill('SIGINT');
  await live.until('stopping');
  live.child.kill('SIGINT');
  await within(live.outcome, 10_000, 'ending at once');
  assert.is(live.child.signalCode, 'SIGINT', 'the shell sees that it was interrupted');
  await gone(children);
  assert.ok((await pictures(out)).length > 10);
});

testWithModel('a stop while nobody has come yet ends at once, with exit code 0', async () => {
  const port = await freePort();
  const out = file('waiting.mkv');
  const url = `rtmp://127.0.0.1:${port}/live/show`;
  const live = watch([url, '--listen', '--asr', 'none', '--to', out]);
  await listening(port);
  const children = descendants(live.pid);
  const { stderr } = await live.stop();
  assert.not.match(stderr, /"level":"(warn|error)".*input/);
  assert.not.ok(existsSync(out), 'nothing was recorded');
  await gone(children);
});

testWithModel('a stop while a server that says nothing is asked', async () => {
  await using server = await serveTcp();
  const live = watch([`rtmp://127.0.0.1:${server.port}/live/x`, '--asr', 'none', '--to', file('silent.mkv')]);
  await until(() => server.callers.size > 0, 40_000, 'asking');
  live.child.kill('SIGTERM');
  const { code, stderr } = await within(live.outcome, 10_000, 'stopping');
  assert.is(code, 0, stderr);
});

testWithModel('a stop while analysis starts leaves nothing', async () => {
  const out = file('early.mkv');
  const live = playing(out, '2');
  const starts = async (): Promise<number[]> => {
    for (;;) {
      const found = descendants(live.pid);
      if (found.length > 0) return found;
      await sleep(10);
    }
  };
  const children = await within(starts(), 20_000, 'analysis starting');
  const { stderr } = await live.stop();
  assert.is(stderr, '');
  assert.not.ok(existsSync(out));
  await gone(children);
});

test.run();
