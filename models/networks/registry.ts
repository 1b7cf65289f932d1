/** The networks that there are, by the `type` of a run's configuration or of a checkpoint's manifest. */
import { z } from 'zod';
import { MomentfxError } from '../../src/core/errors.ts';
import { withMatching, type PairedNetwork } from './detection.ts';
import type { DmConfig } from './dm/config.ts';
import { dm } from './dm/index.ts';
import { momentDetr } from './moment-detr/index.ts';
import { qdDetr } from './qd-detr/index.ts';
import type { Network, NetworkConfig, Scope } from './network.ts';
import { r2Tuning } from './r2-tuning/index.ts';
import { parameterInputs, type ParameterInputs } from './scope.ts';
import { slidingWindow } from './sliding-window/index.ts';
import { univtg } from './univtg/index.ts';

/** What a configuration without a type means: manifests of earlier checkpoints have none. */
const DEFAULT_TYPE = dm.type;

/** Those that find moments, with what matches them. */
const paired = [
  withMatching(momentDetr),
  withMatching(qdDetr),
  withMatching(univtg),
  withMatching(r2Tuning),
] as readonly PairedNetwork[];

const networks = new Map<string, Network>(
  [dm as Network, ...paired].map((network) => [network.type, network]),
);

/** The types of the networks that come with the project and that a run trains whole, D&M first. */
export const BUNDLED_TYPES: readonly string[] = [...networks.keys()];

// Trained by moment-SFX matching alone: experiments compare the others with it.
networks.set(slidingWindow.type, slidingWindow);

/**
 * A configuration of a bundled type: the sizes of D&M that are given, or of another network beside a matching part of these sizes.
 * Throws a {@link NetworkTypeError} for a type that is not bundled.
 */
export function configOfType(type: string, dmSizes: DmConfig): NetworkConfig {
  if (type === dm.type) return dmSizes;
  const network = paired.find((own) => own.type === type);
  if (network !== undefined) return network.configBeside(dmSizes);
  throw new NetworkTypeError(
    `No network of type "${type}" is bundled`,
    `Use one of ${BUNDLED_TYPES.join(', ')}`,
  );
}

/**
 * A type that names no network here, or one that is taken.
 * @public Callers may tell it apart.
 */
export class NetworkTypeError extends MomentfxError<'network-type'> {
  constructor(what: string, nextStep: string) {
    super('network-type', `${what}.`, `${nextStep}.`);
  }
}

/**
 * Makes a network known in this process (worker threads know only the bundled ones). Throws a {@link NetworkTypeError}
 * where its type is taken.
 * @public For networks that are not of this project.
 */
export function registerNetwork<Config extends NetworkConfig>(network: Network<Config>): void {
  if (networks.has(network.type))
    throw new NetworkTypeError(
      `There is a network of type "${network.type}" already`,
      'Give this one another type',
    );
  networks.set(network.type, network);
}

/** The network that a configuration is of. Throws a {@link NetworkTypeError} where there is none of its type. */
export function networkOf({ type = DEFAULT_TYPE }: Pick<NetworkConfig, 'type'>): Network {
  const network = networks.get(type);
  if (network !== undefined) return network;
  throw new NetworkTypeError(
    `There is no network of type "${type}"`,
    `Use one of ${[...networks.keys()].join(', ')}, or a version of momentfx that has it`,
  );
}

/** Checks a configuration of any known network, by its own schema. */
export const networkConfigSchema = z
  .looseObject({ type: z.exactOptional(z.string()) })
  .transform((value, context): NetworkConfig => {
    const { type = DEFAULT_TYPE } = value;
    const network = networks.get(type);
    if (network === undefined) {
      context.addIssue({ code: 'custom', path: ['type'], message: `there is no network of type "${type}"` });
      return z.NEVER;
    }
    const parsed = network.configSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues)
      context.addIssue({ code: 'custom', path: [...path], message });
    return z.NEVER;
  });

/** A scope that also tells which parameters a graph has asked for. */
export type ParameterScope<Config = NetworkConfig> = Scope<Config> & ParameterInputs;

/** A scope whose parameters are graph inputs under their own names; without `drop` nothing is dropped. */
export function parameterScope<Config extends NetworkConfig>(
  config: Config,
  drop: Scope['drop'] = (_kind, x) => x,
): ParameterScope<Config> {
  const network = networkOf(config);
  return { config, drop, ...parameterInputs(network.type, network.parameterShapes(config)) };
}
