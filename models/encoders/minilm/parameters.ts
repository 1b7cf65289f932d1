/** The parameters of a BERT: names and shapes as in published PyTorch checkpoints, and how a tuned part replaces some. */
import type { ParameterShapes } from '../../networks/network.ts';
import { WeightsError } from '../../networks/weights.ts';
import { Random } from '../../training/random.ts';
import type { BertConfig } from './config.ts';

/** Values by name, row-major; a linear weight is [out, in]. */
export type BertParameters = ReadonlyMap<string, Float32Array>;

/** How the names of one layer's parameters begin, counted from 0. */
export const layerPrefix = (layer: number): string => `encoder.layer.${layer}.`;

function* linear(name: string, inputs: number, outputs: number): Generator<[string, readonly number[]]> {
  yield [`${name}.weight`, [outputs, inputs]];
  yield [`${name}.bias`, [outputs]];
}

function* norm(name: string, width: number): Generator<[string, readonly number[]]> {
  yield [`${name}.weight`, [width]];
  yield [`${name}.bias`, [width]];
}

function* layerShapes(prefix: string, config: BertConfig): Generator<[string, readonly number[]]> {
  const { hidden_size: width, intermediate_size: inner } = config;
  for (const part of ['query', 'key', 'value'])
    yield* linear(`${prefix}attention.self.${part}`, width, width);
  yield* linear(`${prefix}attention.output.dense`, width, width);
  yield* norm(`${prefix}attention.output.LayerNorm`, width);
  yield* linear(`${prefix}intermediate.dense`, width, inner);
  yield* linear(`${prefix}output.dense`, inner, width);
  yield* norm(`${prefix}output.LayerNorm`, width);
}

function* baseShapes(config: BertConfig): Generator<[string, readonly number[]]> {
  const width = config.hidden_size;
  yield ['embeddings.word_embeddings.weight', [config.vocab_size, width]];
  yield ['embeddings.position_embeddings.weight', [config.max_position_embeddings, width]];
  yield ['embeddings.token_type_embeddings.weight', [config.type_vocab_size, width]];
  yield* norm('embeddings.LayerNorm', width);
  for (let layer = 0; layer < config.num_hidden_layers; layer++)
    yield* layerShapes(layerPrefix(layer), config);
}

/** Every parameter of the published network that a sentence's vector depends on. */
export function bertShapes(config: BertConfig): ParameterShapes {
  return new Map(baseShapes(config));
}

/** The task layer's parameters: `task.weight`, `task.bias`. */
export function taskShapes(config: BertConfig): ParameterShapes {
  return new Map(linear('task', config.hidden_size, config.task_size));
}

/** The classifier's parameters, which only training needs: `head.weight`, `head.bias`. */
function headShapes(config: BertConfig, classes: number): ParameterShapes {
  return new Map(linear('head', config.task_size, classes));
}

/** The names and shapes that training changes: the top `layers` layers, the task layer, the classifier. */
export function trainedShapes(config: BertConfig, layers: number, classes: number): ParameterShapes {
  const first = config.num_hidden_layers - layers;
  return new Map([
    ...[...bertShapes(config)].filter(([name]) =>
      Array.from({ length: layers }, (_, at) => layerPrefix(first + at)).some((own) => name.startsWith(own)),
    ),
    ...taskShapes(config),
    ...headShapes(config, classes),
  ]);
}

/** How far a new task layer's weights spread: tanh of the mean of a sentence then lies where its slope is. */
const TASK_SPREAD = 0.05;

/**
 * Where training begins: copies of `base` for the top `layers` layers; a task layer that is drawn from `seed`, or that of
 * `base`; a classifier of zeros. Throws a `WeightsError` when `base` lacks
 * a parameter of those layers.
 */
export function initialTrained(
  config: BertConfig,
  base: BertParameters,
  { layers, classes, seed }: { readonly layers: number; readonly classes: number; readonly seed: number },
): Map<string, Float32Array> {
  const random = new Random(seed);
  const values = new Map<string, Float32Array>();
  for (const [name, shape] of trainedShapes(config, layers, classes)) {
    const length = shape.reduce((product, size) => product * size, 1);
    const found = base.get(name);
    const drawn = (): number => (name === 'task.weight' ? TASK_SPREAD * random.normal() : 0);
    if (found !== undefined) values.set(name, found.slice());
    else if (name.startsWith('task.') || name.startsWith('head.'))
      values.set(name, Float32Array.from({ length }, drawn));
    else throw new WeightsError(`Parameter ${name} is missing`);
  }
  return values;
}

/** A tensor as a weights file gives it. */
export interface WeightTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

/**
 * The parameters of a sentence encoder: those of the published network, each replaced where `tuned` has one of its name,
 * with the task layer where `tuned` has that. What neither names is left out (a pooler, a classifier). Throws a
 * `WeightsError` when a parameter is missing, has another shape, or is in `tuned` and unknown.
 */
export function mergeParameters(
  config: BertConfig,
  base: ReadonlyMap<string, WeightTensor>,
  tuned: ReadonlyMap<string, WeightTensor> = new Map(),
): Map<string, Float32Array> {
  const shapes = bertShapes(config);
  const task = taskShapes(config);
  for (const name of tuned.keys())
    if (!shapes.has(name) && !task.has(name) && !name.startsWith('head.'))
      throw new WeightsError(`The tuned weights have an unknown parameter ${name}`);
  const parameters = new Map<string, Float32Array>();
  const wanted = [...shapes, ...([...task.keys()].some((name) => tuned.has(name)) ? task : [])];
  for (const [name, shape] of wanted) {
    const found = tuned.get(name) ?? base.get(name);
    if (found === undefined) throw new WeightsError(`Parameter ${name} is missing`);
    if (found.shape.join() !== shape.join())
      throw new WeightsError(
        `Parameter ${name} is [${found.shape.join(', ')}] instead of [${shape.join(', ')}]`,
      );
    parameters.set(name, found.data);
  }
  return parameters;
}
