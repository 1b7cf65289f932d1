/** "Nothing is sent anywhere": ONNX Runtime's telemetry is off in everything that the command starts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';
import { testWithModel } from '../support/model.ts';
import { makeTalk } from '../support/talk.ts';

const folder = scratch('telemetry');

testWithModel('a whole run leaves no identifier of the machine in the home folder', async () => {
  const { mp4 } = makeTalk(folder);
  const home = subfolder(folder, 'home');
  // The library keeps quiet by itself where it sees a build server's variables: here it sees none.
  // Its home has no pulled weights either, so the starter that needs none serves.
  const bare = [`PATH=${process.env['PATH']}`, `HOME=${home}`];
  const { code, stderr } = await runCli(['decorate', mp4, '-o', join(folder, 'out.mp4')], {
    before: ['env', '-i', ...bare],
  });
  assert.is(code, 0, stderr);
  // What it would send waits in a file beside the identifier from the moment the library is loaded.
  assert.equal(readdirSync(home), ['.cache']);
  assert.equal(readdirSync(join(home, '.cache')).sort(), ['gstreamer-1.0', 'momentfx']);
});

test('a worker that would load the library with its telemetry on refuses', async () => {
  const door = new URL('../../src/analysis/onnxruntime.ts', import.meta.url);
  const start = (env: NodeJS.ProcessEnv): Promise<unknown> =>
    new Promise((resolve) => new Worker(door, { env }).on('error', resolve).on('exit', resolve));
  const { ORT_DISABLE_TELEMETRY: _, ...without } = process.env;
  assert.match(String(await start(without)), /import no-telemetry\.ts where the worker is started/);
  assert.is(await start({ ...without, ORT_DISABLE_TELEMETRY: '1' }), 0);
});

test.run();
