/**
 * A checkpoint that nobody has trained, for encoders that no checkpoint knows yet: the analysis process loads a network, but whoever
 * extracts features asks it for nothing.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODEL_FILES, type ModelManifest } from '../../analysis/manifest.ts';
import { TAGS } from '../../streams/values.ts';
import type { PackagedFamily } from '../../../models/encoders/family.ts';
import { initialParameters } from '../../../models/networks/dm/parameters.ts';
import { exportNetwork, exportSfx } from '../../../models/networks/export.ts';
import { MAX_TEXTS, WINDOW } from '../../../models/corpus/windows.ts';
import { STARTER_NETWORK } from '../../../models/training/config.ts';
import type { Checkpoint } from '../checkpoint.ts';

/** Writes the checkpoint to a temporary folder, which goes away with the result. */
export async function untrainedCheckpoint(family: PackagedFamily): Promise<Checkpoint & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-untrained-'));
  const weights = initialParameters(STARTER_NETWORK, 1);
  const manifest: ModelManifest = {
    version: 1,
    name: 'untrained',
    encoders: family.encoders,
    framesPerSecond: 1,
    window: WINDOW,
    maxSubtitles: MAX_TEXTS,
    earlier: 0,
    threshold: 1,
    tags: [...TAGS],
    network: STARTER_NETWORK,
    training: {},
    accuracy: {},
  };
  const shape = { frames: WINDOW, tts: 1, asr: MAX_TEXTS + 1 };
  await writeFile(join(folder, MODEL_FILES.network), exportNetwork(STARTER_NETWORK, weights, shape));
  await writeFile(join(folder, MODEL_FILES.sfx), exportSfx(STARTER_NETWORK, weights));
  await writeFile(join(folder, MODEL_FILES.manifest), JSON.stringify(manifest));
  return {
    folder,
    manifest,
    family,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
