import { InferenceSession } from '../../src/analysis/onnxruntime.ts';
import { sessionOptions } from '../../src/analysis/runtime/providers.ts';
import { networkFeeds } from '../../src/analysis/feeds.ts';
import { packBatch, shapeOf, type PackShape } from '../../src/analysis/pack.ts';
import { exportNetwork } from '../networks/export.ts';
import type { NetworkConfig } from '../networks/network.ts';
import type { EvaluationWindow } from '../training/source.ts';
import type { EvaluatedClip } from './clips.ts';

/** The authors' batch size in evaluation; the results do not depend on it. */
const BATCH = 4;

/** The largest shape among windows: what a network must hold to evaluate them without a limit on texts. */
function commonShape(windows: readonly EvaluationWindow[]): PackShape {
  return shapeOf(windows.map(({ item }) => item));
}

/**
 * Shows windows to a network and pairs its last layer's output with the truth in half-open whole frames. `ids`
 * names the effects of the library's rows.
 */
export async function runWindows(
  config: NetworkConfig,
  weights: ReadonlyMap<string, Float32Array>,
  windows: readonly EvaluationWindow[],
  blank: Float32Array,
  ids: readonly string[],
  threads = 1,
): Promise<EvaluatedClip[]> {
  if (windows.length === 0) return [];
  const shape = commonShape(windows);
  const session = await InferenceSession.create(
    exportNetwork(config, weights, shape),
    sessionOptions({ threads }),
  );
  try {
    const clips: EvaluatedClip[] = [];
    for (let from = 0; from < windows.length; from += BATCH) {
      const batch = windows.slice(from, from + BATCH);
      const items = batch.map(({ item }) => item);
      const feeds = networkFeeds(packBatch(items, blank, shape), items, session.inputNames);
      const { moment_bbox, moment_emb, moment_foreground } = await session.run(feeds);
      const boxes = moment_bbox!.data as Float32Array;
      const emb = moment_emb!.data as Float32Array;
      const foreground = moment_foreground?.data as Float32Array | undefined;
      const [boxSize, embSize] = [boxes.length / batch.length, emb.length / batch.length];
      for (const [i, { moments, item }] of batch.entries())
        clips.push({
          qid: String(from + i),
          output: {
            boxes: boxes.slice(i * boxSize, (i + 1) * boxSize),
            emb: emb.slice(i * embSize, (i + 1) * embSize),
            ...(foreground && { foreground: foreground.slice((i * boxSize) / 2, ((i + 1) * boxSize) / 2) }),
            frames: item.frames.length,
          },
          truth: {
            moment_gt_windows: moments.map(({ start, end }) => [start, end + 1] as const),
            gt_sfx: moments.map(({ sfxIndex }) => ids[sfxIndex]!),
          },
        });
    }
    return clips;
  } finally {
    await session.release();
  }
}
