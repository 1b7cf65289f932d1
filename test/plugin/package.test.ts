/** What `npm pack` would put into the package: the program, its types, its models and sounds; nothing of the workshop. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { starterFolders } from '../../src/plugin/paths.ts';

const root = join(import.meta.dirname, '..', '..');

/** The listing without the build that comes before packing; compiled files are in it only where there was a build. */
function packedFiles(): Set<string> {
  const { stdout, stderr, status } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return new Set(packed?.files.map(({ path }) => path));
}

test('the package holds the command, the notices, the checkpoint and every sound', () => {
  const files = packedFiles();
  const sounds = readdirSync(join(root, 'models/library/bundled'));
  assert.ok(sounds.length > 70);
  const wanted = [
    'bin/momentfx.cjs',
    'LICENSE',
    'NOTICE.md',
    'README.md',
    'CHANGELOG.md',
    'package.json',
    'build/dock/index.html',
    'build/dock/dock.js',
    'build/dock/dock.css',
    'build/dock/licences.txt',
    ...sounds.map((name) => `models/library/bundled/${name}`),
    ...Object.values(starterFolders)
      .filter((folder) => existsSync(join(folder, 'manifest.json')))
      .flatMap((folder) =>
        ['manifest.json', 'network.onnx', 'sfx.onnx', 'weights.safetensors', 'MODEL_CARD.md'].map(
          (name) => `${relative(root, folder)}/${name}`,
        ),
      ),
  ];
  assert.equal(
    wanted.filter((name) => !files.has(name)),
    [],
    'missing from the package',
  );
  const workshop = [...files].filter((name) =>
    /^(test|bench|demo|scripts|src|runs|node_modules|\.)/.test(name),
  );
  assert.equal(workshop, [], 'what users do not need');
});

test.run();
