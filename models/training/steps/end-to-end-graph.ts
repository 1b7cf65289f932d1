/** The graph of end-to-end training: forward pass, losses of every decoder layer, all gradients. */
import { gradients } from '../../graph/gradient.ts';
import { reshape } from '../../graph/ops/arrange.ts';
import { abs, add, mul, sub } from '../../graph/ops/elementwise.ts';
import { reduceMean, reduceSum } from '../../graph/ops/reduce.ts';
import { split, type Halves } from '../../graph/split.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import { giou } from '../../networks/boxes.ts';
import { libraryInputs, videoInputs } from '../../networks/inputs.ts';
import { networkOf, parameterScope } from '../../networks/registry.ts';
import { contrast } from './contrast.ts';
import type { Dropout } from './dropout.ts';
import { END_TO_END_WEIGHTS, type StepOptions } from './types.ts';

/** Known only once the queries are matched. */
const LATE_INPUTS = ['candidate_log_count', 'target', 'box_target', 'fore_weight', 'back_weight'];
/** In front of the name of the parameter that an output is the gradient of. */
export const GRADIENT = 'gradient.';

/** Of a loss that the network adds. */
const weightOf = ({ weights }: StepOptions, loss: string): number => weights?.[loss] ?? 1;

/** Both halves: up to what matching needs, and from the matched queries to losses and gradients. */
export function endToEndGraph(options: StepOptions, dropout: Dropout): Halves {
  const { config, batch } = options;
  const network = networkOf(config);
  if (network.kind !== 'joint') throw new Error(`internal: ${network.type} is trained in two parts`);
  const sizes = network.sizes(config);
  const scope = parameterScope(config, dropout.drop);
  const built = network.build(scope, videoInputs({ config: sizes }, batch, options.shape), 'all');
  const { embedding, box } = built;
  const side = network.effects(scope, libraryInputs({ config: sizes }, options.librarySize));

  const layers = sizes.decoder_layer_num;
  const rows = layers * batch * sizes.query_num;
  const flat = reshape(embedding, [rows, sizes.hidden_dim]);
  const { logits, crossEntropy } = contrast(flat, side.effects, side.noEffect, side.logScale);
  const [foreWeight, backWeight] = [
    input('fore_weight', 'float', [rows]),
    input('back_weight', 'float', [rows]),
  ];
  const boxes = reshape(box, [rows, 2]);
  const truth = input('box_target', 'float', [rows, 2]);
  /** Σ over the rows of each layer. */
  const sum = (values: Tensor, weight: Tensor): Tensor =>
    reshape(reduceSum(reshape(mul(reshape(values, [rows]), weight), [layers, rows / layers]), [1]), [layers]);
  const terms = {
    foreMatch: sum(crossEntropy, foreWeight),
    l1: sum(reduceMean(abs(sub(boxes, truth)), [1]), foreWeight),
    giou: sum(sub(scalar(1), giou(boxes, truth)), foreWeight),
    backMatch: sum(crossEntropy, backWeight),
  };
  const weights = { ...END_TO_END_WEIGHTS, ...options.weights };
  const layer = (Object.keys(terms) as (keyof typeof terms)[])
    .map((name) => mul(terms[name], scalar(weights[name])))
    .reduce(add);
  const detection = reduceMean(layer, [0]);
  const total = Object.entries(built.losses?.() ?? {}).reduce(
    (sum, [name, loss]) => add(sum, mul(loss, scalar(weightOf(options, name)))),
    detection,
  );

  const names = [...scope.used.keys()];
  const flows = gradients(total, [...scope.used.values()]);
  const grads = Object.fromEntries(
    names.flatMap((name, at) => (flows[at] ? [[GRADIENT + name, flows[at]]] : [])),
  );
  const early = {
    ...(built.encoded && { videoEmb: built.encoded }),
    momentEmb: embedding,
    momentBox: box,
    sfxEmb: side.effects,
    sfx0Norm: side.noEffect,
  };
  return split(early, { ...terms, layer, total, logits, ...grads }, new Set(LATE_INPUTS));
}
