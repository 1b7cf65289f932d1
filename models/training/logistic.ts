/**
 * Logistic regression with an L2 penalty, for two classes: it minimises Σ wᵢ·log(1 + e^(−yᵢ(v·xᵢ + b))) / Σ wᵢ + λ/2·|v|² over
 * standardised rows, with yᵢ = ±1, by Nesterov's accelerated gradient. The penalty leaves the bias alone.
 */
import { standardOf } from './two-layer.ts';

/** What it is fitted to. */
export interface LogisticRows {
  /** [rows, width] */
  readonly x: Float32Array;
  readonly width: number;
  /** Whether a row is of the second class [rows]. */
  readonly positive: readonly boolean[];
  /** What a row of the second class counts beside one of the first. */
  readonly positiveWeight: number;
}

/** How it is fitted. */
export interface LogisticOptions {
  /** λ, for columns of spread 1. */
  readonly penalty: number;
  /** Steps of the gradient. */
  readonly steps: number;
  /** Added to each column's spread, so that one that hardly varies is not blown up. */
  readonly leastSpread: number;
  readonly signal?: AbortSignal;
}

/** v·x + b is the logit of the second class, for rows as they are. */
export interface Logistic {
  /** [width] */
  readonly weight: Float32Array;
  readonly bias: number;
}

/**
 * Fits both, from 0: the same rows give the same result. Resolves to undefined when it was interrupted.
 * @throws RangeError without rows
 */
export async function fitLogistic(
  rows: LogisticRows,
  options: LogisticOptions,
): Promise<Logistic | undefined> {
  const { width, positive, positiveWeight } = rows;
  if (positive.length === 0) throw new RangeError('a classifier needs at least one row');
  const { mean, spread } = standardOf(rows.x, width, options.leastSpread);
  const x = rows.x.map((value, i) => (value - mean[i % width]!) / spread[i % width]!);
  const total = positive.reduce((sum, own) => sum + (own ? positiveWeight : 1), 0);
  const shares = positive.map((own) => (own ? positiveWeight : 1) / total);
  const rate = 1 / (largestCurvature(x, width, shares) + options.penalty);
  let now = new Float64Array(width + 1);
  let before = now;
  for (let step = 0; step < options.steps; step++) {
    if (options.signal?.aborted === true) return undefined;
    const ahead = now.map((value, k) => value + (step / (step + 3)) * (value - before[k]!));
    const gradient = gradientAt(ahead, x, width, positive, shares);
    for (let k = 0; k < width; k++) gradient[k]! += options.penalty * ahead[k]!;
    before = now;
    now = ahead.map((value, k) => value - rate * gradient[k]!);
    // Lets the program hear a signal between two steps.
    await new Promise(setImmediate);
  }
  const weight = Float32Array.from({ length: width }, (_, k) => now[k]! / spread[k]!);
  return { weight, bias: now[width]! - weight.reduce((sum, value, k) => sum + value * mean[k]!, 0) };
}

/** Gradient of the mean loss by v and, last, b. */
function gradientAt(
  at: Float64Array,
  x: Float32Array,
  width: number,
  positive: readonly boolean[],
  shares: readonly number[],
): Float64Array {
  const gradient = new Float64Array(width + 1);
  for (let row = 0; row < positive.length; row++) {
    const from = row * width;
    let logit = at[width]!;
    for (let k = 0; k < width; k++) logit += at[k]! * x[from + k]!;
    const error = (1 / (1 + Math.exp(-logit)) - (positive[row]! ? 1 : 0)) * shares[row]!;
    for (let k = 0; k < width; k++) gradient[k]! += error * x[from + k]!;
    gradient[width]! += error;
  }
  return gradient;
}

/** Turns of the power iteration; it comes within a few per cent from below, which `MARGIN` makes up for. */
const TURNS = 20;
const MARGIN = 1.2;

/** An upper bound of the loss's second derivative in any direction: a quarter of the largest eigenvalue of Σ share·x·xᵀ, with b. */
function largestCurvature(x: Float32Array, width: number, shares: readonly number[]): number {
  let direction = new Float64Array(width + 1).fill(1 / Math.sqrt(width + 1));
  let size = 1;
  for (let turn = 0; turn < TURNS; turn++) {
    const next = new Float64Array(width + 1);
    for (let row = 0; row < shares.length; row++) {
      const from = row * width;
      let along = direction[width]!;
      for (let k = 0; k < width; k++) along += direction[k]! * x[from + k]!;
      along *= shares[row]!;
      for (let k = 0; k < width; k++) next[k]! += along * x[from + k]!;
      next[width]! += along;
    }
    size = Math.hypot(...next);
    direction = next.map((value) => value / size);
  }
  return (MARGIN * size) / 4;
}
