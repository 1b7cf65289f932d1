/** What the training of a network with queries lowers, as Moment-DETR and QD-DETR have it. */
import type { Values } from '../../graph/compile.ts';
import { add } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { DetectionLosses } from '../network.ts';
import { framePairs, PAIRS } from './labels.ts';
import { MARGIN_INPUTS, marginLoss, SET_INPUTS, setLosses, type SetAnswers } from './set-losses.ts';
import { pairFeeds, setTargets, valuesOf } from './set-targets.ts';
import { weighedLosses } from './weighed-losses.ts';

/** Weights of the losses in the authors' code; those of matched queries count in every decoder layer. */
const WEIGHTS = { loss_span: 10, loss_giou: 1, loss_label: 4, loss_saliency: 1 } as const;
/** Norm of the gradients in the authors' training. */
const MAX_GRADIENT = 0.1;

/** What a network asks of saliency besides the margin between pairs of frames. */
export interface MoreOfSaliency {
  /** Each []. */
  readonly losses: readonly Tensor[];
  /** The inputs that `feeds` gives. */
  readonly targetNames: readonly string[];
  /** From how salient the real frames of each window are; of a window without pairs nothing is known. */
  feeds(ratings: readonly (readonly number[])[]): Readonly<Record<string, Values>>;
}

const NOTHING_MORE: MoreOfSaliency = { losses: [], targetNames: [], feeds: () => ({}) };

/** From the answers of all layers. */
export function setDetectionLosses(answers: SetAnswers, more = NOTHING_MORE): DetectionLosses {
  const { span, giou, label } = setLosses(answers);
  return {
    answers: { logits: answers.logits, spans: answers.spans },
    losses: weighedLosses(WEIGHTS, {
      loss_span: span,
      loss_giou: giou,
      loss_label: label,
      loss_saliency: [marginLoss(answers.saliency, PAIRS), ...more.losses].reduce(add),
    }),
    maxGradient: MAX_GRADIENT,
    targetNames: [...SET_INPUTS, ...MARGIN_INPUTS, ...more.targetNames],
    targets({ moments, frameNum }, values, random) {
      const boxes = moments.map((own) => own.map(({ box }) => box));
      const set = setTargets(valuesOf(answers, values), boxes);
      const pairs = moments.map((own, window) => framePairs(own, frameNum[window]!, random));
      const ratings = pairs.map((own) => own?.all ?? []);
      return { ...set, feeds: { ...set.feeds, ...pairFeeds(pairs), ...more.feeds(ratings) } };
    },
  };
}
