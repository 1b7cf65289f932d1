import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LibraryError } from '../../src/library/errors.ts';
import { libraryFaults, readLibraryManifest } from '../../src/library/manifest.ts';
import { rejects } from '../support/within.ts';
import { makeSound, manifestOf, newFolder, writeManifest } from './sounds.ts';

async function faultOf(folder: string, code: string, pattern: RegExp): Promise<void> {
  const error = await rejects(readLibraryManifest(folder), pattern);
  assert.instance(error, LibraryError);
  assert.is((error as LibraryError).code, code);
  assert.ok((error as LibraryError).nextStep.length > 10, 'it says what to do');
}

test('a good library is read as it is written', async () => {
  const folder = newFolder();
  makeSound(join(folder, 'ding.wav'));
  writeManifest(folder, manifestOf({ nameZh: '叮', loudness: -18.2 }));
  const { effects } = await readLibraryManifest(folder);
  assert.equal(effects[0], {
    id: 'ding',
    name: 'Ding',
    nameZh: '叮',
    description: 'A bell that points to the link.',
    tag: 'prompt',
    file: 'ding.wav',
    duration: 0.5,
    loudness: -18.2,
  });
});

test('no folder, no library.json, a file for a folder', async () => {
  const folder = newFolder();
  await faultOf(join(folder, 'nowhere'), 'library-missing', /no library in .*nowhere/);
  await faultOf(folder, 'library-missing', /library\.json is missing/);
  writeFileSync(join(folder, 'file'), '');
  await faultOf(join(folder, 'file'), 'library-unreadable', /cannot be read/);
});

test('broken JSON and another version are named', async () => {
  await faultOf(writeManifest(newFolder(), '{ "version": 1,'), 'library-invalid', /library\.json is no JSON/);
  await faultOf(
    writeManifest(newFolder(), { ...manifestOf({}), version: 2 }),
    'library-invalid',
    /version must be 1/,
  );
  await faultOf(writeManifest(newFolder(), []), 'library-invalid', /library\.json/);
  await faultOf(writeManifest(newFolder(), manifestOf()), 'library-invalid', /effects holds no effect/);
});

for (const [what, change, pattern] of [
  ['an unknown tag', { tag: 'funny' }, /effects\[0\] \(ding\): tag must be one of prompt, transition/],
  ['an id that is no kebab-case', { id: 'Ding Dong' }, /effects\[0\] \(Ding Dong\): id must be kebab-case/],
  ['an empty description', { description: ' ' }, /effects\[0\] \(ding\): description is empty/],
  ['a length of zero', { duration: 0 }, /effects\[0\] \(ding\): duration/],
  ['a missing file field', { file: undefined }, /effects\[0\] \(ding\): file/],
] as const)
  test(`${what} is said with its entry`, async () => {
    await faultOf(writeManifest(newFolder(), manifestOf(change)), 'library-invalid', pattern);
  });

test('two entries with one id', async () => {
  const folder = newFolder();
  makeSound(join(folder, 'ding.wav'));
  await faultOf(
    writeManifest(folder, manifestOf({}, {})),
    'library-duplicate',
    /effects\[0\] and effects\[1\] have the same id ding/,
  );
});

for (const file of [
  '../ding.wav',
  '/etc/ding.wav',
  'a/../../ding.wav',
  'C:\\ding.wav',
  'a\\..\\ding.wav',
  '.',
  'a\0.wav',
])
  test(`the path ${JSON.stringify(file)} does not leave the folder`, async () => {
    await faultOf(
      writeManifest(newFolder(), manifestOf({ file })),
      'effect-path',
      /effect ding names the file .*not inside/,
    );
  });

test('a link that leads out of the folder is refused', async () => {
  const folder = newFolder();
  symlinkSync(makeSound(join(newFolder(), 'secret.wav')), join(folder, 'ding.wav'));
  await faultOf(writeManifest(folder, manifestOf({})), 'effect-path', /a link to a place outside/);
});

test('a name inside the folder that begins with two dots is fine', async () => {
  const folder = newFolder();
  makeSound(join(folder, '..ding.wav'));
  writeManifest(folder, manifestOf({ file: '..ding.wav' }));
  assert.is((await readLibraryManifest(folder)).effects.length, 1);
});

test('a missing file, an empty file, a folder and a playlist', async () => {
  const folder = writeManifest(newFolder(), manifestOf({}));
  await faultOf(folder, 'effect-missing', /ding names the file "ding\.wav", which does not exist/);
  writeFileSync(join(folder, 'ding.wav'), '');
  await faultOf(folder, 'effect-empty', /which is empty/);
  await faultOf(
    writeManifest(newFolder(), manifestOf({ file: 'list.m3u8' })),
    'effect-path',
    /no audio file by its name/,
  );
});

test('all faults of a library come at once for `check`', async () => {
  const folder = writeManifest(newFolder(), manifestOf({ tag: 'x' }, { id: 'b', duration: -1 }));
  assert.is((await libraryFaults(folder)).faults.length, 2);
  const lost = writeManifest(
    newFolder(),
    manifestOf({}, { id: 'b', file: 'b.wav' }, { id: 'b', file: '../b.wav' }),
  );
  assert.equal(
    (await libraryFaults(lost)).faults.map(({ code }) => code),
    ['library-duplicate', 'effect-missing', 'effect-missing', 'effect-path'],
  );
});

test.run();
