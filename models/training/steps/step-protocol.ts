/** What the training thread and a step's worker say to each other, and the memory they share. */
import type { PackedBatch } from '../../../src/analysis/pack.ts';
import type { NetworkConfig } from '../../networks/network.ts';
import { networkOf } from '../../networks/registry.ts';
import type { Forward } from './end-to-end-step.ts';
import type { MsmOptions } from './msm-step.ts';
import type { EndToEndTargets, EndToEndTerms, Library, MsmTargets, MsmTerms, Parameters } from './types.ts';

/** Which of the two steps a worker runs. */
export type StepKind = 'end-to-end' | 'msm';

/** What a worker is started with. */
export interface WorkerData {
  readonly kind: StepKind;
  readonly options: MsmOptions;
  /** Both laid out as {@link sharedParameters} says; the worker reads the first and writes the second. */
  readonly parameters: SharedArrayBuffer;
  readonly gradients: SharedArrayBuffer;
}

/** What the training thread asks. */
export type StepRequest =
  | {
      readonly type: 'forward';
      readonly batch: PackedBatch;
      readonly library: Library;
      readonly seed: number;
    }
  | { readonly type: 'backward'; readonly targets: EndToEndTargets }
  | {
      readonly type: 'msm';
      readonly batch: PackedBatch;
      readonly library: Library;
      readonly targets: MsmTargets;
      readonly seed: number;
    }
  /** The last one: frees everything and ends the thread, without an answer. */
  | { readonly type: 'release' };

/** What the worker answers, once for each request but the last. */
export type StepAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'forward'; readonly forward: Forward }
  /** `names`: the parameters whose gradients now stand in the shared memory. */
  | { readonly type: 'backward'; readonly terms: EndToEndTerms; readonly names: readonly string[] }
  | {
      readonly type: 'msm';
      readonly terms: MsmTerms;
      readonly counts: { readonly fore: number; readonly back: number };
      readonly names: readonly string[];
    }
  | { readonly type: 'failed'; readonly message: string };

/** Views of all parameters, one after the other, in a buffer (a new one unless given). */
export function sharedParameters(
  config: NetworkConfig,
  given?: SharedArrayBuffer,
): { buffer: SharedArrayBuffer; views: Parameters } {
  const sizes = [...networkOf(config).parameterShapes(config)].map(
    ([name, shape]) => [name, shape.reduce((size, extent) => size * extent, 1)] as const,
  );
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const buffer = given ?? new SharedArrayBuffer(total * Float32Array.BYTES_PER_ELEMENT);
  let at = 0;
  const views: Parameters = new Map();
  for (const [name, size] of sizes) {
    views.set(name, new Float32Array(buffer, at * Float32Array.BYTES_PER_ELEMENT, size));
    at += size;
  }
  return { buffer, views };
}
