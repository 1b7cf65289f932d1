import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeCorpus, CorpusFolderError } from '../../../models/corpus/generated-files.ts';
import { TUNED_FILE } from '../../../models/encoders/minilm/config.ts';
import { MINILM_NAMES } from '../../../models/encoders/names.ts';
import { sha256Of } from '../../../models/weights/store.ts';
import { openCorpus } from '../../../models/training/corpus-folder.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const NONE = new Float32Array(0);
const open = (corpus: string, tunedIn?: string) =>
  openCorpus(
    { corpus, seed: 1, videos: 10, threads: 1, ...(tunedIn === undefined ? {} : { tunedIn }) },
    () => {
      throw new Error('no corpus is to be made');
    },
  );

test('a corpus serves only with the tuned part of the sentence encoder that embedded it', async () => {
  const folder = scratch('corpus-folder');
  const write = (name: string, tunedPart?: string): Promise<void> =>
    writeCorpus(
      join(folder, name),
      {
        ...{ seed: 1, language: 'en', encoders: MINILM_NAMES, library: [], plain: [], labelled: 0 },
        ...{ videos: [], talks: [] },
        ...(tunedPart === undefined ? {} : { tunedPart }),
      },
      { texts: NONE, pictures: NONE, audio: NONE, descriptions: NONE, blank: new Float32Array(512) },
    );
  const run = join(folder, 'run');
  await mkdir(run);
  const part = Buffer.from('weights of another tuning');
  await writeFile(join(run, 'text-tuned.safetensors'), part);
  await write('of-run', createHash('sha256').update(part).digest('hex'));
  await write('of-bundled', await sha256Of(TUNED_FILE));
  await write('as-published');

  assert.is((await open(join(folder, 'of-run'), run)).encoders.text, MINILM_NAMES.text);
  assert.is((await open(join(folder, 'of-bundled'))).encoders.text, MINILM_NAMES.text);
  // A run without a part of its own works with the bundled one.
  await open(join(folder, 'of-bundled'), folder);
  const refused = await rejects(
    open(join(folder, 'of-bundled'), run),
    /another tuned part than the one in .*run/,
  );
  assert.instance(refused, CorpusFolderError);
  await rejects(open(join(folder, 'of-run')), /another tuned part than the bundled one/);
  await rejects(open(join(folder, 'as-published')), /another tuned part than the bundled one/);
});

test.run();
