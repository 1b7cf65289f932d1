/** Which family of encoders serves: the one a checkpoint was trained with, or the best one on this machine. */
import { MomentfxError } from '../../src/core/errors.ts';
import { findWeights } from '../weights/store.ts';
import { MINILM } from '../weights/registry.ts';
import { defaultCacheFolder } from './cache.ts';
import type { EncoderFamily, FamilyName } from './family.ts';
import { lite } from './lite.ts';
import { minilm } from './minilm.ts';
import { muse } from './muse.ts';

/** Every family by name, the best one for English first. */
export const FAMILIES: Readonly<Record<FamilyName, EncoderFamily>> = { minilm, lite, muse };
/** In the same order, for choices and messages. */
export const FAMILY_NAMES = ['minilm', 'lite', 'muse'] as const satisfies readonly FamilyName[];

/**
 * No family here has the sentence encoder that a checkpoint names.
 * @public Callers may tell it apart.
 */
export class EncoderFamilyError extends MomentfxError<'encoder-family'> {
  constructor(textEncoder: string) {
    const known = FAMILY_NAMES.map((name) => FAMILIES[name].encoders.text).join(' or ');
    super(
      'encoder-family',
      `No encoders with the sentence encoder ${textEncoder} are known.`,
      `Use a checkpoint trained with ${known}, or update momentfx.`,
    );
  }
}

/** The family whose sentence encoder has that name, as a checkpoint's manifest gives it, if there is one. */
export function findFamily(textEncoder: string): EncoderFamily | undefined {
  return Object.values(FAMILIES).find(({ encoders }) => encoders.text === textEncoder);
}

/** The family whose sentence encoder has that name. Throws an `EncoderFamilyError` when none has. */
export function familyOf(textEncoder: string): EncoderFamily {
  const family = findFamily(textEncoder);
  if (family === undefined) throw new EncoderFamilyError(textEncoder);
  return family;
}

/** The best family for English whose weights are on this machine: `minilm` where they were pulled. Looks at sizes, not contents. */
export async function availableFamily(cacheFolder: string = defaultCacheFolder()): Promise<FamilyName> {
  return (await findWeights(MINILM, cacheFolder)) === undefined ? 'lite' : 'minilm';
}
