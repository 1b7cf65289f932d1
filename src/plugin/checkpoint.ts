/** Which checkpoint runs, with which encoders: the one that was named, or the best bundled one that this machine can run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isActionable } from '../core/errors.ts';
import type { PictureFilter } from '../core/formats.ts';
import { MODEL_FILES, readModelManifest, requireEncoders, type ModelManifest } from '../analysis/manifest.ts';
import { requireRuntime } from '../analysis/runtime/binary.ts';
import { defaultCacheFolder } from '../../models/encoders/cache.ts';
import type { EncoderFamily, FamilyName } from '../../models/encoders/family.ts';
import { availableFamily, FAMILIES, familyFor, findFamily } from '../../models/encoders/families.ts';
import { familyOfFolder } from '../../models/encoders/minilm.ts';
import { MUSE } from '../../models/weights/registry.ts';
import { findWeights } from '../../models/weights/store.ts';
import type { Settings } from './config/options.ts';
import { starterFolders } from './paths.ts';

/** A checkpoint that this machine can run. */
export interface Checkpoint {
  readonly folder: string;
  readonly manifest: ModelManifest;
  /** The encoders it was trained with; `ensureEncoders` has their files. */
  readonly family: EncoderFamily;
  /** What a person should know about the choice, one line. */
  readonly note?: string;
}

/** What is spoken, and where to look. */
export interface CheckpointOptions {
  /** The language of `--language`; `auto` is taken for English, since the words come later. */
  readonly language?: string;
  /** Tests name others than the bundled and the usual ones. */
  readonly cacheFolder?: string;
  readonly starters?: Readonly<Record<FamilyName, string>>;
}

/** Training takes this name for the bundled checkpoint that this machine runs. */
export const STARTER = 'starter';

const SMALLER =
  'the weights of the better sentence encoder are not on this machine: the smaller sentence encoder serves; `momentfx models pull minilm` gets the better one.';

const NO_CHINESE =
  'the weights for talk in Chinese are not on this machine: `momentfx models pull muse` gets them.';

/**
 * The checkpoint in the folder `named`. Without one, for Chinese the bundled one that knows it, if its weights were pulled;
 * else the bundled checkpoint for `minilm`, if there is one and the weights were pulled, else that for `lite`.
 * @throws RuntimeMissingError where no checkpoint can run; ModelFolderError when the folder is no checkpoint, or was trained with encoders that are not known
 */
export async function chooseCheckpoint(
  named: string | undefined,
  { language, cacheFolder = defaultCacheFolder(), starters = starterFolders }: CheckpointOptions = {},
): Promise<Checkpoint> {
  requireRuntime();
  if (named !== undefined) return open(named, cacheFolder);
  const chinese = language === 'zh' && existsSync(join(starters.muse, MODEL_FILES.manifest));
  if (chinese && (await findWeights(MUSE, cacheFolder)) !== undefined)
    return open(starters.muse, cacheFolder);
  const wanted = existsSync(join(starters.minilm, MODEL_FILES.manifest));
  const can = (await availableFamily(cacheFolder)) === 'minilm';
  const checkpoint = await open(wanted && can ? starters.minilm : starters.lite, cacheFolder);
  if (chinese) return { ...checkpoint, note: NO_CHINESE };
  return wanted && !can ? { ...checkpoint, note: SMALLER } : checkpoint;
}

/** How pictures are squeezed for these encoders. */
export const pictureFilterOf = (family: EncoderFamily): PictureFilter =>
  family.type === 'package' ? family.pictures : 'area';

/** The same for the checkpoint that would run. Where none can, whoever opens analysis tells why. */
export async function pictureFilterFor({
  model,
  language,
}: Pick<Settings, 'model' | 'language'>): Promise<PictureFilter> {
  try {
    return pictureFilterOf((await chooseCheckpoint(model, { language })).family);
  } catch (error) {
    if (isActionable(error)) return 'area';
    throw error;
  }
}

async function open(folder: string, cacheFolder: string): Promise<Checkpoint> {
  const manifest = await readModelManifest(folder);
  const known = await familyFor(manifest.encoders, cacheFolder);
  // Of encoders that are not known, what is here is told.
  const family = familyOfFolder(folder, known ?? findFamily(manifest.encoders.text) ?? FAMILIES.lite);
  requireEncoders(manifest, family.encoders);
  return { folder, manifest, family };
}

/** The folder of the checkpoint that `--from` of a training names: a folder, or `STARTER`. Rejects as `chooseCheckpoint`. */
export async function checkpointNamed(named: string, language: string | undefined): Promise<string> {
  const options = language === undefined ? {} : { language };
  return (await chooseCheckpoint(named === STARTER ? undefined : named, options)).folder;
}
