import type { Encoders } from '../../analysis/encoders/index.ts';
import type { LibraryEffect as EmbeddedEffect } from '../../analysis/effects.ts';
import type { LibraryEffect } from '../../library/index.ts';

/** Effects as frozen encoders hear and read them: what a detector or a data set takes. */
export async function heardLibrary(
  effects: readonly LibraryEffect[],
  { audio, text }: Pick<Encoders, 'audio' | 'text'>,
): Promise<EmbeddedEffect[]> {
  const words = await text.embed(effects.map(({ description }) => description));
  const sounds = await audio.embed(effects.map(({ mono }) => mono));
  return effects.map(({ id, tag }, index) => ({ id, tag, audio: at(sounds, index), text: at(words, index) }));
}

/** The vector of one of those that were embedded together. */
export function at(vectors: readonly Float32Array[], index: number): Float32Array {
  const vector = vectors[index];
  if (vector === undefined) throw new Error(`internal: embedding ${index} is missing`);
  return vector;
}
