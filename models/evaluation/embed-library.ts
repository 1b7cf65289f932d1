import { those } from '../../src/analysis/feeds.ts';
import { InferenceSession, Tensor } from '../../src/analysis/onnxruntime.ts';
import { floats } from '../../src/analysis/outputs.ts';
import { sessionOptions } from '../../src/analysis/runtime/providers.ts';
import { exportSfx } from '../networks/export.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { AUDIO_WIDTH, TEXT_WIDTH, type FeatureLibrary } from '../training/source.ts';
import type { LibraryEmbeddings } from './postprocess.ts';

/** A library's embeddings with the temperature that they are compared by. */
export interface EmbeddedLibrary extends LibraryEmbeddings {
  /** Logits are exp(logScale) · cosine. */
  readonly logScale: number;
}

/** A library as a network embeds it, by the graph that serves; tags are rows of the network's own tag table. */
export async function embedLibrary(
  config: NetworkConfig,
  weights: ReadonlyMap<string, Float32Array>,
  { ids, tags, audio, text }: FeatureLibrary,
  threads = 1,
): Promise<EmbeddedLibrary> {
  const session = await InferenceSession.create(exportSfx(config, weights), sessionOptions({ threads }));
  try {
    const feeds = {
      sfx_audio: new Tensor('float32', audio, [ids.length, AUDIO_WIDTH]),
      sfx_text: new Tensor('float32', text, [ids.length, TEXT_WIDTH]),
      sfx_tag_index: new Tensor('int32', tags, [ids.length]),
    };
    const outputs = await session.run(those(feeds, session.inputNames));
    try {
      return {
        ids,
        emb: floats(outputs, 'sfx_emb').slice(),
        sfx0: floats(outputs, 'sfx0_norm').slice(),
        logScale: floats(outputs, 'logit_scale')[0] ?? 0,
      };
    } finally {
      for (const output of Object.values(outputs)) output.dispose();
    }
  } finally {
    await session.release();
  }
}
