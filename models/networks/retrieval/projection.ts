/** The projections in front, and the small networks behind: layers under the authors' names. */
import { relu } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { linear, norm, type NormScope } from '../layers.ts';
import type { Scope } from '../network.ts';

/** Linear(LN(x)) a few times over, with ReLU between: `<name>.<i>.LayerNorm`, `<name>.<i>.net.1`. */
export function inputProjection(
  scope: NormScope & Pick<Scope<{ readonly n_input_proj: number }>, 'config'>,
  name: string,
  x: Tensor,
): Tensor {
  let y = x;
  for (let layer = 0; layer < scope.config.n_input_proj; layer++) {
    if (layer > 0) y = relu(y);
    y = linear(scope, `${name}.${layer}.net.1`, norm(scope, `${name}.${layer}.LayerNorm`, y));
  }
  return y;
}

/** Linear layers with ReLU between: `<name>.layers.<i>`. */
export function mlp(scope: Pick<Scope, 'parameter'>, name: string, layers: number, x: Tensor): Tensor {
  let y = x;
  for (let layer = 0; layer < layers; layer++) {
    if (layer > 0) y = relu(y);
    y = linear(scope, `${name}.layers.${layer}`, y);
  }
  return y;
}
