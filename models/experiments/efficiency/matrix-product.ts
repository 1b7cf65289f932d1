/** What a machine gives at best: a square matrix product through the library that runs the networks. */
import type { ActiveDevice } from '../../../src/analysis/runtime/devices.ts';
import { CompiledGraph } from '../../graph/compile.ts';
import { gemm } from '../../graph/ops/matrix.ts';
import { input } from '../../graph/tensor.ts';
import { clockOf } from './clock.ts';
import { Random } from '../../training/random.ts';

/** Rows and columns. */
const SIZE = 1024;

/** A square matrix product of 1024 rows, as often as it is asked for. Owns a session. */
export class MatrixProduct implements AsyncDisposable {
  readonly #graph: CompiledGraph;
  readonly #now: () => number;
  readonly #feeds: { readonly a: Float32Array; readonly b: Float32Array };

  private constructor(graph: CompiledGraph, feeds: { a: Float32Array; b: Float32Array }, now: () => number) {
    this.#graph = graph;
    this.#now = now;
    this.#feeds = feeds;
  }

  /** Opens it and runs it once, so that nothing has to be planned any more. */
  static async create(options: {
    readonly threads: number;
    readonly device: ActiveDevice;
  }): Promise<MatrixProduct> {
    const random = new Random(1);
    const floats = () => Float32Array.from({ length: SIZE * SIZE }, () => random.next() - 0.5);
    const y = gemm(input('a', 'float', [SIZE, SIZE]), input('b', 'float', [SIZE, SIZE]));
    const graph = await CompiledGraph.create({ y }, options);
    const product = new MatrixProduct(graph, { a: floats(), b: floats() }, clockOf(options.device));
    await product.rate();
    return product;
  }

  /** Floating-point operations of one product. */
  readonly operations = 2 * SIZE ** 3;

  /** Computes one product. */
  async run(): Promise<void> {
    await this.#graph.run(this.#feeds);
  }

  /** GFLOP/s of one product, by the device's clock. */
  async rate(): Promise<number> {
    const began = this.#now();
    await this.run();
    return this.operations / (this.#now() - began) / 1e6;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#graph.release();
  }
}
