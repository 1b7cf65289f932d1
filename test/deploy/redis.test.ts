/** The Redis of deploy/compose.yaml, with the users that deploy/secrets.sh makes: a real one, and workers as deployed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectFleet, makeWork, reaches, startWorker } from '../plugin/fleet/support.ts';
import { runCli } from '../support/cli.ts';
import { startRedis } from '../support/redis.ts';
import { scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { rejects } from '../support/within.ts';
import { deploy, readCompose, readUnit, root, startWords } from './compose.ts';

const folder = scratch('deploy-redis');
const secrets = join(folder, 'secrets');
const makeSecrets = (): void =>
  void execFileSync(join(root, 'deploy/secrets.sh'), [secrets], { stdio: 'ignore' });
makeSecrets();
const password = readFileSync(join(secrets, 'redis_password'), 'utf8');
const inContainer = /\/run\/secrets\/(redis_password|redis_users)/g;
/** A path of a container as the file that lies there. */
const here = (text: string): string =>
  text.replace(inContainer, (_, name: string) =>
    join(secrets, name === 'redis_users' ? 'redis_users.acl' : name),
  );

const { redis: service, worker } = readCompose().services;
const [program, ...words] = service.command.map(here);
const redis = await startRedis(folder, { words, bare: true });
const url = here(worker.environment?.['REDIS_URL'] ?? '').replace('redis:6379', `127.0.0.1:${redis.port}`);
const env = { REDIS_URL: url };
test.after(async () => {
  await redis[Symbol.asyncDispose]();
});

test('secrets: made once, for one user of this machine; Redis is told of a hash, with the rights of docs/fleet.md', () => {
  const users = readFileSync(join(secrets, 'redis_users.acl'), 'utf8');
  assert.match(password, /^[0-9a-f]{64}$/);
  assert.not.match(users, new RegExp(password));
  assert.is(statSync(secrets).mode & 0o777, 0o700);
  makeSecrets();
  assert.is(readFileSync(join(secrets, 'redis_password'), 'utf8'), password);
  const line = /^user fleet on >PASSWORD (.*)$/m.exec(readFileSync(join(root, 'docs/fleet.md'), 'utf8'))?.[1];
  assert.match(users, new RegExp(`^user fleet on #[0-9a-f]{64} ${line?.replace(/[*+]/g, '\\$&')}$`, 'm'));
});

test('doctor finds nothing wrong with it; without the user nobody gets in', async () => {
  assert.is(program, 'redis-server');
  const { stdout } = await runCli(['doctor', '--redis', url]);
  assert.match(stdout, /ok {4}Redis of the fleet: Redis \d/);
  await rejects(connectFleet({ redis: redis.url }), /asks for a password/);
  const { status, stdout: pong } = spawnSync(
    'sh',
    [
      '-c',
      here(service.healthcheck?.test[1] ?? '')
        .replaceAll('$$', '$')
        .replace('-e', `-e -p ${redis.port}`),
    ],
    { encoding: 'utf8' },
  );
  assert.is(status, 0);
  assert.is(pong, 'PONG\n');
});

/** deploy/healthcheck.sh as the image has it: `momentfx` is in its path. */
function healthcheck(address: string): number | null {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const main = join(root, 'src/plugin/main.ts');
  writeFileSync(join(bin, 'momentfx'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, {
    mode: 0o755,
  });
  return spawnSync(join(root, 'deploy/healthcheck.sh'), {
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, REDIS_URL: address },
  }).status;
}

test('workers with the words of compose.yaml and of the unit: a job is done, and is so after a restart of Redis; both drain', async () => {
  assert.is(healthcheck(url), 1, 'no worker runs here');
  const unit = startWords(readUnit(deploy('systemd/momentfx-worker@.service')));
  const composed = await startWorker(url, worker.command.slice(1));
  const serviced = await startWorker(url, unit.slice(1));
  await using fleet = await connectFleet({ redis: url });
  const { workers } = await fleet.status();
  assert.equal(new Set(workers.map(({ host }) => host)), new Set([hostname()]));
  assert.ok(workers.some(({ name }) => name === 'host-a'));
  assert.is(healthcheck(url), 0);
  const { clip, sheet } = makeWork(folder);
  const { id } = await fleet.submit({ input: clip, output: join(folder, 'done.mkv'), fromCues: sheet });
  await reaches(fleet, id, 'done');
  for (const each of [composed, serviced]) {
    each.child.kill('SIGTERM');
    const { code, stderr } = await each.outcome;
    assert.is(code, 0, stderr);
    assert.not.match(stderr, new RegExp(password));
  }
  // As Docker stops it: a kill may cost the last second.
  const { pid } = redis;
  process.kill(pid, 'SIGTERM');
  await until(() => !existsSync(`/proc/${pid}/exe`), 20_000, 'Redis ends');
  await redis.stop();
  assert.is(healthcheck(url), 0, 'a Redis that is away says nothing of a worker');
  await redis.start();
  // A `default` without rights lost what was done in transactions.
  assert.is((await fleet.job(id)).state, 'done');
  const { stdout } = await runCli(['fleet', 'status'], { env });
  assert.match(stdout, /1 done/);
});

test.run();
