/** What Moment-DETR's training lowers. */
import type { Tensor } from '../../graph/tensor.ts';
import type { DetectionLosses } from '../network.ts';
import { PAIRS } from '../retrieval/labels.ts';
import {
  MARGIN_INPUTS,
  marginLoss,
  SET_INPUTS,
  setLosses,
  type SetAnswers,
} from '../retrieval/set-losses.ts';
import { pairFeeds, pairsOf, setTargets, valuesOf } from '../retrieval/set-targets.ts';

/** Weights of the losses in the authors' code; those of matched queries count in every decoder layer. */
const WEIGHTS = { span: 10, giou: 1, label: 4, saliency: 1 } as const;

/** Norm of the gradients in the authors' training. */
const MAX_GRADIENT = 0.1;

/** From the answers of all layers. */
export function momentDetrLosses(answers: SetAnswers): DetectionLosses {
  const { span, giou, label } = setLosses(answers);
  const loss = (value: Tensor, weight: number) => ({ value, weight });
  return {
    answers: { logits: answers.logits, spans: answers.spans },
    losses: {
      loss_span: loss(span, WEIGHTS.span),
      loss_giou: loss(giou, WEIGHTS.giou),
      loss_label: loss(label, WEIGHTS.label),
      loss_saliency: loss(marginLoss(answers.saliency, PAIRS), WEIGHTS.saliency),
    },
    maxGradient: MAX_GRADIENT,
    targetNames: [...SET_INPUTS, ...MARGIN_INPUTS],
    targets(truth, values, random) {
      const boxes = truth.moments.map((own) => own.map(({ box }) => box));
      const set = setTargets(valuesOf(answers, values), boxes);
      return { ...set, feeds: { ...set.feeds, ...pairFeeds(pairsOf(truth, random)) } };
    },
  };
}
