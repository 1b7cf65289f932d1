/** Training on data in SFX-Moment's layout that takes a second: a network of a few numbers, two steps of each stage. */
import { join } from 'node:path';
import { STARTER_NETWORK } from '../../models/training/config.ts';
import { trainOnData, type DataRunOptions } from '../../models/training/data-run.ts';
import type { ModelManifest } from '../../src/analysis/manifest.ts';

export const TINY_NETWORK = { ...STARTER_NETWORK, hidden_dim: 8, head_num: 2, att_dim: 4, ffn_dim: 16 };

/** Run and model are written into `folder`. */
export const tinyRun = (folder: string, data: string): DataRunOptions => ({
  data,
  recipe: 'paper',
  change: {
    network: TINY_NETWORK,
    msm: { steps: 0, batch: 4, lr: 1e-3, warmup: 1 },
    endToEnd: { steps: 0, batch: 4, lr: 1e-3, warmup: 1 },
    negatives: { mode: 'tag-aware', count: 8, tagAwareFrom: 0 },
  },
  folder: join(folder, 'run'),
  model: join(folder, 'model'),
  seed: 1,
  minutes: 1,
  steps: { msm: 2, endToEnd: 2 },
  threads: 1,
});

/** Trains to the end. */
export async function trained(options: DataRunOptions): Promise<ModelManifest> {
  const manifest = await trainOnData(options);
  if (manifest === 'interrupted') throw new Error('expected the run to finish');
  return manifest;
}
