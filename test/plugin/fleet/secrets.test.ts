/** No secret lies in Redis: neither what was submitted, nor what a job says of it, nor what is left of it when it fails. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { appendOnlyFolder, startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { connectFleet, makeWork, reaches, startStore, startWorker } from './support.ts';

const folder = scratch('fleet-secrets');
const { clip, sheet } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const store = await startStore(clip);
store.release();
writeFileSync(join(folder, 'token'), 'canary-file\n');
const key = 'canary-fleet-key-0123456789-0123456789';
const env = { WORD: 'canary-word', MOMENTFX_FLEET_KEY: key };
const worker = await startWorker(redis.url, ['--name', 'one'], { env });
test.after(async () => {
  worker.child.kill('SIGTERM');
  await worker.outcome;
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

/** All that was ever written into Redis since it started: its append-only file, every command that changed something. */
const everything = (): string => {
  const inside = appendOnlyFolder(folder, redis);
  return readdirSync(inside)
    .map((name) => readFileSync(join(inside, name), 'latin1'))
    .join('');
};

const submit = (input: string, output: string, more: Readonly<Record<string, string>> = {}) =>
  runCli(['submit', 'decorate', input, '-o', output, '--from-cues', sheet, '--json'], {
    env: { REDIS_URL: redis.url, ...more },
  });
const idIn = (stdout: string): string => (JSON.parse(stdout) as { id: string }).id;

test('a secret in plain is refused, with the way to do without', async () => {
  const output = join(folder, 'never.mkv');
  for (const input of [
    'https://me:canary-plain@media.example/talk.mp4',
    'https://canary-plain@media.example/talk.mp4',
    'https://media.example/talk.mp4?X-Amz-Signature=canary-plain&X-Amz-Credential=canary-plain',
    'https://media.example/talk.mp4?token=canary-plain',
    'rtmp://live.example/app/canary-plain',
    '{env:STORE}/talk.mp4?X-Amz-Signature=canary-plain',
  ]) {
    const { code, stderr } = await submit(input, output);
    assert.is(code, 2, input);
    assert.match(stderr, /holds .* in plain, which would lie in Redis\. Write \{env:NAME\} or \{file:PATH\}/);
    assert.not.match(stderr, /canary/);
  }
  const { code, stderr } = await submit('https://media.example/{stdin}.mp4', output);
  assert.is(code, 2);
  assert.match(stderr, /names \{stdin\}, which a worker has not/);
});

test('references are looked up by the worker, and stay out of Redis when all goes well', async () => {
  const { port } = new URL(store.url(''));
  const { code, stdout, stderr } = await submit(
    `http://me:{env:WORD}@127.0.0.1:${port}/clip.mkv`,
    `${store.url('out.mkv')}?token={file:${join(folder, 'token')}}`,
  );
  assert.is(code, 0, stderr);
  await reaches(fleet, idIn(stdout), 'done');
  assert.is(store.puts('out.mkv'), 1);
});

test('a presigned address travels sealed where there is a key', async () => {
  const { code, stdout, stderr } = await submit(
    `${store.url('clip.mkv')}?X-Amz-Signature=canary-signature`,
    `${store.url('sealed.mkv')}?X-Amz-Signature=canary-signature`,
    { MOMENTFX_FLEET_KEY: key },
  );
  assert.is(code, 0, stderr);
  await reaches(fleet, idIn(stdout), 'done');
  assert.is(store.puts('sealed.mkv'), 1);
});

test('what fails says nothing of them either', async () => {
  store.refuse(403);
  const { stdout } = await submit(
    store.url('clip.mkv'),
    `${store.url('refused.mkv')}?X-Amz-Signature=canary-signature`,
    { MOMENTFX_FLEET_KEY: key },
  );
  const refused = await reaches(fleet, idIn(stdout), 'dead');
  assert.match(refused.error ?? '', /did not take the output \(403\)/);
  const missing = await submit(`/nowhere/{env:WORD}/talk.mp4`, join(folder, 'never.mkv'));
  const dead = await reaches(fleet, idIn(missing.stdout), 'dead');
  assert.match(dead.error ?? '', /There is no file/);
  const unknown = await submit('https://media.example/{env:NOT_SET}', join(folder, 'never.mkv'));
  assert.match(
    (await reaches(fleet, idIn(unknown.stdout), 'dead')).error ?? '',
    /\{env:NOT_SET\}, but there is no/,
  );
});

test('Redis never heard a secret', () => {
  const heard = everything();
  assert.match(heard, /sealed:/, 'the dump holds the jobs');
  assert.equal(heard.match(/canary[-\w]*/g), null);
  assert.not.match(worker.said(), /canary/);
});

test.run();
