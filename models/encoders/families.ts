/** Which family of encoders serves: the one a checkpoint was trained with, or the best one on this machine. */
import { MomentfxError } from '../../src/core/errors.ts';
import { findWeights } from '../weights/store.ts';
import { MINILM } from '../weights/registry.ts';
import { defaultCacheFolder } from './cache.ts';
import type { EncoderFamily, EncoderNames, FamilyName, MadeFamily } from './family.ts';
import { lite } from './lite.ts';
import { minilm } from './minilm.ts';
import { muse } from './muse.ts';
import { familyOfPackage, findPackage, packageOf } from './packages.ts';

/** Every family by name, the best one for English first. */
export const FAMILIES: Readonly<Record<FamilyName, MadeFamily>> = { minilm, lite, muse };
/** In the same order, for choices and messages. */
export const FAMILY_NAMES = ['minilm', 'lite', 'muse'] as const satisfies readonly FamilyName[];

/**
 * No family here has the sentence encoder that a checkpoint names, or the name that a person gave.
 * @public Callers may tell it apart.
 */
export class EncoderFamilyError extends MomentfxError<'encoder-family'> {
  constructor(unknown: { readonly textEncoder: string } | { readonly family: string }) {
    if ('family' in unknown)
      super(
        'encoder-family',
        `There are no encoders "${unknown.family}" on this machine.`,
        `Name ${FAMILY_NAMES.join(', ')}, or a package of encoders that \`momentfx models list\` shows.`,
      );
    else
      super(
        'encoder-family',
        `No encoders with the sentence encoder ${unknown.textEncoder} are known.`,
        `Use a checkpoint trained with ${KNOWN_TEXT.join(' or ')}, or update momentfx.`,
      );
  }
}

const KNOWN_TEXT = Object.values(FAMILIES).map(({ encoders }) => encoders.text);

/** The family made here whose sentence encoder has that name, as a checkpoint's manifest gives it, if there is one. */
export function findFamily(textEncoder: string): MadeFamily | undefined {
  return Object.values(FAMILIES).find(({ encoders }) => encoders.text === textEncoder);
}

/** The family made here whose sentence encoder has that name. Throws an `EncoderFamilyError` when none has. */
export function familyOf(textEncoder: string): MadeFamily {
  const family = findFamily(textEncoder);
  if (family === undefined) throw new EncoderFamilyError({ textEncoder });
  return family;
}

/**
 * The encoders with those three names, as a checkpoint or a data set names them: a family made here, or a package that was
 * pulled; undefined where neither is known.
 */
export async function familyFor(
  names: EncoderNames,
  cacheFolder?: string,
): Promise<EncoderFamily | undefined> {
  const made = findFamily(names.text);
  const isSame = made?.encoders.frame === names.frame && made.encoders.audio === names.audio;
  return isSame ? made : packageOf(names, cacheFolder);
}

/**
 * The family that a person named: one that is made here, or a package as `momentfx models list` shows it. Rejects with an
 * `EncoderFamilyError`.
 */
export async function familyNamed(
  name: string,
  cacheFolder: string = defaultCacheFolder(),
): Promise<EncoderFamily> {
  const made = FAMILY_NAMES.find((own) => own === name);
  if (made !== undefined) return FAMILIES[made];
  const found = await findPackage(name, cacheFolder);
  if (found === undefined) throw new EncoderFamilyError({ family: name });
  return familyOfPackage(found);
}

/** The best family for English whose weights are on this machine: `minilm` where they were pulled. Looks at sizes, not contents. */
export async function availableFamily(cacheFolder: string = defaultCacheFolder()): Promise<FamilyName> {
  return (await findWeights(MINILM, cacheFolder)) === undefined ? 'lite' : 'minilm';
}
