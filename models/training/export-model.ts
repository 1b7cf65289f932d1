/** A finished run as a model folder: what the detector opens, and what training can go on from. */
import { chmod, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MODEL_FILES, parseModelManifest, type ModelManifest } from '../../src/analysis/manifest.ts';
import { exportNetwork, exportSfx } from '../networks/export.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { networkOf } from '../networks/registry.ts';
import { readWeights, writeSafetensors, type FloatTensor, type HalfTensor } from './safetensors.ts';

/** The parameters in a model folder, by name. */
export const WEIGHTS_FILE = 'weights.safetensors';
/** The model card in a model folder. */
export const CARD_FILE = 'MODEL_CARD.md';

/** The parameters of the network in a model folder. @throws DataError where they cannot be read */
export async function readParameters(folder: string): Promise<Map<string, Float32Array>> {
  const weights = await readWeights(join(folder, WEIGHTS_FILE));
  return new Map([...weights].map(([name, { data }]) => [name, data]));
}

/** What a model folder is made of. */
export interface ModelParts {
  readonly network: NetworkConfig;
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly manifest: ModelManifest;
  /** Markdown. */
  readonly card: string;
  /** Further files to copy: name in the folder to path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Writes the folder aside and renames it into place; an older model there is replaced as a whole. */
export async function writeModelFolder(folder: string, parts: ModelParts): Promise<void> {
  const { network, parameters, card } = parts;
  const manifest = parseModelManifest(parts.manifest, MODEL_FILES.manifest);
  const target = resolve(folder);
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(`${target}-`);
  try {
    const shape = { frames: manifest.window, tts: manifest.earlier + 1, asr: manifest.maxSubtitles + 1 };
    await writeFile(join(aside, MODEL_FILES.network), exportNetwork(network, parameters, shape));
    await writeFile(join(aside, MODEL_FILES.sfx), exportSfx(network, parameters));
    await writeFile(join(aside, MODEL_FILES.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeFile(join(aside, CARD_FILE), card);
    await writeSafetensors(join(aside, WEIGHTS_FILE), storedTensors(parameters, network));
    for (const [name, from] of Object.entries(parts.files ?? {})) await cp(from, join(aside, name));
    // `mkdtemp` makes folders that only their owner may open; a model is for others too.
    await chmod(aside, 0o755);
    await rm(target, { recursive: true, force: true });
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

/** The largest number of half precision; and where a matrix has none above the second, its values would lose more than their last bits. */
const HALF = { most: 65_504, least: 2 ** -10 };

/**
 * Matrices in half precision, which halves the file. Nothing plays by it: training goes on from it, and evaluation on shows reads it, to 11 bits.
 * Vectors, and what would not fit, stay as they are.
 */
function storedTensors(
  parameters: ReadonlyMap<string, Float32Array>,
  network: NetworkConfig,
): Map<string, FloatTensor | HalfTensor> {
  const shapes = networkOf(network).parameterShapes(network);
  return new Map(
    [...parameters].map(([name, data]) => {
      const shape = shapes.get(name) ?? [data.length];
      const most = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      const fits = shape.length > 1 && most >= HALF.least && most <= HALF.most;
      return [
        name,
        fits ? { dtype: 'F16', shape, data: Float16Array.from(data) } : { dtype: 'F32', shape, data },
      ];
    }),
  );
}
