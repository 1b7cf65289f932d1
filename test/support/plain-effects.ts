import { AUDIO_WIDTH, TEXT_WIDTH, type FeatureLibrary } from '../../models/training/source.ts';
import type { LibraryEmbeddings } from '../../models/evaluation/postprocess.ts';

/**
 * The SFX encoder in plain arithmetic, for a reference without a session: the linear layer `sfx_fusion` on (audio,
 * text), plus the row of the tag table, divided by its L2 norm. `weights` is by the fixtures' names.
 */
export function embedLibrary(
  library: FeatureLibrary,
  weights: ReadonlyMap<string, Float32Array>,
): LibraryEmbeddings {
  const parameter = (name: string): Float32Array => {
    const values = weights.get(name);
    if (values === undefined) throw new Error(`the weights hold no "${name}"`);
    return values;
  };
  const fusion = parameter('sfx_fusion.weight');
  const bias = parameter('sfx_fusion.bias');
  const tags = parameter('sfx_lemb.weight');
  const d = bias.length;
  const inputs = AUDIO_WIDTH + TEXT_WIDTH;
  const emb = new Float32Array(library.ids.length * d);
  for (let row = 0; row < library.ids.length; row++) {
    const values = new Float64Array(d);
    for (let k = 0; k < d; k++) {
      let sum = bias[k]! + tags[library.tags[row]! * d + k]!;
      for (let i = 0; i < AUDIO_WIDTH; i++)
        sum += fusion[k * inputs + i]! * library.audio[row * AUDIO_WIDTH + i]!;
      for (let i = 0; i < TEXT_WIDTH; i++)
        sum += fusion[k * inputs + AUDIO_WIDTH + i]! * library.text[row * TEXT_WIDTH + i]!;
      values[k] = sum;
    }
    const length = Math.hypot(...values);
    for (let k = 0; k < d; k++) emb[row * d + k] = values[k]! / length;
  }
  return { ids: library.ids, emb, sfx0: parameter('sfx0') };
}
