import type { Encoders } from '../../src/analysis/encoders/index.ts';
import { TAGS, type Tag } from '../../src/streams/values.ts';
import { renderLibrary } from '../library/render.ts';
import { AUDIO_WIDTH, TEXT_WIDTH, type FeatureLibrary } from './source.ts';

const FULL_SCALE = 32_768;

/** The bundled effects as the encoders see them, with the tag of each. */
export interface BundledLibrary extends FeatureLibrary {
  readonly tagNames: readonly Tag[];
}

/** The bundled effects as the network sees them: sound and English description through the encoders. */
export async function bundledLibrary(encoders: Encoders): Promise<BundledLibrary> {
  const effects = [...renderLibrary()];
  const audio = new Float32Array(effects.length * AUDIO_WIDTH);
  const text = new Float32Array(effects.length * TEXT_WIDTH);
  for (const [row, [entry, samples]] of effects.entries()) {
    const [sound] = await encoders.audio.embed([Float32Array.from(samples, (value) => value / FULL_SCALE)]);
    const [words] = await encoders.text.embed([entry.description]);
    audio.set(sound!, row * AUDIO_WIDTH);
    text.set(words!, row * TEXT_WIDTH);
  }
  const tagNames = effects.map(([{ tag }]) => tag);
  return {
    ids: effects.map(([{ id }]) => id),
    tags: Int32Array.from(tagNames, (tag) => TAGS.indexOf(tag)),
    tagNames,
    audio,
    text,
  };
}
