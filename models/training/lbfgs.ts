/** Minimisation by L-BFGS (Nocedal and Wright, algorithm 7.5) with a backtracking line search. */

/** What is minimised: its value at a point, and its gradient there. */
export type Objective = (
  at: Float64Array,
) => Promise<{ readonly value: number; readonly gradient: Float64Array }>;

/** When to stop. */
export interface LbfgsOptions {
  readonly steps: number;
  /** It has converged where a step lowers the value by less than this share of it. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
}

/** Pairs of steps and changes of the gradient that curvature is guessed from. */
const MEMORY = 10;
/** A step must bring this share of what the slope promises (Armijo). */
const LEAST_GAIN = 1e-4;
const MOST_HALVINGS = 30;
const TOLERANCE = 1e-6;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/**
 * The point at which it came to rest, from `start`: the same objective gives the same point. Resolves to undefined when it was
 * interrupted.
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  { steps, tolerance = TOLERANCE, signal }: LbfgsOptions,
): Promise<Float64Array | undefined> {
  let at = start;
  let { value, gradient } = await objective(at);
  let pairs: readonly Pair[] = [];
  for (let step = 0; step < steps; step++) {
    if (signal?.aborted === true) return undefined;
    const direction = directionOf(gradient, pairs);
    const slope = dot(gradient, direction);
    if (slope >= 0) return at;
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    let next = await tried(objective, at, direction, length);
    for (let halvings = 0; !(next.value <= value + LEAST_GAIN * length * slope); halvings++) {
      if (halvings === MOST_HALVINGS) return at;
      length /= 2;
      next = await tried(objective, at, direction, length);
    }
    pairs = withPair(pairs, at, gradient, next);
    const gain = value - next.value;
    ({ at, value, gradient } = next);
    if (gain <= tolerance * Math.abs(value)) return at;
  }
  return at;
}

async function tried(objective: Objective, from: Float64Array, direction: Float64Array, length: number) {
  const at = from.map((own, i) => own + length * direction[i]!);
  return { at, ...(await objective(at)) };
}

function withPair(
  pairs: readonly Pair[],
  at: Float64Array,
  gradient: Float64Array,
  next: { readonly at: Float64Array; readonly gradient: Float64Array },
): readonly Pair[] {
  const step = next.at.map((own, i) => own - at[i]!);
  const change = next.gradient.map((own, i) => own - gradient[i]!);
  const curvature = dot(step, change);
  // A pair of negative curvature would turn the direction uphill.
  return curvature > 1e-12 * dot(change, change)
    ? [...pairs, { step, change, curvature }].slice(-MEMORY)
    : pairs;
}

/** −H·gradient, H from the pairs: the two-loop recursion. */
function directionOf(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((own) => -own);
  const shares: number[] = [];
  for (const { step, change, curvature } of pairs.toReversed()) {
    const share = dot(step, direction) / curvature;
    shares.unshift(share);
    addScaled(direction, change, -share);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const [i, { step, change, curvature }] of pairs.entries())
    addScaled(direction, step, shares[i]! - dot(change, direction) / curvature);
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(to: Float64Array, from: Float64Array, by: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += by * from[i]!;
}
