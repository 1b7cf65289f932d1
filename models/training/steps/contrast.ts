/**
 * Moments against effects. Every row (a query or a pooled moment) is compared with the whole library and SFX0 in
 * one matrix product; which effects count as its candidates, and how often each was drawn, is added to the logits
 * as a logarithm. That gives exactly the loss over drawn candidates without gathering any embedding.
 */
import { concat, reshape } from '../../graph/ops/arrange.ts';
import { oneHot } from '../../graph/ops/compare.ts';
import { add, exp, mul, sub } from '../../graph/ops/elementwise.ts';
import { gemm } from '../../graph/ops/matrix.ts';
import { logSumExp, reduceSum } from '../../graph/ops/reduce.ts';
import { fixedShape } from '../../graph/shape.ts';
import { input, type Tensor } from '../../graph/tensor.ts';

/** Logarithm of "never drawn": far below any logit, so that the exponential is exactly 0. */
const NEVER = -1e9;

/** Rows against the library, as terms of the graph; L is the number of effects. */
export interface Contrast {
  /** exp(logit_scale)·cosine with every effect and, in the last column, SFX0: [rows, L + 1]. */
  readonly logits: Tensor;
  /** Cross-entropy of each row: [rows]. */
  readonly crossEntropy: Tensor;
}

/** The graph. Reads the inputs `candidate_log_count` [rows, L + 1] and `target` int32 [rows]. */
export function contrast(rows: Tensor, effects: Tensor, noEffect: Tensor, logScale: Tensor): Contrast {
  const [count = 0, width = 0] = fixedShape('contrast', rows.shape);
  const candidates = concat([effects, reshape(noEffect, [1, width])], 0);
  const size = Number(candidates.shape[0]);
  const logits = mul(gemm(rows, candidates, undefined, { transB: true }), exp(logScale));
  const counted = add(logits, input('candidate_log_count', 'float', [count, size]));
  const chosen = reduceSum(mul(logits, oneHot(input('target', 'int32', [count]), size)), [-1]);
  return { logits, crossEntropy: reshape(sub(logSumExp(counted), chosen), [count]) };
}

/** What the rows of {@link contrast} are compared with; one object serves every batch. */
export class ContrastInputs {
  readonly logCount: Float32Array;
  readonly target: Int32Array;
  readonly #columns: number;

  constructor(rows: number, librarySize: number) {
    this.#columns = librarySize + 1;
    this.logCount = new Float32Array(rows * this.#columns);
    this.target = new Int32Array(rows);
  }

  /** The column of SFX0. */
  get noEffect(): number {
    return this.#columns - 1;
  }

  /** All rows are compared with everything. */
  clear(): void {
    this.logCount.fill(0);
    this.target.fill(0);
  }

  /** Sets a row's right answer, and its candidates: those drawn (repeats count) and SFX0, or everything. */
  set(row: number, target: number, drawn: Int32Array | undefined): void {
    this.target[row] = target;
    const own = this.row(this.logCount, row).fill(0);
    if (drawn === undefined) return;
    for (const index of drawn) own[index]! += 1;
    own[this.noEffect] = 1;
    for (let column = 0; column < own.length; column++)
      own[column] = own[column] === 0 ? NEVER : Math.log(own[column]!);
  }

  /** The share of rows whose target has the largest logit among their candidates; NaN without rows. */
  share(logits: Float32Array, rows: readonly number[]): number {
    return this.#count(rows, (row) => {
      const [own, counts] = [this.row(logits, row), this.row(this.logCount, row)];
      const best = own[this.target[row]!]!;
      return own.every((logit, column) => logit <= best || counts[column]! <= NEVER);
    });
  }

  /** The share of rows whose target has the largest logit of all effects and SFX0; NaN without rows. */
  shareOfAll(logits: Float32Array, rows: readonly number[]): number {
    return this.#count(rows, (row) => {
      const own = this.row(logits, row);
      return own.every((logit) => logit <= own[this.target[row]!]!);
    });
  }

  #count(rows: readonly number[], isHit: (row: number) => boolean): number {
    return rows.filter(isHit).length / rows.length;
  }

  /** One row of a matrix [rows, L + 1], not copied. */
  row(values: Float32Array, row: number): Float32Array {
    return values.subarray(row * this.#columns, (row + 1) * this.#columns);
  }
}
