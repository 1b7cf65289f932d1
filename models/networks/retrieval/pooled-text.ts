import { reshape } from '../../graph/ops/arrange.ts';
import { add } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { softmax } from '../../graph/ops/reduce.ts';
import type { Tensor } from '../../graph/tensor.ts';

/**
 * The mean of text tokens [batch, tokens, d], weighed by the softmax of their scores [batch, tokens, 1]: [batch, 1, d]. `mask`
 * [batch, 1, 1, tokens] is added to the scores; see `hidden`.
 */
export function pooledText(text: Tensor, scores: Tensor, mask: Tensor): Tensor {
  const [batch = 1, tokens = 1] = text.shape;
  const row = (x: Tensor): Tensor => reshape(x, [batch, 1, tokens]);
  return matmul(softmax(add(row(scores), row(mask))), text);
}
