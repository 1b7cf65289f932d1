/**
 * Encoders of the sizes of the paper's: Chinese-CLIP ViT-B/16 (Yang et al. 2022) for pictures and its RoBERTa base for sentences,
 * with weights drawn at random. They tell what embedding costs, and nothing of what is seen or said.
 */
import { InferenceSession, Tensor } from '../../../src/analysis/onnxruntime.ts';
import type { ActiveDevice } from '../../../src/analysis/runtime/devices.ts';
import { sessionOptions } from '../../../src/analysis/runtime/providers.ts';
import type { BertConfig } from '../../encoders/minilm/config.ts';
import { embedTokens, presence, runLayers } from '../../encoders/minilm/network.ts';
import { bertShapes } from '../../encoders/minilm/parameters.ts';
import { toOnnx } from '../../graph/onnx.ts';
import { concat, expand, reshape, slice, transpose } from '../../graph/ops/arrange.ts';
import { add, mul, sigmoid } from '../../graph/ops/elementwise.ts';
import { unit } from '../../graph/ops/reduce.ts';
import { shareCommon, type Outputs } from '../../graph/optimize.ts';
import { constant, input, scalar, type Tensor as GraphTensor } from '../../graph/tensor.ts';
import { initialValues } from '../../networks/initial.ts';
import { attend, linear, norm } from '../../networks/layers.ts';
import type { ParameterShapes } from '../../networks/network.ts';
import { parameterInputs } from '../../networks/scope.ts';

/** ViT-B/16: pictures of 224 pixels in patches of 16. */
const VISION = {
  side: 224,
  patch: 16,
  width: 768,
  heads: 12,
  layers: 12,
  inner: 3072,
  out: 512,
  layer_norm_eps: 1e-5,
};
/** RoBERTa-wwm-ext base, as Chinese-CLIP has it. */
const TEXT: BertConfig = {
  vocab_size: 21_128,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  layer_norm_eps: 1e-12,
  task_size: 0,
};
/** Tokens that Chinese-CLIP pads a sentence to. */
const TOKENS = 52;

const PATCHES = (VISION.side / VISION.patch) ** 2;

function* visionShapes(): Generator<[string, number[]]> {
  const { width, inner, out, patch } = VISION;
  yield ['conv1.weight', [width, 3 * patch * patch]];
  yield ['class_embedding', [1, width]];
  yield ['positional_embedding', [PATCHES + 1, width]];
  const pair = function* (name: string, inputs: number, outputs: number): Generator<[string, number[]]> {
    yield [`${name}.weight`, [outputs, inputs]];
    yield [`${name}.bias`, [outputs]];
  };
  const layerNorm = function* (name: string): Generator<[string, number[]]> {
    yield [`${name}.weight`, [width]];
    yield [`${name}.bias`, [width]];
  };
  for (const name of ['pre.ln1', 'post.ln1']) yield* layerNorm(name);
  for (let layer = 0; layer < VISION.layers; layer++) {
    for (const part of ['q', 'k', 'v', 'o']) yield* pair(`${layer}.${part}`, width, width);
    yield* pair(`${layer}.in`, width, inner);
    yield* pair(`${layer}.out`, inner, width);
    for (const at of [1, 2]) yield* layerNorm(`${layer}.ln${at}`);
  }
  yield ['proj.weight', [out, width]];
  yield ['proj.bias', [out]];
}

/** x·σ(1.702·x), CLIP's stand-in for GELU. */
const quickGelu = (x: GraphTensor): GraphTensor => mul(x, sigmoid(mul(x, scalar(1.702))));

