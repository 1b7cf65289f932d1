/**
 * Gets a package of encoders (`models/encoders/packages.ts`) onto this machine, from a repository of the hub or a folder. Its manifest
 * holds the sums of its files; its own sum is trusted at the first pull and held to from then on, or given by whoever pulls.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
  checkedJson,
  encoderManifestSchema,
  MANIFEST_FILE,
  type EncoderManifest,
} from '../../src/analysis/encoders/manifest.ts';
import {
  ORIGIN_FILE,
  packageFolder,
  pulledPackages,
  type PackageOrigin,
  type PulledPackage,
} from '../encoders/packages.ts';
import { WeightsFilesError } from './errors.ts';
import { commitAt, download, hubAddress, readSmall, type HubRepository } from './hub.ts';
import { copyAside, makeFolders, placeFile } from './place.ts';
import type { WeightsFile } from './registry.ts';
import { contentState } from './store.ts';
import { trustedSum, trustSum } from './trust.ts';

/** A manifest has a few kilobytes. */
const MANIFEST_LIMIT = 1 << 18;

/** Where a package is fetched from. */
export type PackageSource =
  ({ readonly type: 'hub' } & HubRepository) | { readonly type: 'folder'; readonly folder: string };

/** Which package, and who watches. */
export interface PullPackageOptions {
  /** What it will be called here. */
  readonly name: string;
  readonly source: PackageSource;
  readonly cacheFolder: string;
  /** The SHA-256 that its manifest must have. */
  readonly sha256?: string;
  readonly signal?: AbortSignal;
  /** What is about to be done, or should be known. */
  readonly say?: (line: string) => void;
  /** Bytes of a file that is downloaded. */
  readonly onProgress?: (file: string, done: number, total: number) => void;
}

interface Found {
  readonly text: Buffer;
  readonly sum: string;
  /** What the hub's revision stood for. */
  readonly commit?: string;
}

/**
 * The package's folder, all files there and checked by size and SHA-256; an older package of that name is taken away. Rejects with a
 * `WeightsFilesError`: unreachable, damaged at the source, changed since it was first pulled, of a kind that is not known here, or the
 * cache folder can't be written. What was downloaded in part is kept for the next call.
 */
export async function pullPackage(
  options: PullPackageOptions,
): Promise<{ readonly folder: string; readonly got: readonly string[] }> {
  const { name, cacheFolder, source, say } = options;
  const found = await findManifest(options);
  const earlier = (await pulledPackages(cacheFolder)).filter(({ origin }) => origin.name === name);
  const trusted = await trustedFor(options, earlier);
  requireTrusted(options, found, trusted);
  const manifest = parseManifest(found.text, name);
  const files = Object.entries(manifest.files).map(([file, facts]) => ({ name: file, ...facts }));
  const folder = packageFolder(cacheFolder, name, found.sum);
  const missing: WeightsFile[] = [];
  for (const file of files) if ((await contentState(folder, file)) !== 'whole') missing.push(file);
  const isKnown = earlier.some(({ folder: own }) => own === folder);
  if (missing.length > 0 || !isKnown) {
    const isHeld = earlier.some(({ origin }) => origin.manifest === found.sum);
    if (!isHeld && trusted === undefined && options.sha256 === undefined && source.type === 'hub')
      say?.(
        `first pull of ${source.repository}@${source.revision}: its manifest has the SHA-256 ${found.sum}, which is taken on trust and held to from now on`,
      );
    await getAll(options, { folder, files, missing, commit: found.commit });
    await writeFile(join(folder, MANIFEST_FILE), found.text);
    await writeFile(join(folder, ORIGIN_FILE), `${JSON.stringify(originOf(name, source, found), null, 2)}\n`);
  }
  if (source.type === 'hub' && (await trustedSum(cacheFolder, source)) !== found.sum)
    await trustSum(cacheFolder, source, found.sum);
  await removeOthers(folder);
  return { folder, got: missing.map((file) => file.name) };
}

/** Takes away what other manifests of the same name have left, whole or in parts. */
async function removeOthers(folder: string): Promise<void> {
  const sumLength = 12;
  const own = basename(folder);
  const others = (await readdir(dirname(folder))).filter(
    (name) =>
      name !== own &&
      name.slice(0, -sumLength) === own.slice(0, -sumLength) &&
      /^[0-9a-f]+$/.test(name.slice(-sumLength)),
  );
  for (const name of others) await rm(join(dirname(folder), name), { recursive: true, force: true });
}

/** Reads every file of a package. Rejects with a `WeightsFilesError` for the first that is missing or damaged. */
export async function checkPackage({ origin, folder }: PulledPackage): Promise<void> {
  const damaged = (file: string, state: string): WeightsFilesError =>
    new WeightsFilesError(
      'weights-damaged',
      `${join(folder, file)} is damaged: ${state}.`,
      `Get it again with \`momentfx models pull ${pulledAs(origin)}\`.`,
    );
  const text = await readFile(join(folder, MANIFEST_FILE)).catch(() => undefined);
  if (text === undefined || sumOf(text) !== origin.manifest)
    throw damaged(MANIFEST_FILE, text === undefined ? 'missing' : 'wrong content');
  for (const [name, facts] of Object.entries(parseManifest(text, origin.name).files)) {
    const state = await contentState(folder, { name, ...facts });
    if (state !== 'whole') throw damaged(name, state);
  }
}

