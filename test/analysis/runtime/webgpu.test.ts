/**
 * WebGPU answers as the CPU does, on every stored forward pass. Without a graphics adapter, on the software Vulkan that
 * Chromium brings; one that the environment names (VK_ICD_FILENAMES) is taken instead.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startAnalysis, type AnalysisClient } from '../../../src/analysis/process/client.ts';
import type { AnalysisStartError } from '../../../src/analysis/process/errors.ts';
import type { Device } from '../../../src/analysis/runtime/devices.ts';
import type { PassParity } from '../../support/device-parity.ts';
import { hasVulkan, vulkanEnv } from '../../support/vulkan.ts';
import { rejects, within } from '../../support/within.ts';
import { makeTestModels, type TestModels } from '../support/checkpoint.ts';
import { randomVector, randomWindow } from '../support/windows.ts';

const LIMIT = 1e-3;
const program = join(import.meta.dirname, '..', '..', 'support', 'device-parity.ts');

const test = suite<{ models: TestModels }>('webgpu');
test.before(async (context) => {
  context.models = await makeTestModels();
});
test.after(({ models }) => models.remove());

type Body = (context: { models: TestModels }) => Promise<void>;
const withVulkan = (name: string, body: Body): void => (hasVulkan ? test(name, body) : test.skip(name, body));

withVulkan('every stored forward pass: webgpu and the CPU answer alike', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, 'webgpu'], {
    env: vulkanEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const passes: PassParity[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const pass = JSON.parse(line) as PassParity;
      passes.push(pass);
      assert.ok(pass.apart !== null && pass.apart <= LIMIT, `${pass.name}: ${pass.apart} apart`);
      assert.ok(pass.onDevice > pass.onCpu, `${pass.name}: ${pass.onDevice} operations ran on the device`);
    }
    assert.is(await within(ended, 5_000, 'the end of the process'), 0);
  } finally {
    child.kill('SIGKILL');
  }
  for (const network of ['dm', 'moment_detr', 'qd_detr', 'univtg', 'r2_tuning'])
    assert.ok(
      passes.some(({ name }) => name.startsWith(network)),
      `${network} was tried`,
    );
});

/** An analysis process with that environment, which it has from this one. */
async function start(
  { modelFolder, encodersFolder }: TestModels,
  device: Device,
  env: NodeJS.ProcessEnv,
  notices: string[] = [],
): Promise<AnalysisClient> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await startAnalysis(
      { modelFolder, encodersFolder, device, speech: 'none' },
      { notice: (line) => notices.push(line) },
    );
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

withVulkan('an analysis process on webgpu finds what one on the CPU finds', async ({ models }) => {
  const window = randomWindow(0, 12, 5);
  const effect = { id: 'pop', tag: 'humor', description: 'a pop', pcm: randomVector(9_600) } as const;
  const found = [];
  for (const device of ['webgpu', 'cpu'] as const) {
    const notices: string[] = [];
    const client = await start(models, device, vulkanEnv(), notices);
    try {
      assert.is(client.device, device);
      await client.loadLibrary([effect]);
      const [moments = []] = await client.detect([window]);
      found.push(moments);
    } finally {
      await client.close();
    }
    assert.equal(notices, []);
  }
  const [own = [], expected = []] = found;
  assert.is(own.length, expected.length);
  for (const [index, { probability, start: from, end }] of own.entries()) {
    assert.ok(Math.abs(probability - expected[index]!.probability) <= LIMIT);
    assert.ok(Math.abs(from - expected[index]!.start) <= LIMIT * 12e6);
    assert.ok(Math.abs(end - expected[index]!.end) <= LIMIT * 12e6);
  }
});

test('without an adapter webgpu by name is an error at the start', async ({ models }) => {
  const env = { VK_ICD_FILENAMES: '/nowhere.json' };
  const error = await rejects(start(models, 'webgpu', env), /webgpu can't be used here/);
  assert.is((error as AnalysisStartError).code, 'device-unavailable');
});

test.run();
