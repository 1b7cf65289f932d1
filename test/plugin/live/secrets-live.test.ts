/** Keys and passwords of a running session appear nowhere: canaries in every place where a secret can stand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, startCli, subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { freePort } from '../../support/ports.ts';
import { within } from '../../support/within.ts';
import { ended, listening, makeShow, send } from './show.ts';
import { descendants, watch } from './watched.ts';

const folder = scratch('live-secrets');
const file = (name: string): string => join(folder, name);

/** Each place has a word of its own, so that a failure says which one leaked. */
const CANARIES = {
  IN_KEY: 'canary-input-5d21',
  OUT_KEY: 'canary-output-77aa',
  PASSWORD: 'canary-password-0c3e',
  PASSPHRASE: 'canary-passphrase-91',
  WRONG: 'canary-wrongphrase-8',
  FOLDER: join(folder, 'canary-folder-b2'),
} as const;
const FILED = 'canary-filed-4f60';
const PIPED = 'canary-piped-e19b';
const STRANGER = 'canary-stranger-33';
writeFileSync(file('key'), `${FILED}\n`);
subfolder(folder, 'canary-folder-b2');

function clean(text: string, where: string): void {
  const found = /canary-[a-z]+/.exec(text);
  assert.is(
    found?.[0],
    undefined,
    `${where}: ${text.slice(Math.max(0, (found?.index ?? 0) - 200), (found?.index ?? 0) + 60)}`,
  );
}

const commandLine = (pid: number): string =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

testWithModel(
  'outputs that connect, are refused, are rejected; inputs with and without the right key',
  async () => {
    const show = makeShow(folder);
    await using nginx = await startRtmpServer(subfolder(folder, 'nginx'), (key) => key === FILED);
    const [into, dead, srt] = [await freePort(), await freePort(), await freePort()];
    const called = send(
      `srt://127.0.0.1:${srt}?mode=listener&passphrase=${CANARIES.PASSPHRASE}`,
      file('srt.ts'),
      'mpegts',
    );
    process.on('exit', () => called.kill('SIGKILL'));
    const metrics = await freePort();
    const live = watch(
      [
        ...[`rtmp://127.0.0.1:${into}/live/{env:IN_KEY}`, '--listen', '--asr', 'none', '--delay', '1'],
        ...['--to', nginx.url('{env:OUT_KEY}'), '--to', nginx.url(`{file:${file('key')}}`)],
        ...['--to', `rtmp://127.0.0.1:${dead}/live/{stdin}`],
        ...[
          '--to',
          `rtmp://me:{env:PASSWORD}@127.0.0.1:${nginx.port}/live/{env:OUT_KEY}?token={env:PASSWORD}`,
        ],
        ...['--to', `srt://127.0.0.1:${srt}?passphrase={env:PASSPHRASE}`],
        ...['--to', `srt://127.0.0.1:${dead}?passphrase={env:WRONG}&streamid={env:OUT_KEY}`],
        ...['--to', '{env:FOLDER}/rec.mkv'],
        ...['--log', file('show.jsonl'), '--log-level', 'debug', '--metrics', `127.0.0.1:${metrics}`],
      ],
      { steered: true, env: CANARIES },
    );
    live.say(PIPED);
    await listening(into);
    // Somebody without the right key is turned away, and that is told without either key.
    const stranger = send(show.mp4, `rtmp://127.0.0.1:${into}/live/${STRANGER}`, 'flv');
    await sleep(1_500);
    stranger.kill('SIGKILL');
    await ended(stranger);
    await listening(into);
    const sender = send(show.mp4, `rtmp://127.0.0.1:${into}/live/${CANARIES.IN_KEY}`, 'flv');
    process.on('exit', () => sender.kill('SIGKILL'));
    await live.until('output gone for good');
    await live.until('output lost');
    await sleep(4_000);
    for (const page of ['metrics', 'healthz'])
      clean(await (await fetch(`http://127.0.0.1:${metrics}/${page}`)).text(), page);
    const processes = [live.pid, ...descendants(live.pid)];
    assert.ok(processes.length >= 2);
    for (const pid of processes) clean(commandLine(pid), `command line of ${pid}`);
    sender.kill('SIGKILL');
    const { stdout, stderr } = await live.stop();
    called.kill('SIGKILL');
    assert.ok(live.of('output connected').length >= 3, stderr);
    assert.ok(live.of('output connecting').length >= 6, 'debug is on');
    clean(stdout, 'standard output');
    clean(stderr, 'standard error');
    clean(readFileSync(file('show.jsonl'), 'utf8'), 'record of the show');
  },
);

testWithModel('an input that is refused, in plain lines', async () => {
  const dead = await freePort();
  const live = startCli(
    [
      ...[
        'live',
        `rtmp://me:{env:PASSWORD}@127.0.0.1:${dead}/live/{env:IN_KEY}?x={env:PASSWORD}`,
        '--asr',
        'none',
      ],
      ...['--to', `srt://127.0.0.1:${dead}?passphrase={env:PASSPHRASE}`, '--log-level', 'debug'],
    ],
    { env: CANARIES },
  );
  let told = '';
  const refused = new Promise<void>((resolve) => {
    live.child.stderr?.on('data', (text: string) => {
      told += text;
      if (/not there yet.*attempt=3/.test(told)) resolve();
    });
  });
  await within(refused, 40_000, 'the third try');
  live.child.kill('SIGTERM');
  const { code, stdout, stderr } = await within(live.outcome, 10_000, 'stopping');
  assert.is(code, 0);
  clean(stdout + stderr, 'output');
});

testWithModel('faults of addresses', async () => {
  const key = { KEY: 'canary-fault-10', TO: 'gopher://me:canary-fault-11@host/canary-fault-12' };
  for (const args of [
    ['{env:KEY}.mp4', '--realtime', '--to', 'x.mkv'],
    ['foo://{env:KEY}', '--to', 'x.mkv'],
    ['srt://127.0.0.1:9', '--to', '{env:TO}'],
    ['srt://127.0.0.1:9', '--to', '{env:KEY}/none/x.mkv'],
    ['srt://127.0.0.1:9', '--to', '{env:KEY}.xyz'],
    ['srt://127.0.0.1:9', '--to', 'srt://{env:KEY}?passphrase={env:KEY}'],
  ]) {
    const { code, stdout, stderr } = await runCli(['live', ...args], { env: key, cwd: folder });
    assert.is(code, 2, stderr);
    assert.match(stderr, /^momentfx: [^\n]+\n$/);
    clean(stdout + stderr, args.join(' '));
  }
});

test.run();
