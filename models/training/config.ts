/** A training run as data: `config.json` of its folder. The seed and this fix every number of a run on one machine. */
import { z } from 'zod';
import { TAGS } from '../../src/streams/values.ts';
import { EARLIER } from '../../src/streams/windows.ts';
import { FULL_CONFIG, type DmConfig } from '../networks/dm/config.ts';
import { configOfType, networkConfigSchema, networkOf } from '../networks/registry.ts';
import { PRETRAINING_TASKS } from './pretraining-task.ts';
import { SIMILARITY_DRAWS } from './tag-aware-negatives.ts';

const count = z.int().nonnegative();
const weight = z.number().nonnegative();

const stageSchema = z.object({
  steps: count,
  batch: z.int().positive(),
  lr: z.number().positive(),
  warmup: count,
});

/** What a run is made with; kept in its folder, so that it goes on as it began. */
export const runConfigSchema = z.object({
  seed: z.int(),
  network: networkConfigSchema,
  /** Padded tokens of each stream, blanks included. */
  shape: z.object({ frames: z.int().positive(), tts: z.int().positive(), asr: z.int().positive() }),
  /** Pre-training, by moment-SFX matching unless `pretraining` names another task. */
  msm: stageSchema,
  pretraining: z.enum(PRETRAINING_TASKS).default('msm'),
  endToEnd: stageSchema,
  negatives: z.object({
    /**
     * What a moment is compared with: the code's uniform then tag-aware draws, one of the two throughout, other draws by
     * similarity (`SimilarityDraw`), or the whole library.
     */
    mode: z.enum(['uniform-then-tag-aware', 'uniform', ...SIMILARITY_DRAWS, 'library']),
    /** Negatives and the positive of one moment (the code's nega_num); ignored for the whole library. */
    count: z.int().min(2),
    /** Share of the end-to-end steps after which sampling turns tag-aware; the code: 1000 of 3000 epochs. */
    tagAwareFrom: z.number().min(0).max(1),
  }),
  /** Weights of the losses; further ones are those that the network adds, by their names. */
  loss: z
    .object({
      foreMatch: weight,
      l1: weight,
      giou: weight,
      backMatch: weight,
      sentence: weight.default(0),
    })
    .catchall(weight),
  msmLoss: z.object({ foreMatch: weight, backMatch: weight }),
  /** Of moment-SFX matching as an auxiliary task beside end-to-end training. */
  auxiliaryMsm: weight.default(0),
  matching: z.object({ match: weight, l1: weight, giou: weight }),
  /** Of the classifier of sentences by their context, which is fitted by itself; 0 where the network has none. */
  contextSteps: count.default(0),
  weightDecay: weight,
  dropout: z.object({
    attention: z.number().min(0).lt(1),
    ffn: z.number().min(0).lt(1),
    /** Of the values of the sentences' vectors, before the network. */
    text: z.number().min(0).lt(1).default(0),
  }),
  threads: z.int().positive(),
  device: z.enum(['cpu', 'cuda', 'webgpu']),
  /** Seconds between checkpoints. */
  checkpointSeconds: z.number().positive(),
});
/** A checked `runConfigSchema`. */
export type RunConfig = z.infer<typeof runConfigSchema>;
/** Steps, windows in each, learning rate and warm-up of one stage. */
export type StageConfig = z.infer<typeof stageSchema>;

/** Dropout of the authors' training script. */
const DROPOUT = { attention: 0.1, ffn: 0.1, text: 0 };

/** What the authors' training scripts run, for a given number of steps; the network at full size. */
export function authorsRecipe(steps: { msm: number; endToEnd: number }): RunConfig {
  return {
    seed: 1,
    network: FULL_CONFIG,
    shape: { frames: 12, tts: 41, asr: 41 },
    msm: { steps: steps.msm, batch: 32, lr: 3e-4, warmup: 100 },
    pretraining: 'msm',
    endToEnd: { steps: steps.endToEnd, batch: 32, lr: 3e-4, warmup: 100 },
    negatives: { mode: 'uniform-then-tag-aware', count: 50, tagAwareFrom: 1 / 3 },
    loss: { foreMatch: 1, l1: 4, giou: 1, backMatch: 1, sentence: 0 },
    msmLoss: { foreMatch: 1, backMatch: 0.5 },
    auxiliaryMsm: 0,
    matching: { match: 1, l1: 5, giou: 5 },
    contextSteps: 0,
    weightDecay: 1e-3,
    dropout: DROPOUT,
    threads: 2,
    device: 'cpu',
    checkpointSeconds: 60,
  };
}

/**
 * The recipe where the paper says otherwise: equal loss weights, a weight decay of 1e-4, batches of 512 and 256,
 * tag-aware negatives from the first step.
 */
export function paperRecipe(steps: { msm: number; endToEnd: number }): RunConfig {
  const base = authorsRecipe(steps);
  return {
    ...base,
    msm: { ...base.msm, batch: 512 },
    endToEnd: { ...base.endToEnd, batch: 256 },
    negatives: { ...base.negatives, mode: 'tag-aware' },
    loss: { foreMatch: 1, l1: 1, giou: 1, backMatch: 1, sentence: 0 },
    weightDecay: 1e-4,
  };
}

/** Most steps of the classifier of sentences by their context, for the written talks, and with labelled stretches of real talk beside them. */
export const CONTEXT_STEPS = { written: 1300, withLabelled: 3500 } as const;

/** The bundled checkpoint's network. */
export const STARTER_NETWORK: DmConfig = {
  ...FULL_CONFIG,
  hidden_dim: 96,
  head_num: 8,
  att_dim: 12,
  encoder_layer_num: 2,
  decoder_layer_num: 2,
  ffn_dim: 256,
  sentence_classes: 1 + TAGS.length,
  context_hidden: 384,
  // On talks that no training saw the classifier by context ranks best almost alone (bench/reports/real-talk.md).
  context_share: 0.8,
};

/** That of the bundled checkpoint for Chinese: there are far fewer talks, and its folder stays small. */
export const ZH_NETWORK: DmConfig = {
  ...STARTER_NETWORK,
  hidden_dim: 64,
  att_dim: 8,
  context_hidden: 48,
  context_share: 0.5,
};

/**
 * The bundled checkpoint's recipe: large batches, a large learning rate, and the whole library (of some 80
 * effects) instead of drawn negatives. Corpus windows of 12 s hold at most a dozen sentences, so `asr` is short; the second
 * text stream has the sentences from before the window. Much is dropped, since the talks are few. `sizes` are those of D&M, or of
 * the part that matches beside a network of another `type`.
 */
export function starterRecipe(
  steps: { msm: number; endToEnd: number },
  seed: number,
  sizes = STARTER_NETWORK,
  type = 'dm',
): RunConfig {
  const base = authorsRecipe(steps);
  const network = configOfType(type, sizes);
  return {
    ...base,
    seed,
    network,
    // The networks that find moments only do not tell what is said in a window from what was said before it.
    shape: { frames: 12, tts: networkOf(network).kind === 'joint' ? 1 + EARLIER : 1, asr: 12 },
    msm: { steps: steps.msm, batch: 128, lr: 1e-3, warmup: 100 },
    endToEnd: { steps: steps.endToEnd, batch: 128, lr: 1e-3, warmup: 100 },
    negatives: { ...base.negatives, mode: 'library' },
    loss: { ...base.loss, sentence: 2 },
    contextSteps: Math.min(steps.endToEnd, CONTEXT_STEPS.written),
    dropout: { attention: 0.1, ffn: 0.1, text: 0.3 },
  };
}
