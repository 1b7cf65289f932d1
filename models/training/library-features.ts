import type { Encoders } from '../../src/analysis/encoders/index.ts';
import { packageFile } from '../../src/core/paths.ts';
import { loadLibrary } from '../../src/library/index.ts';
import { TAGS, type Tag } from '../../src/streams/values.ts';
import { AUDIO_WIDTH, TEXT_WIDTH, type FeatureLibrary } from './source.ts';

/** Where `models/library/build.ts` puts what it renders. */
const BUNDLED = packageFile('models', 'library', 'bundled');

/** The bundled effects as the encoders see them, with the tag of each. */
export interface BundledLibrary extends FeatureLibrary {
  readonly tagNames: readonly Tag[];
}

/** The bundled effects as the network sees them: sound and English description through the encoders. */
export async function bundledLibrary(encoders: Encoders): Promise<BundledLibrary> {
  const { effects } = await loadLibrary(BUNDLED);
  const audio = new Float32Array(effects.length * AUDIO_WIDTH);
  const text = new Float32Array(effects.length * TEXT_WIDTH);
  for (const [row, { mono, description }] of effects.entries()) {
    const [sound] = await encoders.audio.embed([mono]);
    const [words] = await encoders.text.embed([description]);
    audio.set(sound!, row * AUDIO_WIDTH);
    text.set(words!, row * TEXT_WIDTH);
  }
  const tagNames = effects.map(({ tag }) => tag);
  return {
    ids: effects.map(({ id }) => id),
    tags: Int32Array.from(tagNames, (tag) => TAGS.indexOf(tag)),
    tagNames,
    audio,
    text,
  };
}
