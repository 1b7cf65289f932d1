/** Long lists, and what is told of a wrong row. No worker runs: what lies in Redis is looked at. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import type { Intent } from '../../../src/plugin/fleet/intent.ts';
import { openQueue } from '../../../src/plugin/fleet/queues.ts';
import { submitListCommand } from '../../../src/plugin/fleet/submit-command.ts';
import { runCli } from '../../support/cli.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';
import { connectFleet } from './support.ts';

const folder = scratch('fleet-list');
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
test.after(async () => {
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const submit = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return runCli(['submit', '--from', name, '--json'], { env: { REDIS_URL: redis.url }, cwd: folder });
};
const submitList = (name: string) =>
  submitListCommand({ from: join(folder, name), redis: redis.url }, new AbortController().signal);
const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => row(index)).join('\n');

test('a thousand rows of a CSV; submitted again, none', async () => {
  const csv = `input,output,key,sensitivity,audio-codec\n${rows(1_000, (i) => `in/${i}.mp4,out/${i}.mp4,show-${i},high,`)}\n`;
  const first = await submit('list.csv', csv);
  assert.is(first.code, 0, first.stderr);
  assert.equal(JSON.parse(first.stdout), { rows: 1_000, submitted: 1_000, known: 0 });
  const second = await submit('list.csv', csv);
  assert.equal(JSON.parse(second.stdout), { rows: 1_000, submitted: 0, known: 1_000 });
  assert.is((await fleet.status()).jobs.waiting, 1_000);
  const job = await fleet.job('show-7');
  assert.is(job.input, join(folder, 'in/7.mp4'));
  assert.equal(job.outputs, [join(folder, 'out/7.mp4')]);
});

test('JSON lines: the same row twice is one job; a job that waits can be taken away', async () => {
  const line = JSON.stringify({ input: 'a.mp4', output: 'b.mp4', threshold: 0.5, fromCues: 'cues.json' });
  const { code, stdout, stderr } = await submit('list.jsonl', `${line}\n\n${line}\n`);
  assert.is(code, 0, stderr);
  assert.equal(JSON.parse(stdout), { rows: 2, submitted: 1, known: 1 });
  assert.is(await fleet.stop('show-8'), 'removed');
  assert.is((await fleet.status()).jobs.waiting, 1_000);
});

test('a list holds recordings and shows: a row that says where `to` is a show', async () => {
  const csv = [
    'input,output,to,delay,sensitivity,realtime,key',
    'rtmp://ingest.example/live/{env:A},,rtmp://out.example/app/{env:A} /media/a.mkv,careful,high,,room-1',
    'clip.mkv,,/media/b.mkv,,,true,room-2',
    'talk.mp4,talk.fx.mp4,,,low,,talk',
  ].join('\n');
  const { code, stdout, stderr } = await submit('shows.csv', csv);
  assert.is(code, 0, stderr);
  assert.equal(JSON.parse(stdout), { rows: 3, submitted: 3, known: 0 });
  assert.is((await fleet.status()).sessions.waiting, 2);
  const room = await fleet.job('room-1');
  assert.is(room.queue, 'live');
  assert.equal(room.outputs, ['rtmp://out.example/app/{env:A}', '/media/a.mkv']);
  assert.is((await fleet.job('talk')).queue, 'batch');
  const line = JSON.stringify({ input: 'clip.mkv', to: ['/media/c.mkv'], realtime: true, loop: true });
  assert.is((await submit('shows.jsonl', line)).code, 0);
  assert.is((await fleet.status()).sessions.waiting, 3);
});

test('a wrong row is told with its line, and nothing of the list is submitted', async () => {
  const before = (await fleet.status()).jobs;
  for (const [name, text, fault] of [
    ['a.csv', 'input,output\nx.mp4,x.fx.mp4\ny.mp4,\n', /a\.csv, line 3: output there is no output/],
    ['b.csv', 'input,output,colour\nx.mp4,y.mp4,red\n', /b\.csv, line 2: .*colour/],
    ['c.csv', 'input,output,threshold\nx.mp4,y.mp4,7\n', /c\.csv, line 2: --threshold/],
    ['d.csv', 'input,output\n"x.mp4,y.mp4\n', /d\.csv.*Quote/],
    ['e.jsonl', '{"input":"x.mp4","output":"y.mp4"}\n{"input"\n', /e\.jsonl, line 2: .*JSON/],
    [
      'f.csv',
      'input,output\nhttps://me:canary@x.example/a.mp4,y.mp4\n',
      /f\.csv, line 2: The input .* in plain/,
    ],
    ['h.csv', 'input,to\nclip.mkv,/media/x.mkv\n', /h\.csv, line 2: The input .*clip\.mkv is a file/],
    ['i.csv', 'input,to,audio-codec\nx.mp4,y.mkv,aac\n', /i\.csv, line 2: .*audioCodec/],
    ['g.txt', '', /g\.txt is no list/],
  ] as const) {
    writeFileSync(join(folder, name), text);
    const error = await rejects(submitList(name), fault);
    assert.not.match(error.message, /canary|internal/);
  }
  assert.equal((await fleet.status()).jobs, before);
  await rejects(submitList('none.csv'), /none\.csv.*ENOENT/);
});

test('a job of a newer version is shown with its fault, and hides no other one', async () => {
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  const newer = { version: 2 } as unknown as Intent;
  await openQueue('batch', connection).add('decorate', newer, { jobId: 'newer' });
  connection.disconnect();
  const [first, second] = await fleet.jobs('waiting', 2);
  assert.is(first?.id, 'newer');
  assert.match(first?.error ?? '', /nothing that this version understands/);
  assert.ok(second?.input);
});

test.run();
