import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLiteEncoders } from '../../../models/encoders/lite.ts';
import { exportNetwork, exportSfx } from '../../../models/networks/export.ts';
import { initialParameters } from '../../../models/networks/dm/parameters.ts';
import { STARTER_NETWORK } from '../../../models/training/config.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { MODEL_FILES, type ModelManifest } from '../../../src/analysis/manifest.ts';
import { TAGS } from '../../../src/streams/values.ts';

export interface TestModels {
  readonly modelFolder: string;
  readonly encodersFolder: string;
  remove(): Promise<void>;
}

/** The network of tests that need one and no sense. */
export const TINY_NETWORK = { ...STARTER_NETWORK, hidden_dim: 16, head_num: 2, att_dim: 8, ffn_dim: 32 };

type Encoders = ModelManifest['encoders'];

/** The manifest of {@link TINY_NETWORK}. */
export function tinyManifest(encoders: Encoders): ModelManifest {
  return {
    version: 1,
    name: 'tiny',
    framesPerSecond: 1,
    window: 12,
    maxSubtitles: 40,
    earlier: 0,
    threshold: 0.5,
    tags: [...TAGS],
    network: TINY_NETWORK,
    training: {},
    accuracy: {},
    encoders,
  };
}

/** A folder with {@link TINY_NETWORK}, untrained, its weights seeded. `change` is of its manifest. */
export async function writeTinyCheckpoint(
  encoders: Encoders,
  change: Partial<ModelManifest> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-model-'));
  const weights = initialParameters(TINY_NETWORK, 3);
  await writeFile(
    join(folder, MODEL_FILES.network),
    exportNetwork(TINY_NETWORK, weights, { frames: 12, tts: 1, asr: 41 }),
  );
  await writeFile(join(folder, MODEL_FILES.sfx), exportSfx(TINY_NETWORK, weights));
  await writeFile(
    join(folder, MODEL_FILES.manifest),
    JSON.stringify({ ...tinyManifest(encoders), ...change }),
  );
  return folder;
}

/** A folder with a tiny untrained network that belongs to the lite encoders. */
export async function makeTestModels(): Promise<TestModels> {
  const encodersFolder = await ensureLiteEncoders();
  const encoders = await openEncoders(encodersFolder, { threads: 1 });
  const names = { frame: encoders.frame.name, text: encoders.text.name, audio: encoders.audio.name };
  await encoders.release();
  const modelFolder = await writeTinyCheckpoint(names);
  return { modelFolder, encodersFolder, remove: () => rm(modelFolder, { recursive: true }) };
}
