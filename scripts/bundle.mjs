// Before packing: puts what the package brings of other packages into dist/node_modules, where the compiled program finds it.
//
// npm installs a dependency as a whole: with its install script (onnxruntime-node and node-av download from elsewhere and
// fail behind a firewall), for every platform (288 MB of onnxruntime), and with the tree of a browser library of which
// only model files are used. It ignores the `overrides` of what it installs. So these few come in the package itself,
// as far as they are needed and without their scripts; what they need of others is an ordinary dependency.
//
// node scripts/bundle.mjs        A copy each of the installed version; MIT, ISC, BSD-3-Clause and Apache-2.0 all allow it.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './node24.mjs';

const LICENCES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'];
/** By name: the files and folders of the installed package that are needed. */
export const BUNDLED = {
  // FFmpeg's binding; its native part comes as an optional dependency of ours, one for each platform.
  'node-av': ['dist/api', 'dist/lib', 'dist/constants', 'dist/utils'],
  'onnxruntime-node': ['dist', 'bin/napi-v6/linux/x64', 'bin/napi-v6/linux/arm64'],
  'onnx-proto': ['dist'],
  protobufjs: ['minimal.js', 'src'],
  '@protobufjs/aspromise': ['index.js'],
  '@protobufjs/base64': ['index.js'],
  '@protobufjs/eventemitter': ['index.js'],
  '@protobufjs/float': ['index.js'],
  '@protobufjs/inquire': ['index.js'],
  '@protobufjs/pool': ['index.js'],
  '@protobufjs/utf8': ['index.js'],
  long: ['src'],
  // The fleet's queue; one of its packages has an optional binary with an install script.
  bullmq: ['dist/cjs', 'node_modules/semver'],
  'cron-parser': ['dist'],
  luxon: ['build/node'],
  msgpackr: ['dist/node.cjs'],
  'node-abort-controller': ['index.js'],
  tslib: ['tslib.js'],
  // Model files alone.
  '@moonshine-ai/moonshine-js': ['dist/model/tiny/quantized'],
  '@ricky0123/vad-web': ['dist/silero_vad_v5.onnx'],
};
/** What says where a package's entry is; its scripts and dependencies are left behind. */
const KEPT = ['name', 'version', 'license', 'author', 'repository', 'type', 'main', 'types', 'exports'];

const unneeded = /\.map$|\.test\.js$/;

function bundle(name, parts) {
  const from = join(root, 'node_modules', name);
  const to = join(root, 'dist', 'node_modules', name);
  mkdirSync(to, { recursive: true });
  for (const part of parts)
    cpSync(join(from, part), join(to, part), { recursive: true, filter: (path) => !unneeded.test(path) });
  for (const licence of LICENCES)
    if (existsSync(join(from, licence))) cpSync(join(from, licence), join(to, licence));
  const whole = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const kept = Object.fromEntries(KEPT.filter((key) => key in whole).map((key) => [key, whole[key]]));
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`);
}

/** On another system than Linux, the binary of an onnxruntime-node that lies beside momentfx (src/analysis/runtime/binary.ts). */
function lookBeside() {
  const file = join(root, 'dist', 'node_modules', 'onnxruntime-node', 'dist', 'binding.js');
  const own = 'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)';
  const text = readFileSync(file, 'utf8');
  if (!text.includes(own)) throw new Error(`${file} does not load its binary as it used to`);
  const found = `(() => {
    // Changed by momentfx: the binary may lie in another copy of this package, beside momentfx.
    const { existsSync } = require('node:fs');
    const { dirname, join } = require('node:path');
    const parts = ['bin', 'napi-v6', process.platform, process.arch, 'onnxruntime_binding.node'];
    const own = join(__dirname, '..', ...parts);
    if (existsSync(own)) return require(own);
    const momentfx = join(__dirname, '../../../..');
    const other = require('node:module').createRequire(join(momentfx, 'package.json')).resolve('onnxruntime-node');
    return require(join(dirname(dirname(other)), ...parts));
  })()`;
  writeFileSync(
    file,
    text.replace(own, () => found),
  );
}

rmSync(join(root, 'dist', 'node_modules'), { recursive: true, force: true });
for (const [name, parts] of Object.entries(BUNDLED)) bundle(name, parts);
lookBeside();
