/** The graphs that train a sentence encoder's upper layers on labelled sentences: forward pass, loss, all gradients. */
import { gradients } from '../../graph/gradient.ts';
import { reshape } from '../../graph/ops/arrange.ts';
import { add, mul, sub } from '../../graph/ops/elementwise.ts';
import { logSumExp, reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { input, type Tensor } from '../../graph/tensor.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import type { BertConfig } from '../../encoders/minilm/config.ts';
import {
  embedTokens,
  meanOfTokens,
  presence,
  runLayers,
  taskValues,
  type BertScope,
  type DropKind,
} from '../../encoders/minilm/network.ts';
import { bertShapes, trainedShapes } from '../../encoders/minilm/parameters.ts';
import { parameterInputs, type ParameterInputs } from '../../networks/scope.ts';
import { GRADIENT } from './end-to-end-graph.ts';

/** What is trained, and the sizes that the graph is built for. */
export interface TextEncoderShape {
  readonly config: BertConfig;
  /** How many layers are trained, from the top; at least 1. */
  readonly layers: number;
  /** Classes of the classifier on top of the task values. */
  readonly classes: number;
  /** Sentences of a batch, and tokens that each is padded to. */
  readonly batch: number;
  readonly tokens: number;
  /** What is fed: what `lowerLayersGraph` gives for the layers that are not trained, or only token ids. */
  readonly from: 'hidden' | 'tokens';
}

/** Drops nothing. */
const keep: BertScope['drop'] = (_kind: DropKind, x: Tensor) => x;

interface Classified {
  /** [batch, task] */
  readonly task: Tensor;
  /** [batch, classes] */
  readonly logits: Tensor;
}

/** From the inputs `tokens` int32 [batch, tokens] (padded with −1) and, from `hidden`, `hidden` [batch, tokens, width]. */
function classify(shape: TextEncoderShape, trained: ParameterInputs, drop: BertScope['drop']): Classified {
  const { config, layers, batch } = shape;
  const first = config.num_hidden_layers - layers;
  const tokens = input('tokens', 'int32', [batch, shape.tokens]);
  const present = presence(tokens);
  const lower = (): Tensor => {
    const frozen = { config, drop: keep, ...parameterInputs('the frozen part', bertShapes(config)) };
    return runLayers(frozen, embedTokens(frozen, tokens), present, 0, first);
  };
  const below =
    shape.from === 'tokens' ? lower() : input('hidden', 'float', [batch, shape.tokens, config.hidden_size]);
  const scope: BertScope = { ...trained, config, drop };
  const hidden = runLayers(scope, below, present, first, config.num_hidden_layers);
  const task = taskValues(scope, meanOfTokens(hidden, present));
  const weight = matmul(drop('task', task), trained.parameter('head.weight'), { transB: true });
  return { task, logits: add(weight, trained.parameter('head.bias')) };
}

const inputsFor = ({ config, layers, classes }: TextEncoderShape): ParameterInputs =>
  parameterInputs('the trained part', trainedShapes(config, layers, classes));

/** Without dropout: outputs `task` [batch, task] and `logits` [batch, classes]. */
export function textEncoderForward(shape: TextEncoderShape): Record<string, Tensor> {
  const { task, logits } = classify(shape, inputsFor(shape), keep);
  return { task, logits };
}

/**
 * Outputs `loss` = Σ weight·(−Σ target·log softmax(logits)), one number; `logits`; and under `gradient.NAME` the gradient of
 * each trained parameter. Further inputs: `target` [batch, classes], each row's shares of the classes; `weight` [batch].
 */
export function textEncoderGraph(shape: TextEncoderShape, drop: BertScope['drop']): Record<string, Tensor> {
  const trained = inputsFor(shape);
  const { logits } = classify(shape, trained, drop);
  const target = input('target', 'float', [shape.batch, shape.classes]);
  const weight = input('weight', 'float', [shape.batch]);
  const surprise = mul(target, sub(logSumExp(logits), logits));
  const each = reshape(reduceSum(surprise, [1]), [shape.batch]);
  const loss = sumAll(mul(each, weight));
  const flows = gradients(loss, [...trained.used.values()]);
  const grads = [...trained.used.keys()].flatMap((name, at) => {
    const flow = flows[at];
    return flow === undefined ? [] : [[GRADIENT + name, flow] as const];
  });
  return { loss, logits, ...Object.fromEntries(grads) };
}
