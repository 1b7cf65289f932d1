/**
 * The family `minilm`: pictures and effects as in `lite`, sentences by all-MiniLM-L6-v2 with a part that was tuned on talks.
 * The published weights are pulled once (`momentfx models pull minilm`), the rest comes with the package.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MINILM } from '../weights/registry.ts';
import { requireWeights, sha256Of } from '../weights/store.ts';
import { codeOf } from './cache.ts';
import type { EncoderFamily, FamilyFiles, MadeFamily } from './family.ts';
import { pictureAndSoundEncoders, PICTURE_AND_SOUND_CODE } from './lite.ts';
import { MINILM_CONFIG, TUNED_FILE } from './minilm/config.ts';
import { MINILM_NAMES } from './names.ts';

const [MODEL, TOKENIZER] = ['model.safetensors', 'tokenizer.json'] as const;

async function recipe(cacheFolder: string, tuned: string): Promise<readonly string[]> {
  // Asked even where a folder was made earlier: without the weights it could not be made again.
  await requireWeights(MINILM, cacheFolder);
  return [
    ...MINILM.files.map(({ sha256 }) => sha256),
    (await digestOf(tuned)) ?? 'as published',
    await codeOf(...PICTURE_AND_SOUND_CODE, 'minilm.ts', 'minilm', '../graph', '../networks/scope.ts'),
  ];
}

/** SHA-256 of the file; undefined where there is none. */
const digestOf = async (file: string): Promise<string | undefined> =>
  existsSync(file) ? sha256Of(file) : undefined;

async function make(cacheFolder: string, tuned: string): Promise<FamilyFiles> {
  const weights = await requireWeights(MINILM, cacheFolder);
  const [others, { bertGraph, SMALL }, { readMinilm }] = await Promise.all([
    pictureAndSoundEncoders(),
    import('./minilm/export.ts'),
    import('./minilm/weights.ts'),
  ]);
  const parameters = await readMinilm(join(weights, MODEL), tuned);
  return {
    encoders: {
      ...others.encoders,
      text: {
        kind: 'bert-mean-pooled',
        name: MINILM_NAMES.text,
        width: 512,
        model: 'text.onnx',
        tokenizer: TOKENIZER,
      },
    },
    files: {
      ...others.files,
      'text.onnx': bertGraph(parameters, MINILM_CONFIG, SMALL),
      [TOKENIZER]: await readFile(join(weights, TOKENIZER)),
    },
  };
}

/** The family with the part that lies in the file `tuned`; where there is none, with the sentence encoder as published. */
const minilmWith = (tuned: string): MadeFamily => ({
  ...{ type: 'made', name: 'minilm', encoders: MINILM_NAMES },
  tunedPart: () => digestOf(tuned),
  recipe: (cacheFolder) => recipe(cacheFolder, tuned),
  make: (cacheFolder) => make(cacheFolder, tuned),
});

/** The family with the better sentence encoder. */
export const minilm: MadeFamily = minilmWith(TUNED_FILE);

/** The file in `folder`, a checkpoint's or a training run's, that holds a tuned part; undefined where there is none. */
function tunedPartIn(folder: string): string | undefined {
  const file = join(folder, basename(TUNED_FILE));
  return existsSync(file) ? file : undefined;
}

/** The same family with the part that was tuned for what lies in `folder`, if it has one of its own. */
export function familyOfFolder(folder: string, family: EncoderFamily): EncoderFamily {
  const tuned = family === minilm ? tunedPartIn(folder) : undefined;
  return tuned === undefined ? family : minilmWith(tuned);
}

/**
 * The tuned part that a checkpoint trained on the vectors of `family` has to bring, by its file's name: that of `folder`, a run's or a checkpoint's, else the
 * bundled one; nothing for other families.
 */
export function tunedFilesFor(
  family: EncoderFamily | undefined,
  folder = dirname(TUNED_FILE),
): Readonly<Record<string, string>> {
  const tuned = family === minilm ? (tunedPartIn(folder) ?? tunedPartIn(dirname(TUNED_FILE))) : undefined;
  return tuned === undefined ? {} : { [basename(tuned)]: tuned };
}