/** What `momentfx models pull` was told to get it. */
export const pulledAs = ({ name, hub }: PackageOrigin): string =>
  hub === undefined ? `${name} --from FOLDER` : `${hub.repository}@${hub.revision}`;

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function findManifest({ source, signal, say }: PullPackageOptions): Promise<Found> {
  if (source.type === 'folder') {
    const text = await readFile(join(source.folder, MANIFEST_FILE)).catch((cause: unknown) => {
      throw new WeightsFilesError(
        'weights-unreachable',
        `${join(source.folder, MANIFEST_FILE)} can't be read.`,
        '--from takes a folder of encoders with their manifest.json; docs/encoders.md tells how one is made.',
        { cause },
      );
    });
    return { text, sum: sumOf(text) };
  }
  const how = signal === undefined ? {} : { signal };
  say?.(`asking ${hubAddress(source, MANIFEST_FILE).host} for ${source.repository}@${source.revision}`);
  // What a branch stands for may change while its files come.
  const commit = await commitAt(source, MANIFEST_FILE, how);
  const pinned = { ...source, revision: commit ?? source.revision };
  const text = await readSmall(hubAddress(pinned, MANIFEST_FILE), MANIFEST_LIMIT, how);
  return { text, sum: sumOf(text), ...(commit === undefined ? {} : { commit }) };
}

/** The sum that the revision's manifest had when it was pulled; what was pulled before that was noted says so itself. */
async function trustedFor(
  { source, cacheFolder }: PullPackageOptions,
  earlier: readonly PulledPackage[],
): Promise<string | undefined> {
  if (source.type === 'folder') return undefined;
  const { repository, revision } = source;
  const same = earlier.find(
    ({ origin: { hub } }) => hub?.repository === repository && hub.revision === revision,
  );
  return (await trustedSum(cacheFolder, source)) ?? same?.origin.manifest;
}

/** Throws a `WeightsFilesError` (`weights-changed`) for another manifest than was asked for, or was pulled before. */
function requireTrusted(
  { name, sha256, source }: PullPackageOptions,
  { sum }: Found,
  trusted: string | undefined,
): void {
  if (sha256 !== undefined && sha256.toLowerCase() !== sum)
    throw new WeightsFilesError(
      'weights-changed',
      `The manifest of ${name} has the SHA-256 ${sum}, not ${sha256} as asked for.`,
      'Ask whoever gave you the sum, or leave out --sha256 to trust what is there.',
    );
  if (sha256 !== undefined || source.type === 'folder') return;
  if (trusted !== undefined && trusted !== sum)
    throw new WeightsFilesError(
      'weights-changed',
      `${source.repository}@${source.revision} is not what it was when it was pulled: its manifest has the SHA-256 ${sum}, then ${trusted}.`,
      `See on the hub what has changed; --sha256 ${sum} takes it as it is now.`,
    );
}

function parseManifest(text: Buffer, name: string): EncoderManifest {
  const unusable = (fault: string, cause: unknown): WeightsFilesError =>
    new WeightsFilesError(
      'weights-unusable',
      `The manifest of ${name} is none of encoders that this version runs: ${fault}.`,
      'See docs/encoders.md for what it must hold, or update momentfx.',
      { cause },
    );
  const manifest = checkedJson(text.toString(), encoderManifestSchema, (issue, cause) =>
    unusable(issue ?? 'it is no JSON', cause),
  );
  return requireListed(manifest, unusable);
}

/** Every file that an encoder names must be among those with sums. */
function requireListed(
  manifest: EncoderManifest,
  unusable: (fault: string, cause: unknown) => WeightsFilesError,
): EncoderManifest {
  const { frame, text, audio } = manifest.encoders;
  for (const entry of [frame, text, audio])
    for (const key of ['model', 'preprocessor', 'tokenizer', 'vocabulary', 'pieces'])
      if (key in entry) {
        const file = (entry as unknown as Record<string, string>)[key] ?? '';
        if (manifest.files[file] === undefined) throw unusable(`files lacks ${file}`, undefined);
      }
  return manifest;
}

/** Downloads or copies what is missing, each file checked and put in place. */
async function getAll(
  { name, source, signal, say, onProgress }: PullPackageOptions,
  what: {
    readonly folder: string;
    readonly files: readonly WeightsFile[];
    readonly missing: readonly WeightsFile[];
    readonly commit: string | undefined;
  },
): Promise<void> {
  const { folder, files, missing, commit } = what;
  const aside = await makeFolders(folder);
  const from = source.type === 'folder' ? source.folder : name;
  const nextStep =
    source.type === 'folder'
      ? 'Make its manifest anew from its files (docs/encoders.md), or bring them again.'
      : 'Try again, or bring the files by hand with --from FOLDER.';
  try {
    for (const file of missing) {
      const path =
        source.type === 'folder'
          ? await copyAside(source.folder, file.name, aside, files)
          : await fromHub({ ...source, revision: commit ?? source.revision }, file);
      await placeFile(file, { path, folder, from, nextStep });
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }

  function fromHub(hub: HubRepository, file: WeightsFile): Promise<string> {
    const address = hubAddress(hub, file.name);
    say?.(`downloading ${file.name} (${(file.bytes / 1e6).toFixed(1)} MB) from ${address.host}`);
    return download(address, join(folder, file.name), file, {
      signal,
      onProgress: (done, total) => onProgress?.(file.name, done, total),
    });
  }
}

function originOf(name: string, source: PackageSource, { sum, commit }: Found): PackageOrigin {
  const facts = { version: 1, name, manifest: sum } as const;
  if (source.type === 'folder') return facts;
  const { repository, revision } = source;
  return { ...facts, hub: { repository, revision, ...(commit === undefined ? {} : { commit }) } };
}

/** A name of a repository of the hub, maybe with a revision: OWNER/NAME@REVISION; undefined for another text. */
export function parseHubName(text: string): HubRepository | undefined {
  const parsed = hubName.safeParse(text);
  if (!parsed.success) return undefined;
  const [repository = '', revision = 'main'] = text.split('@');
  return { repository, revision };
}

const hubName = z.string().regex(/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*(@[\w./-]+)?$/);
