/** Graphs made runnable: an onnxruntime session with one owner. */
import { MomentfxError } from '../../src/core/errors.ts';
import { InferenceSession, Tensor as OrtTensor } from '../../src/analysis/onnxruntime.ts';
import type { ActiveDevice } from '../../src/analysis/runtime/devices.ts';
import { sessionOptions } from '../../src/analysis/runtime/providers.ts';
import { shareCommon, type Outputs } from './optimize.ts';
import { toOnnx, type OnnxOptions } from './onnx.ts';
import { elements, fixedShape } from './shape.ts';
import { ancestors, isInput, operand, type Tensor } from './tensor.ts';

/** Where a graph runs. What the device has no kernel for runs on the CPU. */
export type Device = ActiveDevice;
/** The values of a tensor: floats of 32 or 64 bits, int32, and bool as bytes 0 and 1. */
export type Values = Float32Array | Float64Array | Int32Array | Uint8Array;
/** Values by name, row-major. */
export type Feeds = Readonly<Record<string, Values>> | ReadonlyMap<string, Values>;

/** Options of `CompiledGraph.create`. */
export interface CompileOptions extends OnnxOptions {
  /** Threads inside one operation; 1 by default. Results may differ in the last bits between thread counts. */
  readonly threads?: number;
  /** The CPU by default. */
  readonly device?: Device;
  /** Where to write an onnxruntime profile (JSON), for measurements. */
  readonly profile?: string;
}

/**
 * A graph was fed something it cannot take.
 * @public Callers may tell it apart.
 */
export class FeedError extends MomentfxError<'graph-feed'> {
  constructor(name: string, problem: string) {
    super('graph-feed', `Input ${name}: ${problem}.`, 'Feed exactly what the graph declares.', {
      fault: 'internal',
    });
  }
}

/**
 * A runnable graph with fixed shapes. The outputs' memory belongs to it and is written anew by each run: copy
 * what is to last. `run` blocks the thread that calls it for the whole computation.
 */
export class CompiledGraph implements AsyncDisposable {
  readonly #session: InferenceSession;
  readonly #inputs: ReadonlyMap<string, Tensor>;
  readonly #results: Record<string, OrtTensor>;
  readonly #profiled: boolean;
  #released = false;

  private constructor(
    session: InferenceSession,
    inputs: ReadonlyMap<string, Tensor>,
    results: Record<string, OrtTensor>,
    profiled: boolean,
  ) {
    this.#session = session;
    this.#inputs = inputs;
    this.#results = results;
    this.#profiled = profiled;
  }

  /**
   * Builds the session for the named outputs. Rejects with onnxruntime's error where the device is missing, and
   * with a ShapeError where an output has a size that is not known in advance.
   */
  static async create(outputs: Outputs, options: CompileOptions = {}): Promise<CompiledGraph> {
    const shared = shareCommon(outputs);
    const inputs = new Map<string, Tensor>();
    for (const node of ancestors(Object.values(shared)))
      if (isInput(node) && node.name !== undefined && !options.baked?.has(node.name))
        inputs.set(node.name, operand(node.outputs));
    // Before there is a session that somebody would have to release: an output of unknown size is refused here.
    const results: Record<string, OrtTensor> = {};
    for (const [name, tensor] of Object.entries(shared))
      results[name] = allocate(tensor, options.precision ?? 'float');
    const session = await InferenceSession.create(toOnnx(shared, options), {
      ...sessionOptions({ threads: options.threads ?? 1, device: options.device ?? 'cpu' }),
      graphOptimizationLevel: 'all',
      // A planned block for everything is touched anew each run; chunks of the arena stay in the cache.
      enableMemPattern: false,
      // Threads that spin while they wait cost a third of the time on a busy machine, and gain nothing here.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(options.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profile }),
    });
    return new CompiledGraph(session, inputs, results, options.profile !== undefined);
  }

  /** Names of all inputs that `run` needs. */
  get inputNames(): string[] {
    return [...this.#inputs.keys()];
  }

  /** Computes all outputs. Feeds beyond the graph's inputs are ignored; a missing or misshapen one is a FeedError. */
  async run(feeds: Feeds): Promise<Record<string, Values>> {
    if (this.#released) throw new Error('internal: a released graph was run');
    const given = new Map<string, Values>(feeds instanceof Map ? feeds : Object.entries(feeds));
    const tensors: Record<string, OrtTensor> = {};
    for (const [name, tensor] of this.#inputs) tensors[name] = wrap(name, tensor, given.get(name));
    await this.#session.run(tensors, this.#results);
    return Object.fromEntries(
      Object.entries(this.#results).map(([name, { data }]) => [name, data as Values]),
    );
  }

  /** Frees the session; twice is fine. */
  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    if (this.#profiled) this.#session.endProfiling();
    await this.#session.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

function wrap(name: string, { dtype, shape }: Tensor, data: Values | undefined): OrtTensor {
  if (data === undefined) throw new FeedError(name, 'nothing was given');
  const dims = fixedShape(name, shape);
  if (data.length !== elements(name, shape))
    throw new FeedError(name, `${data.length} values for [${dims.join(', ')}]`);
  if (data instanceof Float64Array && dtype === 'float') return new OrtTensor('float64', data, dims);
  if (data instanceof Float32Array && dtype === 'float') return new OrtTensor('float32', data, dims);
  if (data instanceof Int32Array && dtype === 'int32') return new OrtTensor('int32', data, dims);
  if (data instanceof Uint8Array && dtype === 'bool') return new OrtTensor('bool', data, dims);
  throw new FeedError(name, `${data.constructor.name} given, ${dtype} needed`);
}

function allocate({ dtype, shape }: Tensor, precision: 'float' | 'double'): OrtTensor {
  const dims = fixedShape('output', shape);
  const size = elements('output', shape);
  if (dtype === 'int32') return new OrtTensor('int32', new Int32Array(size), dims);
  if (dtype === 'bool') return new OrtTensor('bool', new Uint8Array(size), dims);
  if (dtype === 'int64') throw new Error('internal: graphs have no 64-bit outputs');
  return precision === 'double'
    ? new OrtTensor('float64', new Float64Array(size), dims)
    : new OrtTensor('float32', new Float32Array(size), dims);
}
