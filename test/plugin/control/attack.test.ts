/** A show whose control server is attacked from all sides at once: its output is whole, its memory bounded, its dock serves. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectControl } from '../../../src/plugin/control/client.ts';
import { runCli } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { beepsIn, makeShow, RATE, sound } from '../live/show.ts';
import { uninterrupted } from '../live/uninterrupted.ts';
import { watch } from '../live/watched.ts';
import { fromPage, RawClient, statusOf } from './support.ts';

const folder = scratch('control-attack');
const ATTACK_MS = 8_000;

/** Resident memory of a process that no file is behind, in MB. */
const ownMegabytes = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

testWithModel('1,000 connections, floods, rubbish and a slow reader leave the program as it is', async () => {
  const { mp4, captions } = makeShow(folder);
  const out = join(folder, 'out.mkv');
  const port = await freePort();
  const env = { XDG_STATE_HOME: join(folder, 'state') };
  const live = watch(
    [
      ...[mp4, '--realtime', '--loop', '--asr', `captions:${captions}`, '--delay', '2'],
      ...['--dock', String(port), '--to', out],
    ],
    { env },
  );
  await live.until('input connected');
  const url = (await runCli(['dock', '--place', String(port)], { env })).stdout.trim();
  const token = url.split('#')[1] ?? '';
  const operator = await connectControl({ url });
  await until(() => operator.show.status.playhead > 3, 20_000, 'the show');
  const before = ownMegabytes(live.pid);
  let most = before;
  const end = performance.now() + ATTACK_MS;
  const goesOn = (): boolean => performance.now() < end;

  const slow = new RawClient(port, fromPage(port));
  await slow.hello(token);
  slow.socket.pause();
  const attacks = [
    async () => {
      while (goesOn()) {
        const sockets = Array.from({ length: 250 }, () =>
          connect({ port, host: '127.0.0.1' })
            .on('error', () => undefined)
            .resume(),
        );
        await sleep(500);
        for (const socket of sockets) socket.destroy();
      }
    },
    async () => {
      while (goesOn()) {
        using client = new RawClient(port, { origin: 'https://evil.example' });
        await Promise.race([client.closed, sleep(500)]);
      }
    },
    async () => {
      while (goesOn()) {
        await statusOf(port, `/${'x'.repeat(2_000)}`).catch(() => 0);
        await statusOf(port, '/metrics').catch(() => 0);
      }
    },
    async () => {
      while (goesOn()) {
        using client = new RawClient(port, fromPage(port));
        client.socket.on('open', () => {
          for (let i = 0; i < 50; i += 1) client.socket.send('[', () => undefined);
          client.socket.send('x'.repeat(200_000), () => undefined);
        });
        await Promise.race([client.closed, sleep(500)]);
      }
    },
    async () => {
      while (goesOn()) {
        most = Math.max(most, ownMegabytes(live.pid));
        await sleep(100);
      }
    },
  ];
  await Promise.all(attacks.map((attack) => attack()));
  slow[Symbol.dispose]();
  // Who was in stays in, and is obeyed.
  await operator.do({ type: 'quiet', on: true });
  await until(() => operator.show.inForce.quiet, 5_000, 'quiet');
  operator.close();
  const { stderr } = await live.stop();
  assert.not.match(stderr, new RegExp(token));
  assert.equal(live.of('internal fault'), []);
  // A client may leave 1 MiB unread, and there are 64 sockets at most.
  assert.ok(most - before < 80, `${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`);
  await uninterrupted(out, mp4);
  const beeps = beepsIn(sound(out).samples);
  assert.ok(beeps.length >= 10, `${beeps.length} beeps`);
  for (const [i, beep] of beeps.slice(1).entries()) {
    const apart = beep - (beeps[i] ?? 0);
    assert.ok(Math.abs(apart - RATE) <= 2_400, `beep ${i + 1} is ${apart} samples behind the last`);
  }
});

test.run();
