/** What a training step takes and gives; names as in the parity fixtures. */
import type { Device } from '../../graph/compile.ts';
import type { NetworkConfig } from '../../networks/network.ts';
import type { Assignment } from '../hungarian.ts';
import type { PackedMoments } from '../moment-targets.ts';

/** Parameters or gradients by the fixtures' names, row-major. */
export type Parameters = Map<string, Float32Array>;

/** Weights of the loss terms; the authors' are 1, 4, 1, 1 end to end, and 1, 0.5 in pre-training. */
export interface LossWeights {
  readonly foreMatch: number;
  readonly l1: number;
  readonly giou: number;
  readonly backMatch: number;
  /** Of further losses, by their names in the network (`Built.losses`), such as `sentence`; 1 where not named. */
  readonly [loss: string]: number;
}
/** The authors' weights of end-to-end training. */
export const END_TO_END_WEIGHTS = { foreMatch: 1, l1: 4, giou: 1, backMatch: 1 } as const;
/** The authors' weights of moment-SFX matching (pre-training). */
export const MSM_WEIGHTS = { foreMatch: 1, backMatch: 0.5 };

/** What a step is opened with. */
export interface StepOptions {
  /** Of the network. */
  readonly config: NetworkConfig;
  /** Windows in every batch. */
  readonly batch: number;
  /** Where they are a part of a larger batch, the place of the first; decides what is dropped of each. */
  readonly firstWindow?: number;
  /** Padded tokens of each stream, blanks included. */
  readonly shape: { readonly frames: number; readonly tts: number; readonly asr: number };
  readonly librarySize: number;
  readonly threads: number;
  readonly device?: Device;
  readonly dropout?: { readonly attention: number; readonly ffn: number };
  readonly weights?: Partial<LossWeights>;
  /** Where to write onnxruntime profiles, for measurements. */
  readonly profile?: string;
}

/** Features of the effects that moments are matched with. */
export interface Library {
  /** [L, 1024], [L, 512], [L] (tag 0…5). */
  readonly audio: Float32Array;
  readonly text: Float32Array;
  readonly tag: Int32Array;
}

/**
 * The effects each item is compared with besides SFX0: library rows, the same number for each item, row after
 * row (`fore` [moments, n] with the positive first; `back` [background items, n]), or the whole library.
 */
export type Candidates = { readonly fore: Int32Array; readonly back: Int32Array } | 'library';

/** How many rows share each mean: one number for each decoder layer, a single one in pre-training. */
export interface RowTotals {
  readonly fore: readonly number[];
  readonly back: readonly number[];
}

/** What the answers of an end-to-end step are compared with. */
export interface EndToEndTargets {
  readonly moments: Pick<PackedMoments, 'moment_bbox_gt' | 'moment_sfx_index' | 'moment_num' | 'back_num'>;
  readonly candidates: Candidates;
  /** For each decoder layer and each video of the batch: queries and the moments (inside the video) given to them. */
  readonly assignment: readonly (readonly Assignment[])[];
  /** Rows of the batch that this is a part of; default: this batch's own. */
  readonly totals?: RowTotals;
}

/** What a step of moment-SFX matching learns from. */
export interface MsmTargets {
  readonly moments: Pick<
    PackedMoments,
    'moment_start_frame' | 'moment_end_frame' | 'moment_sfx_index' | 'moment_num'
  >;
  readonly candidates: Candidates;
  /** Rows of the batch that this is a part of; default: this batch's own. */
  readonly totals?: RowTotals;
}

/** A batch without matched moments (or background items) has 0 for their terms, and accuracies NaN. */
export interface EndToEndTerms {
  readonly total: number;
  /** One value for each decoder layer. */
  readonly layer: readonly number[];
  readonly foreMatch: readonly number[];
  readonly l1: readonly number[];
  readonly giou: readonly number[];
  readonly backMatch: readonly number[];
  /** Share of matched pairs whose largest logit is the positive; of background items whose largest is SFX0. */
  readonly foreTop1: readonly number[];
  readonly backTop1: readonly number[];
}

/** Losses and accuracies of a step of moment-SFX matching; see `EndToEndTerms` for batches without moments. */
export interface MsmTerms {
  readonly total: number;
  readonly fore: number;
  readonly back: number;
  readonly foreTop1: number;
  readonly backTop1: number;
  /** Share of moments whose positive is the nearest of the whole library and SFX0. */
  readonly rank1: number;
}
