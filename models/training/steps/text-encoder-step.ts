/** One step of training a sentence encoder on labelled sentences: loss and gradients of a batch. */
import { CompiledGraph, type CompileOptions, type Device, type Values } from '../../graph/compile.ts';
import type { DropKind } from '../../encoders/minilm/network.ts';
import { trainedShapes, type BertParameters } from '../../encoders/minilm/parameters.ts';
import { Dropout, type DropoutRates } from './dropout.ts';
import { gradientsOf } from './end-to-end-step.ts';
import { textEncoderForward, textEncoderGraph, type TextEncoderShape } from './text-encoder-graph.ts';
import type { Parameters } from './types.ts';

/** The published rate for a layer's sums; the task layer's values are few and each speaks up by itself. */
const TEXT_ENCODER_DROPOUT: DropoutRates<DropKind> = { attention: 0, hidden: 0.1, task: 0.2 };

/** What a step is opened with. */
export interface TextEncoderStepOptions extends TextEncoderShape {
  readonly threads: number;
  readonly device?: Device;
  /** Default: `TEXT_ENCODER_DROPOUT`. */
  readonly dropout?: DropoutRates<DropKind>;
  /** Needed from `tokens`: the embeddings and the layers below the trained ones. They are copied into the graph. */
  readonly frozen?: BertParameters;
  /** Where to write an onnxruntime profile, for measurements. */
  readonly profile?: string;
}

/** Sentences of a batch; up to `batch` rows. */
export interface TextRows {
  /** Token ids [rows, tokens], padded at the end with −1. From `hidden` only their sign counts. */
  readonly tokens: Int32Array;
  /** From `hidden`: [rows, tokens, width]. */
  readonly hidden?: Float32Array;
}
/** A batch of labelled sentences. */
export interface LabelledRows extends TextRows {
  /** [rows, classes]: each row's shares of the classes, which add up to 1. */
  readonly target: Float32Array;
  /** [rows]: what each row counts, not all 0; their scale does not matter. */
  readonly weight: Float32Array;
}

/** Owns its sessions. One call at a time. */
export class TextEncoderStep implements AsyncDisposable {
  readonly #options: TextEncoderStepOptions;
  readonly #graph: CompiledGraph;
  readonly #dropout: Dropout<DropKind>;
  #forward: CompiledGraph | undefined;

  private constructor(options: TextEncoderStepOptions, graph: CompiledGraph, dropout: Dropout<DropKind>) {
    this.#options = options;
    this.#graph = graph;
    this.#dropout = dropout;
  }

  static async create(options: TextEncoderStepOptions): Promise<TextEncoderStep> {
    const dropout = new Dropout(options.dropout ?? TEXT_ENCODER_DROPOUT, options.batch);
    const graph = await CompiledGraph.create(textEncoderGraph(options, dropout.drop), {
      ...compileOptions(options),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
    });
    return new TextEncoderStep(options, graph, dropout);
  }

  /**
   * The mean loss of the rows by their weights, their logits [rows, classes], and the gradient of every trained parameter;
   * gradients are valid until the next call. `seed` decides what is dropped; it should differ from step to step.
   */
  async run(
    parameters: BertParameters,
    rows: LabelledRows,
    seed: number,
  ): Promise<{ loss: number; logits: Float32Array; gradients: Parameters }> {
    const { batch, classes } = this.#options;
    const count = rows.weight.length;
    const total = rows.weight.reduce((sum, weight) => sum + weight, 0);
    const values = await this.#graph.run(
      new Map<string, Values>([
        ...parameters,
        ...this.#inputs(rows),
        ['target', filled(rows.target, batch * classes)],
        [
          'weight',
          filled(
            rows.weight.map((weight) => weight / total),
            batch,
          ),
        ],
        ...Object.entries(this.#dropout.masks(seed)),
      ]),
    );
    const logits = (values['logits'] as Float32Array).slice(0, count * classes);
    return { loss: values['loss']?.[0] ?? Number.NaN, logits, gradients: gradientsOf(values) };
  }

  /** Without dropout: task values [rows, task] and logits [rows, classes]. Compiled when first asked for. */
  async predict(
    parameters: BertParameters,
    rows: TextRows,
  ): Promise<{ task: Float32Array; logits: Float32Array }> {
    this.#forward ??= await CompiledGraph.create(
      textEncoderForward(this.#options),
      compileOptions(this.#options),
    );
    const values = await this.#forward.run(new Map<string, Values>([...parameters, ...this.#inputs(rows)]));
    const { config, classes, tokens } = this.#options;
    const count = rows.tokens.length / tokens;
    const own = (name: string, width: number) => (values[name] as Float32Array).slice(0, count * width);
    return { task: own('task', config.task_size), logits: own('logits', classes) };
  }

  /** Rows that are missing become sentences of one token, because a mean over none is no number. */
  #inputs({ tokens, hidden }: TextRows): [string, Values][] {
    const { batch, config, from } = this.#options;
    const length = this.#options.tokens;
    const all = new Int32Array(batch * length).fill(-1);
    for (let row = tokens.length / length; row < batch; row++) all[row * length] = 0;
    all.set(tokens);
    if (from === 'tokens') return [['tokens', all]];
    return [
      ['tokens', all],
      ['hidden', filled(hidden ?? new Float32Array(0), batch * length * config.hidden_size)],
    ];
  }

  async release(): Promise<void> {
    await this.#graph.release();
    await this.#forward?.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

function compileOptions(options: TextEncoderStepOptions): CompileOptions {
  const { threads, device = 'cpu', frozen = new Map<string, Float32Array>() } = options;
  if (options.from === 'hidden') return { threads, device };
  const trained = trainedShapes(options.config, options.layers, options.classes);
  return { threads, device, baked: new Map([...frozen].filter(([name]) => !trained.has(name))) };
}

/** The values, with zeros up to `length`. */
function filled(values: Float32Array, length: number): Float32Array {
  if (values.length === length) return values;
  const all = new Float32Array(length);
  all.set(values);
  return all;
}
