import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadLibrary } from '../../src/library/index.ts';
import { addToLibrary } from '../../src/library/add.ts';
import { LibraryError } from '../../src/library/errors.ts';
import { makeSound, newFolder } from './sounds.ts';
import { rejects } from '../support/within.ts';

const quiet = (): void => undefined;

async function refused(
  folder: string,
  out: string | undefined,
  code: string,
  pattern: RegExp,
): Promise<void> {
  const error = await rejects(addToLibrary({ folder, out }, quiet), pattern);
  assert.instance(error, LibraryError);
  assert.is((error as LibraryError).code, code);
  // A disk refuses; all else is what a person asked for or gave.
  assert.is((error as LibraryError).fault, code === 'unwritable' ? 'outside' : 'usage');
}

/** Nothing half-written is left beside the target. */
const leftovers = (out: string): string[] =>
  readdirSync(dirname(out)).filter((name) => name.endsWith('.part'));

test('wav, mp3, flac and ogg become a library; the files are copied as they are', async () => {
  const folder = join(newFolder(), 'sounds');
  for (const file of ['ding_prompt.wav', 'whoosh.mp3', 'sub/laugh.flac', 'boom big.ogg'])
    makeSound(join(folder, file));
  writeFileSync(join(folder, 'notes.txt'), 'not a sound');
  makeSound(join(folder, '.hidden.wav'));
  const lines: string[] = [];
  const { out, effects, skipped } = await addToLibrary({ folder }, (line) => lines.push(line));
  assert.is(out, `${folder}-library`);
  assert.equal(skipped, []);
  assert.equal(
    effects.map(({ id, tag, file }) => [id, tag, file]),
    [
      ['boom-big', 'surprise', 'boom big.ogg'],
      ['ding-prompt', 'prompt', 'ding_prompt.wav'],
      ['laugh', 'humor', 'sub/laugh.flac'],
      ['whoosh', 'transition', 'whoosh.mp3'],
    ],
  );
  for (const { file } of effects)
    assert.ok(readFileSync(join(out, file)).equals(readFileSync(join(folder, file))), file);
  // A 1 kHz sine at −6 dBFS.
  assert.ok(
    effects.every(({ loudness }) => Math.abs(loudness! + 9) < 0.7),
    effects.map(({ loudness }) => loudness).join(),
  );
  assert.ok(effects.every(({ duration }) => Math.abs(duration - 0.5) < 0.06));
  assert.is((await loadLibrary(out)).effects.length, 4);
  assert.match(lines.join('\n'), /4 effects from the files' names, written to /);
  assert.equal(leftovers(out), []);
});

test('library.csv gives names, descriptions and tags; empty cells are guessed', async () => {
  const folder = newFolder();
  makeSound(join(folder, 'a.wav'));
  makeSound(join(folder, 'whoosh.wav'));
  writeFileSync(
    join(folder, 'library.csv'),
    '\ufeffTag;file;Name;description\nHumor;a.wav;"Big; laugh";Someone laughs.\n;whoosh.wav;;\n',
  );
  const { effects } = await addToLibrary({ folder }, quiet);
  assert.equal(
    effects.map(({ name, description, tag }) => [name, description, tag]),
    [
      ['Big; laugh', 'Someone laughs.', 'humor'],
      ['Whoosh', 'Whoosh: a sound effect that leads from one scene or product to the next.', 'transition'],
    ],
  );
});

for (const [what, metadata] of [
  ['a list', [{ file: './a.wav', tag: 'action', name: 'Axe' }]],
  ['a list under effects', { effects: [{ file: 'a.wav', tag: 'action', name: 'Axe' }] }],
  ['an object by file', { 'a.wav': { tag: 'action', name: 'Axe' } }],
] as const)
  test(`metadata.json as ${what}`, async () => {
    const folder = newFolder();
    makeSound(join(folder, 'a.wav'));
    writeFileSync(join(folder, 'metadata.json'), JSON.stringify(metadata));
    const { effects } = await addToLibrary({ folder }, quiet);
    assert.equal([effects[0]?.name, effects[0]?.tag], ['Axe', 'action']);
  });

for (const [what, name, text, pattern] of [
  ['an unknown tag', 'library.csv', 'file,tag\na.wav,funny\n', /library\.csv: entry 1: tag must be one of/],
  ['no file column', 'library.csv', 'name,tag\nA,humor\n', /entry 1: file/],
  [
    'a file that is not there',
    'library.csv',
    'file\nb.wav\n',
    /describes b\.wav, which is not in the folder/,
  ],
  ['a file described twice', 'library.csv', 'file\na.wav\n./a.wav\n', /entry 2: a\.wav is described twice/],
  ['a ragged CSV', 'library.csv', 'file,tag\na.wav,humor,x,y\n', /no readable CSV/],
  ['broken JSON', 'metadata.json', '[{', /no JSON/],
  ['JSON that is no list', 'metadata.json', '3', /holds no list/],
] as const)
  test(`${what} in the metadata is said, and nothing is written`, async () => {
    const folder = newFolder();
    makeSound(join(folder, 'a.wav'));
    writeFileSync(join(folder, name), text);
    await refused(folder, undefined, 'library-metadata', pattern);
    assert.not.ok(existsSync(`${folder}-library`));
  });

test('a file without usable sound is skipped and named; only such files is an error', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'text.wav'), 'no sound '.repeat(100));
  makeSound(join(folder, 'silence.wav'), { source: '0' });
  symlinkSync(join(folder, 'nowhere'), join(folder, 'lost.wav'));
  await refused(folder, undefined, 'library-source', /No file in .* holds a usable sound/);
  makeSound(join(folder, 'ding.wav'));
  const lines: string[] = [];
  const { effects, skipped } = await addToLibrary({ folder }, (line) => lines.push(line));
  assert.is(effects.length, 1);
  assert.equal(
    skipped.map(({ file }) => file),
    ['lost.wav', 'silence.wav', 'text.wav'],
  );
  assert.ok(lines.some((line) => line.startsWith('skipped silence.wav: It is silent.')));
});

