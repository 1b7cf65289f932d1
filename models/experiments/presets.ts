/** How large the networks of an experiment are, how long they are trained, and how large a corpus is made. */
import { FULL_CONFIG, type DmConfig } from '../networks/dm/config.ts';
import { authorsRecipe, paperRecipe, type RunConfig, type StageConfig } from '../training/config.ts';

/** Names of the presets. */
export const PRESET_NAMES = ['smoke', 'small', 'full'] as const;
/** One of {@link PRESET_NAMES}. */
export type PresetName = (typeof PRESET_NAMES)[number];

/** Sizes of an experiment. */
export interface Preset {
  readonly name: PresetName;
  /** Of D&M and of what matches beside other networks; those are as wide (`configOfType`). */
  readonly network: DmConfig;
  readonly msm: StageConfig;
  readonly endToEnd: StageConfig;
  /** Effects that a moment is compared with where they are drawn: its own and the others. */
  readonly negatives: number;
  /** Most sentences of a stream in a training window, the blank not counted. */
  readonly maxTexts: number;
  readonly loss: RunConfig['loss'];
  readonly weightDecay: number;
  /** Of a generated corpus: shows, and the share of the bank of pictures that they are of. */
  readonly corpus: { readonly videos: number; readonly pictures: number };
}

const sized = (hidden: number, heads: number, layers: number): DmConfig => ({
  ...FULL_CONFIG,
  hidden_dim: hidden,
  head_num: heads,
  att_dim: hidden / heads,
  ffn_dim: 2 * hidden,
  encoder_layer_num: layers,
  decoder_layer_num: layers,
});

const authors = authorsRecipe({ msm: 0, endToEnd: 0 });
const paper = paperRecipe({ msm: 0, endToEnd: 0 });

/** All presets. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  // Shows that everything runs; its figures say nothing.
  smoke: {
    name: 'smoke',
    network: { ...sized(16, 2, 1), query_num: 5 },
    msm: { steps: 4, batch: 8, lr: 1e-3, warmup: 2 },
    endToEnd: { steps: 4, batch: 8, lr: 1e-3, warmup: 2 },
    negatives: 8,
    maxTexts: 8,
    loss: authors.loss,
    weightDecay: authors.weightDecay,
    corpus: { videos: 12, pictures: 0.02 },
  },
  // All rows and three seeds in a night on two cores: steps of few windows with a large learning rate.
  small: {
    name: 'small',
    network: { ...sized(64, 4, 2), query_num: 6 },
    msm: { steps: 250, batch: 64, lr: 1e-3, warmup: 50 },
    endToEnd: { steps: 500, batch: 64, lr: 1e-3, warmup: 50 },
    negatives: 50,
    maxTexts: 12,
    loss: authors.loss,
    weightDecay: authors.weightDecay,
    corpus: { videos: 1000, pictures: 1 },
  },
  // The paper's network, batches, weights of losses and decay; the numbers of steps are ours.
  full: {
    name: 'full',
    network: FULL_CONFIG,
    msm: { ...paper.msm, steps: 20_000 },
    endToEnd: { ...paper.endToEnd, steps: 60_000 },
    negatives: paper.negatives.count,
    maxTexts: 40,
    loss: paper.loss,
    weightDecay: paper.weightDecay,
    corpus: { videos: 6000, pictures: 1 },
  },
};
