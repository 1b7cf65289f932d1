import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check } from '../../../src/plugin/doctor/finding.ts';
import { doctorCommand } from '../../../src/plugin/doctor/command.ts';
import { UsageError } from '../../../src/plugin/errors.ts';
import { runCli } from '../../support/cli.ts';
import { testIf } from '../../support/model.ts';
import { starterFolders } from '../../../src/plugin/paths.ts';
import { existsSync } from 'node:fs';
import { rejects } from '../../support/within.ts';

const well: Check = () => Promise.resolve({ state: 'ok', what: 'Node', fact: 'v24' });
const ill: Check = () =>
  Promise.resolve({ state: 'fault', what: 'library', fact: 'no sounds', nextStep: 'Make one.' });

test('each fault is told with what to do about it, and counted', async () => {
  const lines: string[] = [];
  const error = await rejects(
    doctorCommand([well, ill, ill], (line) => lines.push(line)),
    /2 faults found/,
  );
  assert.instance(error, UsageError);
  assert.equal(lines.slice(0, 3), ['  ok    Node: v24', '  FAULT library: no sounds', '        → Make one.']);
});

test('without a fault all is well', async () => {
  const lines: string[] = [];
  await doctorCommand([well], (line) => lines.push(line));
  assert.is(lines.at(-1), 'All is well.');
});

testIf(existsSync(starterFolders.lite))('a healthy machine: every check is ok, exit code 0', async () => {
  const { code, stdout, stderr } = await runCli(['doctor'], { env: { MOMENTFX_MODEL: '' } });
  assert.is(code, 0, stdout + stderr);
  assert.not.match(stdout, /FAULT/);
  for (const what of ['Node', 'GStreamer audiomixer', 'FFmpeg', 'onnxruntime', 'sound library', 'checkpoint'])
    assert.match(stdout, new RegExp(`ok {4}${what}`));
  assert.match(stdout, /ok {4}device: auto is cpu here; webgpu [^;]+; cuda is not installed; tensorrt/);
  assert.match(stdout, /ok {4}checkpoint: .*sentence encoder (use-lite-1|minilm-talk-1)/);
});

test('a broken library and checkpoint that the settings name are faults', async () => {
  const env = { MOMENTFX_LIBRARY: '/nowhere/sounds', MOMENTFX_MODEL: '/nowhere/model' };
  const { code, stdout, stderr } = await runCli(['doctor'], { env });
  assert.is(code, 2);
  assert.match(stdout, /FAULT sound library: There is no library in \/nowhere\/sounds.*\n +→ Name a library/);
  assert.match(stdout, /FAULT checkpoint: \/nowhere\/model is no model folder.*\n +→ /);
  assert.match(stderr, /^momentfx: 2 faults found\. /);
});

test('missing system parts are faults', async () => {
  // GStreamer's tools are looked for on the path.
  const { code, stdout } = await runCli(['doctor'], { env: { PATH: '/nowhere', UV_THREADPOOL_SIZE: '4' } });
  assert.is(code, 2);
  assert.match(stdout, /FAULT GStreamer audiomixer.*\n +→ Install it \(Debian: apt-get install/);
  assert.match(stdout, /FAULT libuv threads/);
});

test.run();