test('no folder, a file, an empty folder', async () => {
  const folder = newFolder();
  await refused(join(folder, 'nowhere'), undefined, 'library-source', /no folder/);
  await refused(makeSound(join(folder, 'a.wav')), undefined, 'library-source', /is no folder/);
  await refused(newFolder(), undefined, 'library-source', /holds no sound/);
});

test('a target that is taken, or inside the sounds, or not writable is refused', async () => {
  const folder = newFolder();
  makeSound(join(folder, 'a.wav'));
  const taken = newFolder();
  writeFileSync(join(taken, 'mine'), 'keep');
  await refused(folder, taken, 'library-target', /exists and is not empty/);
  assert.is(readFileSync(join(taken, 'mine'), 'utf8'), 'keep');
  await refused(folder, folder, 'library-target', /inside the folder of the sounds/);
  await refused(folder, join(folder, 'out'), 'library-target', /inside the folder of the sounds/);
  await refused(folder, join(taken, 'mine', 'out'), 'library-target', /cannot be a library's folder/);
  await refused(folder, '/proc/library', 'unwritable', /cannot be written/);
  const empty = join(newFolder(), 'empty');
  mkdirSync(empty);
  chmodSync(empty, 0o755);
  assert.is((await addToLibrary({ folder, out: empty }, quiet)).out, empty);
  assert.equal(leftovers(empty), []);
});

test('an abort leaves nothing behind', async () => {
  const folder = newFolder();
  for (const name of ['a', 'b', 'c']) makeSound(join(folder, `${name}.wav`));
  const abort = new AbortController();
  abort.abort(new Error('stopped by hand'));
  await rejects(addToLibrary({ folder, signal: abort.signal }, quiet), /stopped by hand/);
  assert.not.ok(existsSync(`${folder}-library`));
  assert.equal(leftovers(`${folder}-library`), []);
});

test.run();
