/**
 * The family `muse`: pictures and effects as in `lite`, sentences by Universal Sentence Encoder multilingual v3, which knows
 * Chinese. The published weights are pulled once (`momentfx models pull muse`).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MUSE } from '../weights/registry.ts';
import { requireWeights } from '../weights/store.ts';
import { codeOf } from './cache.ts';
import type { FamilyFiles, MadeFamily } from './family.ts';
import { pictureAndSoundEncoders, PICTURE_AND_SOUND_CODE } from './lite.ts';
import { MUSE_NAMES } from './names.ts';

const [ARCHIVE, PIECES] = ['weights.npz', 'sp.model'] as const;

async function recipe(cacheFolder: string): Promise<readonly string[]> {
  // Asked even where a folder was made earlier: without the weights it could not be made again.
  await requireWeights(MUSE, cacheFolder);
  return [
    ...MUSE.files.map(({ sha256 }) => sha256),
    await codeOf(...PICTURE_AND_SOUND_CODE, 'muse.ts', 'muse', '../corpus/npy.ts'),
  ];
}

async function make(cacheFolder: string): Promise<FamilyFiles> {
  const weights = await requireWeights(MUSE, cacheFolder);
  const [others, { museGraph }, { readMuse }] = await Promise.all([
    pictureAndSoundEncoders(),
    import('./muse/graph.ts'),
    import('./muse/weights.ts'),
  ]);
  return {
    encoders: {
      ...others.encoders,
      text: {
        kind: 'universal-sentence-encoder-multilingual',
        name: MUSE_NAMES.text,
        width: 512,
        model: 'text.onnx',
        pieces: PIECES,
      },
    },
    files: {
      ...others.files,
      'text.onnx': museGraph(await readMuse(join(weights, ARCHIVE))),
      [PIECES]: await readFile(join(weights, PIECES)),
    },
  };
}

/** The family whose sentence encoder knows Chinese. */
export const muse: MadeFamily = { type: 'made', name: 'muse', encoders: MUSE_NAMES, recipe, make };
