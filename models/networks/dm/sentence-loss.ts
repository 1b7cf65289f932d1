/** The loss of the head that classifies sentences. */
import { reshape } from '../../graph/ops/arrange.ts';
import { mul, sub } from '../../graph/ops/elementwise.ts';
import { logSumExp, reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { input, type Tensor } from '../../graph/tensor.ts';

/**
 * Σ weight·cross-entropy of the window's sentences, from logits [batch, asr, classes]; the weights of a batch add up to 1.
 * Reads the inputs `sentence_class`, each sentence's shares of the classes, and `sentence_weight` [batch, asr].
 */
export function sentenceLoss(logits: Tensor): Tensor {
  const [batch = 1, asr = 1, classes = 1] = logits.shape;
  const target = input('sentence_class', 'float', [batch, asr, classes]);
  const weight = input('sentence_weight', 'float', [batch, asr]);
  const surprise = reduceSum(mul(target, sub(logSumExp(logits), logits)), [2]);
  return sumAll(mul(reshape(surprise, [batch, asr]), weight));
}
