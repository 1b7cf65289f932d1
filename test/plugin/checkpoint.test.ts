import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureEncoders } from '../../models/encoders/cache.ts';
import { EncoderFamilyError, availableFamily, familyOf } from '../../models/encoders/families.ts';
import { MINILM, MUSE, type KnownWeights } from '../../models/weights/registry.ts';
import { weightsFolder } from '../../models/weights/store.ts';
import { ModelFolderError } from '../../src/analysis/manifest.ts';
import { chooseCheckpoint } from '../../src/plugin/checkpoint.ts';
import { starterFolders } from '../../src/plugin/paths.ts';
import { rejects } from '../support/within.ts';

const test = suite<{ folder: string }>('the checkpoint that runs', { folder: '' });
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'momentfx-checkpoint-'));
});
test.after.each(({ folder }) => rm(folder, { recursive: true, force: true }));

/** A checkpoint's manifest alone, with that sentence encoder. */
async function checkpoint(folder: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const own = JSON.parse(await readFile(join(starterFolders.lite, 'manifest.json'), 'utf8')) as {
    encoders: object;
  };
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify({ ...own, encoders: { ...own.encoders, text } }),
  );
  return folder;
}

/** Files of the published sizes; what is in them is looked at only where they are used. */
async function fakeWeights(cacheFolder: string, known: KnownWeights = MINILM): Promise<void> {
  const folder = weightsFolder(known, cacheFolder);
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of known.files) {
    await writeFile(join(folder, name), '');
    await truncate(join(folder, name), bytes);
  }
}

test('with the weights the better one, else the smaller one with a line about it', async ({ folder }) => {
  const cacheFolder = join(folder, 'cache');
  const starters = {
    minilm: await checkpoint(join(folder, 'minilm'), 'minilm-talk-1'),
    lite: await checkpoint(join(folder, 'lite'), 'use-lite-1'),
    muse: join(folder, 'none'),
  };
  const smaller = await chooseCheckpoint(undefined, { cacheFolder, starters });
  assert.equal([smaller.folder, smaller.family.name], [starters.lite, 'lite']);
  assert.match(
    smaller.note ?? '',
    /: the smaller sentence encoder serves; `momentfx models pull minilm` gets the better one\.$/,
  );
  assert.is(await availableFamily(cacheFolder), 'lite');
  await fakeWeights(cacheFolder);
  assert.is(await availableFamily(cacheFolder), 'minilm');
  const better = await chooseCheckpoint(undefined, { cacheFolder, starters });
  assert.equal([better.folder, better.family.name, better.note], [starters.minilm, 'minilm', undefined]);
});

test('for Chinese the one that knows it, else a line that says how to get its weights', async ({
  folder,
}) => {
  const cacheFolder = join(folder, 'cache');
  const starters = {
    minilm: join(folder, 'none'),
    lite: starterFolders.lite,
    muse: await checkpoint(join(folder, 'muse'), 'use-multilingual-3'),
  };
  const choose = (language: string, named?: string) =>
    chooseCheckpoint(named, { language, cacheFolder, starters });
  const without = await choose('zh');
  assert.is(without.folder, starters.lite);
  assert.match(without.note ?? '', /talk in Chinese .*: `momentfx models pull muse` gets them\.$/);
  await fakeWeights(cacheFolder, MUSE);
  const chinese = await choose('zh');
  assert.equal([chinese.folder, chinese.family.name, chinese.note], [starters.muse, 'muse', undefined]);
  for (const language of ['en', 'auto', 'es'])
    assert.is((await choose(language)).folder, starters.lite, language);
  assert.is((await choose('zh', starters.lite)).folder, starters.lite, 'what is named comes first');
});

test('without a checkpoint for the better one nothing is said', async ({ folder }) => {
  const cacheFolder = join(folder, 'cache');
  const none = join(folder, 'none');
  const starters = { minilm: none, lite: starterFolders.lite, muse: none };
  for (const step of [() => undefined, () => fakeWeights(cacheFolder)]) {
    await step();
    const { folder: chosen, note } = await chooseCheckpoint(undefined, { cacheFolder, starters });
    assert.equal([chosen, note], [starters.lite, undefined]);
  }
});

test('a checkpoint that is named brings its encoders, here or not', async ({ folder }) => {
  const named = await checkpoint(join(folder, 'own'), 'minilm-talk-1');
  const { family, note } = await chooseCheckpoint(named, { cacheFolder: folder });
  assert.equal([family.name, note], ['minilm', undefined]);
  await rejects(ensureEncoders(family, folder), /"minilm".*not on this machine/);
});

test('a checkpoint brings the part of the sentence encoder that was tuned for it', async ({ folder }) => {
  await fakeWeights(folder);
  const recipeOf = async (model: string): Promise<string> => {
    const { family } = await chooseCheckpoint(model, { cacheFolder: folder });
    assert.ok(family.type === 'made');
    return (await family.recipe(folder)).join(' ');
  };
  const plain = await recipeOf(await checkpoint(join(folder, 'plain'), 'minilm-talk-1'));
  assert.is(plain, await recipeOf(starterFolders.minilm), 'without one the bundled part serves');
  const own = await checkpoint(join(folder, 'own'), 'minilm-talk-1');
  await writeFile(join(own, 'text-tuned.safetensors'), 'one');
  const tuned = await recipeOf(own);
  assert.is.not(tuned, plain);
  await writeFile(join(own, 'text-tuned.safetensors'), 'another');
  assert.is.not(await recipeOf(own), tuned);
  const lite = await checkpoint(join(folder, 'lite'), 'use-lite-1');
  await writeFile(join(lite, 'text-tuned.safetensors'), 'of no use');
  assert.is((await chooseCheckpoint(lite)).family.name, 'lite');
});

test('encoders that are not known are told by name', async ({ folder }) => {
  const named = await checkpoint(join(folder, 'own'), 'other-text-7');
  const error = await rejects(chooseCheckpoint(named), /trained with the text encoder other-text-7/);
  assert.instance(error, ModelFolderError);
  assert.throws(
    () => familyOf('other-text-7'),
    (fault: unknown) =>
      fault instanceof EncoderFamilyError && /minilm-talk-1 or use-lite-1/.test(fault.nextStep),
  );
  assert.is(familyOf('use-lite-1').name, 'lite');
});

test('a folder without a manifest is told', async ({ folder }) => {
  await cp(join(starterFolders.lite, 'sfx.onnx'), join(folder, 'sfx.onnx'));
  await rejects(chooseCheckpoint(folder), /is no model folder/);
});

test.run();
