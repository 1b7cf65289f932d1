/** What an analysis process keeps for the next one: vectors of effects and their descriptions, and nothing that was spoken. */
import { cp, readdir, writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openEngine } from '../../../src/analysis/process/engine.ts';
import { patternSound } from '../../support/paper-fixture.ts';
import { scratch } from '../../support/scratch.ts';
import { makeTestModels } from '../support/checkpoint.ts';

const models = await makeTestModels();
test.after(() => models.remove());
const encodersFolder = join(scratch('engine'), 'encoders');
await cp(models.encodersFolder, encodersFolder, {
  recursive: true,
  filter: (path) => !/(?:vectors|descriptions)$/.test(path),
});
const sounds = [patternSound(0.3, 1), patternSound(0.4, 2)];
const descriptions = ['a crowd cheers', 'a bell'];

/** Both kinds of vectors by an engine of its own, which has also read a sentence. */
async function embedded(): Promise<Float32Array[][]> {
  const engine = await openEngine(
    { modelFolder: models.modelFolder, encodersFolder, device: 'cpu' },
    (error) => {
      throw error;
    },
  );
  try {
    await engine.encoders.text.embed(['what somebody said']);
    return [await engine.effects.audio.embed(sounds), await engine.effects.text.embed(descriptions)];
  } finally {
    await engine.close();
  }
}

test('the next process reads the vectors of effects, and finds no sentence', async () => {
  const first = await embedded();
  for (const kind of ['vectors', 'descriptions'])
    assert.is((await readdir(join(encodersFolder, kind))).length, 2);
  assert.equal(await embedded(), first);
  // Another value in a file shows that the file is what is used.
  const [one = ''] = await readdir(join(encodersFolder, 'descriptions'));
  const file = join(encodersFolder, 'descriptions', one);
  const other = new Float32Array(new Uint8Array(await readFile(file)).buffer).fill(3);
  await writeFile(file, new Uint8Array(other.buffer));
  const [, texts = []] = await embedded();
  assert.is(texts.filter((vector) => vector.every((value) => value === 3)).length, 1);
});

test.run();
