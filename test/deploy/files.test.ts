/** What deploy/ names is there: commands and options, files, and enough time to drain. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createCommandLine } from '../../src/plugin/cli/command-line.ts';
import { STOP_RECORDING_MS, STOP_SESSION_MS } from '../../src/plugin/fleet/worker/start-job.ts';
import { deploy, readCompose, readUnit, root, startWords } from './compose.ts';
import { contextFilter, readDockerfile } from './dockerfile.ts';

const cli = createCommandLine({
  signal: new AbortController().signal,
  version: '0',
  willDrain: () => undefined,
  survive: () => undefined,
});

/** Fails where a command or one of its options is none of momentfx. */
function assertKnown(words: readonly string[]): Command {
  let command: Command = cli;
  for (const word of words)
    if (word.startsWith('--')) {
      const known = command.options.map(({ long }) => long);
      assert.ok(known.includes(word), `${command.name()} has no ${word}`);
    } else {
      const next = command.commands.find((each) => each.name() === word);
      if (next !== undefined) command = next;
      else assert.is.not(command, cli, `there is no command ${word}`);
    }
  return command;
}

const valueOf = (words: readonly string[], option: string): number =>
  Number(words[words.indexOf(option) + 1]);

/** What a worker with these words takes for a drain, and some seconds for its end. */
const drainSeconds = (words: readonly string[]): number =>
  Math.max(valueOf(words, '--drain-time') + STOP_RECORDING_MS / 1_000, STOP_SESSION_MS / 1_000) + 15;

test('compose: a command and options of momentfx, and time to drain', () => {
  const { worker, redis } = readCompose().services;
  assert.is(assertKnown(worker.command).name(), 'worker');
  assert.ok(Number.parseInt(worker.stop_grace_period ?? '', 10) >= drainSeconds(worker.command));
  assert.is(worker.deploy?.replicas, 2);
  // It may fill what it is given, and no more.
  assert.is(worker.deploy?.resources.limits.cpus, String(valueOf(worker.command, '--cores')));
  assert.is(worker.deploy?.resources.limits.memory, `${valueOf(worker.command, '--memory')}g`);
  assert.equal(redis.networks, ['fleet']);
  assert.equal(readCompose().networks['fleet'], { internal: true });
});

test('systemd: a command and options of momentfx, time to drain, SIGTERM for the worker alone', () => {
  const unit = readUnit(deploy('systemd/momentfx-worker@.service'));
  const words = startWords(unit);
  assert.is(assertKnown(words).name(), 'worker');
  assert.ok(Number(unit.get('TimeoutStopSec')?.[0]) >= drainSeconds(words));
  assert.equal(unit.get('KillMode'), ['mixed']);
  assert.equal(unit.get('KillSignal'), ['SIGTERM']);
  // V8 compiles while it runs.
  assert.equal(unit.get('MemoryDenyWriteExecute'), ['no']);
  // /proc/meminfo would be hidden.
  assert.is(unit.get('ProcSubset'), undefined);
});

const shells = ['healthcheck.sh', 'secrets.sh'];

test('Dockerfile: what it copies is there and not ignored, it ends as an ordinary user', () => {
  const stages = readDockerfile(deploy('Dockerfile'));
  const isSeen = contextFilter(deploy('Dockerfile.dockerignore'));
  assert.equal([...new Set(stages.map(({ base }) => base))], ['debian:12-slim']);
  const steps = stages.flatMap((stage) => stage.steps);
  for (const { text, flags } of steps.filter(({ name }) => name === 'COPY')) {
    const from = text.split(' ').slice(0, -1);
    if (flags['from'] === undefined)
      for (const path of from)
        assert.ok(path === '.' || (existsSync(join(root, path)) && isSeen(path)), path);
    else assert.ok(stages.some(({ name }) => name === flags['from']));
  }
  const last = stages.at(-1)?.steps ?? [];
  assert.match(last.findLast(({ name }) => name === 'USER')?.text ?? 'root', /^[1-9]/);
  assert.is(last.find(({ name }) => name === 'STOPSIGNAL')?.text, 'SIGTERM');
  const json = (name: string): string[] =>
    JSON.parse(last.find((step) => step.name === name)?.text ?? '[]') as string[];
  assertKnown([...json('ENTRYPOINT').slice(3), ...json('CMD')]);
  for (const { text } of steps)
    for (const [, words = ''] of text.matchAll(/(?:^|&& )momentfx ([^&]*)/g)) assertKnown(words.split(' '));
  const setup = readFileSync(join(root, 'scripts/setup.mjs'), 'utf8');
  for (const [, option = ''] of steps
    .map(({ text }) => text)
    .join('\n')
    .matchAll(/setup\.mjs (--\S+)/g))
    assert.ok(setup.includes(`'${option}'`), `setup.mjs has no ${option}`);
});

test('the image sees all that the package is made of, and no secret', () => {
  const isSeen = contextFilter(deploy('Dockerfile.dockerignore'));
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
  for (const path of [...files, 'src/plugin/main.ts', 'scripts/setup.mjs', 'package-lock.json'])
    if (!/^(dist|build)/.test(path)) assert.ok(isSeen(path), path);
  assert.ok(files.includes('deploy/systemd'), 'who installs the package finds the unit in it');
  for (const path of [
    'deploy/secrets/redis_password',
    '.git/config',
    'node_modules/zod',
    '.npmrc.bak',
    'runs/a',
  ])
    assert.not.ok(isSeen(path), path);
});

test('the health check and the units ask for commands that there are', () => {
  for (const name of shells)
    for (const [, words = ''] of deploy(name).matchAll(/\$\(momentfx ([a-z -]+)/g))
      assertKnown(words.split(' '));
});

test('no secret and no host of anybody stands in deploy/', () => {
  const names = globSync('**/*', { cwd: join(root, 'deploy'), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(secrets|media)\//.test(path));
  assert.ok(names.length >= 9);
  const ours = ['redis://fleet:{file:/run/secrets/redis_password}@redis:6379'];
  const local = ['redis://fleet:{env:REDIS_PASSWORD}@127.0.0.1:6379'];
  for (const path of names) {
    const text = readFileSync(path, 'utf8').replaceAll('worker.env.example', 'worker.env');
    for (const address of text.match(/\w+:\/\/\S+/g) ?? [])
      assert.ok([...ours, ...local].includes(address), `${path}: ${address}`);
    assert.not.match(text, /\b[\w-]+\.(com|org|net|io|dev|example)\b/, path);
    // Sums and passwords are long; names of variables stand without a value.
    assert.not.match(text, /\b[0-9a-f]{32}/i, path);
    assert.not.match(text, /^#?\w*(PASSWORD|KEY)=\S/m, path);
  }
});

test.run();