/** Pictures [n, 3, 224, 224] to `embedding` [n, 512]. `n` is fixed. */
function visionGraph(shapes: ParameterShapes, n: number): Outputs {
  const { side, patch, width, heads, layers } = VISION;
  const scope = {
    config: VISION,
    drop: (_kind: unknown, x: GraphTensor) => x,
    ...parameterInputs('the picture encoder', shapes),
  };
  const grid = side / patch;
  const cut = reshape(input('pixels', 'float', [n, 3, side, side]), [n, 3, grid, patch, grid, patch]);
  const patches = reshape(transpose(cut, [0, 2, 4, 1, 3, 5]), [n, PATCHES, 3 * patch * patch]);
  const noBias = constant(new Float32Array(width), [width]);
  const embedded = linear(
    { parameter: (name) => (name.endsWith('bias') ? noBias : scope.parameter(name)) },
    'conv1',
    patches,
  );
  const head = expand(reshape(scope.parameter('class_embedding'), [1, 1, width]), [n, 1, width]);
  let x = norm(scope, 'pre.ln1', add(concat([head, embedded], 1), scope.parameter('positional_embedding')));
  for (let layer = 0; layer < layers; layer++) {
    const y = norm(scope, `${layer}.ln1`, x);
    const [query, key, value] = ['q', 'k', 'v'].map((part) => linear(scope, `${layer}.${part}`, y)) as [
      GraphTensor,
      GraphTensor,
      GraphTensor,
    ];
    x = add(x, linear(scope, `${layer}.o`, attend(scope, heads, { query, key, value })));
    const inner = quickGelu(linear(scope, `${layer}.in`, norm(scope, `${layer}.ln2`, x)));
    x = add(x, linear(scope, `${layer}.out`, inner));
  }
  const first = reshape(slice(norm(scope, 'post.ln1', x), 1, 0, 1), [n, width]);
  return { embedding: unit(linear(scope, 'proj', first)) };
}

/** Tokens int32 [n, 52] to `embedding` [n, 512]. */
function textGraph(shapes: ParameterShapes): Outputs {
  const scope = {
    config: TEXT,
    drop: (_kind: unknown, x: GraphTensor) => x,
    ...parameterInputs('the sentence encoder', shapes),
  };
  const tokens = input('tokens', 'int32', ['n', TOKENS]);
  const x = runLayers(scope, embedTokens(scope, tokens), presence(tokens), 0, TEXT.num_hidden_layers);
  const first = reshape(slice(x, 1, 0, 1), ['n', TEXT.hidden_size]);
  return { embedding: unit(linear(scope, 'proj', first)) };
}

/** Both encoders in front of input that is drawn at random. The caller disposes them. */
export interface SizedEncoders extends AsyncDisposable {
  /** Embeds so many pictures, as many a call as it was opened for. */
  pictures(): Promise<void>;
  sentences(): Promise<void>;
}

/** Opens both for calls of that many pictures and sentences. */
export async function openPaperEncoders(
  calls: { readonly pictures: number; readonly sentences: number },
  { threads, device }: { readonly threads: number; readonly device: ActiveDevice },
): Promise<SizedEncoders> {
  const vision = new Map(visionShapes());
  const text: ParameterShapes = new Map([
    ...bertShapes(TEXT),
    ['proj.weight', [VISION.out, TEXT.hidden_size]],
    ['proj.bias', [VISION.out]],
  ]);
  await using opened = new AsyncDisposableStack();
  const open = async (graph: Outputs, shapes: ParameterShapes): Promise<InferenceSession> => {
    const weights = initialValues(shapes, 1);
    const session = await InferenceSession.create(
      toOnnx(shareCommon(graph), { baked: weights }),
      sessionOptions({ threads, device }),
    );
    return opened.adopt(session, (own) => own.release());
  };
  const eyes = await open(visionGraph(vision, calls.pictures), vision);
  const ears = await open(textGraph(text), text);
  const pixels = new Tensor('float32', new Float32Array(calls.pictures * 3 * VISION.side ** 2).fill(0.1), [
    calls.pictures,
    3,
    VISION.side,
    VISION.side,
  ]);
  const tokens = new Tensor(
    'int32',
    Int32Array.from({ length: calls.sentences * TOKENS }, (_, at) => 1 + (at % (TEXT.vocab_size - 1))),
    [calls.sentences, TOKENS],
  );
  const run = async (session: InferenceSession, feeds: Record<string, Tensor>): Promise<void> => {
    for (const output of Object.values(await session.run(feeds))) output.dispose();
  };
  const owned = opened.move();
  return {
    pictures: () => run(eyes, { pixels }),
    sentences: () => run(ears, { tokens }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
