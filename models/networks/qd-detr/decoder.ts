/** The second half of QD-DETR: queries are boxes that each layer moves, after DAB-DETR and Conditional DETR. */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, detach, div, log, max, mul, sigmoid, sub } from '../../graph/ops/elementwise.ts';
import { constant, scalar, type Tensor } from '../../graph/tensor.ts';
import { attend, linear, norm } from '../layers.ts';
import { boxPositions } from '../retrieval/positions.ts';
import { mlp } from '../retrieval/projection.ts';
import { feedForward } from '../retrieval/transformer.ts';
import type { QdDetrScope } from './config.ts';
import { prelu, type Memory } from './encoder.ts';

const DECODER = 'transformer.decoder';
/** Keeps 0 and 1 from becoming infinite. */
const EDGE = 1e-3;

/** ln(x / (1 − x)), both held at 0.001 or above. */
export const logit = (x: Tensor): Tensor =>
  log(div(max(x, scalar(EDGE)), max(sub(scalar(1), x), scalar(EDGE))));

/** What a layer said. */
export interface Decoded {
  /** [batch, queries, d], normed. */
  readonly h: Tensor;
  /** The boxes (center, width) that it looked from [batch or 1, queries, 2]. */
  readonly reference: Tensor;
}

/** Two tensors' channels side by side in each head: [batch, tokens, d] and the same → [batch, tokens, 2d]. */
function besideInHeads(heads: number, a: Tensor, b: Tensor): Tensor {
  const perHead = (x: Tensor): Tensor => {
    const [batch = 1, tokens = 1, width = 1] = x.shape;
    return reshape(x, [batch, tokens, heads, Number(width) / heads]);
  };
  const [batch = 1, tokens = 1, width = 1] = a.shape;
  // Dropout gives each window queries of its own in the first layer, too, where their places are still the same for all.
  const own = b.shape[0] === batch ? b : add(b, mul(a, scalar(0)));
  return reshape(concat([perHead(a), perHead(own)], 3), [batch, tokens, 2 * Number(width)]);
}

interface Places {
  /** Code of the boxes, scaled [.., queries, d]. */
  readonly sine: Tensor;
  /** What is learned from it [.., queries, d]. */
  readonly query: Tensor;
}

function selfAttention(scope: QdDetrScope, layer: string, y: Tensor, { query }: Places): Tensor {
  const project = (part: string, x: Tensor): Tensor => linear(scope, `${layer}.${part}_proj`, x);
  const mixed = attend(scope, scope.config.nheads, {
    query: add(project('sa_qcontent', y), project('sa_qpos', query)),
    key: add(project('sa_kcontent', y), project('sa_kpos', query)),
    value: project('sa_v', y),
  });
  return linear(scope, `${layer}.self_attn.out_proj`, mixed);
}

function crossAttention(
  scope: QdDetrScope,
  { layer, isFirst }: { readonly layer: string; readonly isFirst: boolean },
  y: Tensor,
  places: Places,
  { frames, positions, mask }: Memory,
): Tensor {
  const { nheads: heads } = scope.config;
  const project = (part: string, x: Tensor): Tensor => linear(scope, `${layer}.${part}_proj`, x);
  let query = project('ca_qcontent', y);
  let key = project('ca_kcontent', frames);
  const keyPlace = project('ca_kpos', positions);
  if (isFirst) {
    query = add(query, project('ca_qpos', places.query));
    key = add(key, keyPlace);
  }
  const mixed = attend(scope, heads, {
    query: besideInHeads(heads, query, project('ca_qpos_sine', places.sine)),
    key: besideInHeads(heads, key, keyPlace),
    value: project('ca_v', frames),
    mask,
  });
  return linear(scope, `${layer}.cross_attn.out_proj`, mixed);
}

function placesOf(scope: QdDetrScope, reference: Tensor, y: Tensor, isFirst: boolean): Places {
  const code = boxPositions(reference, scope.config.hidden_dim);
  const scaled = isFirst ? code : mul(code, mlp(scope, `${DECODER}.query_scale`, 2, y));
  // How wide each query looks, beside its own width.
  const breadth = div(sigmoid(mlp(scope, `${DECODER}.ref_anchor_head`, 2, y)), slice(reference, -1, 1, 2));
  return { sine: mul(scaled, breadth), query: mlp(scope, `${DECODER}.ref_point_head`, 2, code) };
}

/** What every layer says, first layer first. */
export function decode(scope: QdDetrScope, memory: Memory): Decoded[] {
  const { num_queries: queries, hidden_dim: width, dec_layers: layers } = scope.config;
  let y: Tensor = constant(new Float32Array(queries * width), [1, queries, width]);
  let reference = reshape(sigmoid(scope.parameter('query_embed.weight')), [1, queries, 2]);
  const outputs: Decoded[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const name = `${DECODER}.layers.${layer}`;
    const isFirst = layer === 0;
    // A layer learns to move boxes, not to have been given others: but for the first, where it looks from is fixed.
    const from = isFirst ? reference : detach(reference);
    const places = placesOf(scope, from, y, isFirst);
    y = norm(scope, `${name}.norm1`, add(y, selfAttention(scope, name, y, places)));
    const seen = crossAttention(scope, { layer: name, isFirst }, y, places, memory);
    y = norm(scope, `${name}.norm2`, add(y, seen));
    y = norm(scope, `${name}.norm3`, add(y, feedForward(scope, name, prelu(scope), y)));
    outputs.push({ h: norm(scope, `${DECODER}.norm`, y), reference });
    reference = sigmoid(add(mlp(scope, `${DECODER}.bbox_embed`, 3, y), logit(from)));
  }
  return outputs;
}
