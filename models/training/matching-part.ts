/** The matching part of a finished model, taken over by another run: several networks with one and the same matching. */
import { isDeepStrictEqual } from 'node:util';
import { readModelManifest, requireEncoders, type EncoderNames } from '../../src/analysis/manifest.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { networkConfigSchema, networkOf } from '../networks/registry.ts';
import { DataError } from './data-error.ts';
import { readParameters } from './export-model.ts';

/** In front of the names of a matching part's parameters. */
const PREFIX = 'matching.';

/**
 * The parameters of the matching part in the model folder `from`, for a run of `network` on features of `encoders`.
 * @throws DataError where either is not of two parts, or their matching parts are not of the same sizes; ModelFolderError where the
 * folder is no model, or one for other encoders.
 */
export async function readMatching(
  from: string,
  { network, encoders }: { readonly network: NetworkConfig; readonly encoders: EncoderNames },
): Promise<Map<string, Float32Array>> {
  const manifest = await readModelManifest(from);
  requireEncoders(manifest, encoders);
  const known = networkConfigSchema.parse(manifest.network);
  for (const [own, what] of [
    [network, 'The network to be trained'],
    [known, `The model in ${from}`],
  ] as const)
    if (networkOf(own).kind !== 'two-part')
      throw new DataError(
        'no-matching-part',
        `${what} (${own.type ?? 'dm'}) has no matching part of its own`,
        'Name a network and a model that find moments only',
      );
  if (!isDeepStrictEqual(known['matching'], network['matching']))
    throw new DataError(
      'matching-differs',
      `The matching part of the model in ${from} has other sizes than that of the network to be trained`,
      'Name a model that was trained by the same recipe',
    );
  return new Map([...(await readParameters(from))].filter(([name]) => name.startsWith(PREFIX)));
}
