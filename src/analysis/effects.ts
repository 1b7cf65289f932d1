/** A library's effects as the network embeds them. */
import { Tensor, type InferenceSession } from './onnxruntime.ts';
import type { Tag } from '../streams/values.ts';
import type { EmbeddedLibrary } from './decision.ts';
import { DetectorInputError } from './errors.ts';
import { those } from './feeds.ts';
import type { ModelManifest } from './manifest.ts';
import { floats } from './outputs.ts';
import { FEATURE_WIDTH } from './pack.ts';

/** Width of an effect's audio feature. */
const AUDIO_WIDTH = 1024;
/** An effect of the library as frozen encoders see it: what `embedEffects` takes. */
export interface LibraryEffect {
  readonly id: string;
  readonly tag: Tag;
  /** [1024]: the audio encoder's vector. */
  readonly audio: Float32Array;
  /** [512]: the text encoder's vector of the description. */
  readonly text: Float32Array;
}

/** Embeds the effects with `sfx.onnx`. Rejects with a `DetectorInputError` for none, or for a feature of another width. */
export async function embedEffects(
  sfx: InferenceSession,
  effects: readonly LibraryEffect[],
  manifest: ModelManifest,
): Promise<EmbeddedLibrary> {
  if (effects.length === 0) throw new DetectorInputError('the library is empty');
  const gather = (width: number, of: (effect: LibraryEffect) => Float32Array): Tensor => {
    const values = new Float32Array(effects.length * width);
    for (const [row, effect] of effects.entries()) {
      if (of(effect).length !== width)
        throw new DetectorInputError(
          `effect ${effect.id} has a feature of ${of(effect).length} values, expected ${width}`,
        );
      values.set(of(effect), row * width);
    }
    return new Tensor('float32', values, [effects.length, width]);
  };
  const tags = Int32Array.from(effects, ({ tag }) => manifest.tags.indexOf(tag));
  const feeds = {
    sfx_audio: gather(AUDIO_WIDTH, ({ audio }) => audio),
    sfx_text: gather(FEATURE_WIDTH, ({ text }) => text),
    sfx_tag_index: new Tensor('int32', tags, [effects.length]),
  };
  const outputs = await sfx.run(those(feeds, sfx.inputNames));
  try {
    return {
      ids: effects.map(({ id }) => id),
      tags: effects.map(({ tag }) => tag),
      emb: floats(outputs, 'sfx_emb').slice(),
      sfx0: floats(outputs, 'sfx0_norm').slice(),
      scale: Math.exp(floats(outputs, 'logit_scale')[0]!),
    };
  } finally {
    for (const output of Object.values(outputs)) output.dispose();
  }
}
