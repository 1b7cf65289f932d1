/** AdamW (Loshchilov and Hutter) with decoupled decay on every parameter, as the authors' code runs it. */
export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
}

/** The authors' script; the paper says a weight decay of 1e-4. */
export const ADAMW_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 1e-3 };

/** First and second moments of one parameter and how many steps it has taken. */
export interface Moments {
  readonly m: Float32Array;
  readonly v: Float32Array;
  step: number;
}

/** Optimiser state by parameter name; a parameter enters with its first gradient. */
export type AdamWState = Map<string, Moments>;

/** The log of the inverse temperature. */
const LOGIT_SCALE = 'logit_scale_sfx';
/** Its limits, kept after every step (the inverse temperature within [1, 100]): 4.6052 = ln 100, as in CLIP and the authors' code. */
const LOGIT_SCALE_RANGE: readonly [number, number] = [0, 4.6052];

/**
 * One step in place: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
 * p ← p (1 − lr·wd) − lr · m̂ / (√v̂ + ε), with m̂, v̂ corrected for their start at 0.
 * Parameters without a gradient are left exactly as they are: no decay either.
 * @throws Error when a gradient has no parameter of its name and length.
 */
export function adamwStep(
  parameters: ReadonlyMap<string, Float32Array>,
  gradients: ReadonlyMap<string, Float32Array>,
  state: AdamWState,
  lr: number,
  options: AdamWOptions = ADAMW_DEFAULTS,
): void {
  for (const [name, gradient] of gradients) {
    const parameter = parameters.get(name);
    if (parameter?.length !== gradient.length)
      throw new Error(
        `the gradient "${name}" has ${gradient.length} values, its parameter ${parameter?.length ?? 'does not exist'}`,
      );
    let moments = state.get(name);
    if (moments === undefined) {
      moments = { m: new Float32Array(gradient.length), v: new Float32Array(gradient.length), step: 0 };
      state.set(name, moments);
    }
    moments.step += 1;
    update(parameter, gradient, moments, lr, options);
  }
}

function update(
  parameter: Float32Array,
  gradient: Float32Array,
  { m, v, step }: Moments,
  lr: number,
  { beta1, beta2, eps, weightDecay }: AdamWOptions,
): void {
  const size = lr / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  const decay = 1 - lr * weightDecay;
  const rest1 = 1 - beta1;
  const rest2 = 1 - beta2;
  for (let i = 0; i < parameter.length; i++) {
    const g = gradient[i]!;
    const mean = beta1 * m[i]! + rest1 * g;
    const square = beta2 * v[i]! + rest2 * g * g;
    m[i] = mean;
    v[i] = square;
    parameter[i] = parameter[i]! * decay - (size * mean) / (Math.sqrt(square) * correction + eps);
  }
}

/** Holds the learned temperature in its range; the authors do this after every step. */
export function clampLogitScale(parameters: ReadonlyMap<string, Float32Array>): void {
  const scale = parameters.get(LOGIT_SCALE);
  if (scale === undefined) return;
  const [low, high] = LOGIT_SCALE_RANGE;
  scale[0] = Math.min(Math.max(scale[0]!, low), high);
}

/**
 * The norm of all gradients together; NaN or infinite when any entry is, which means that training diverged.
 */
export function gradientNorm(gradients: ReadonlyMap<string, Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients.values())
    for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  return Math.sqrt(sum);
}

/** Scales all gradients together, in place, so that their norm is at most `most`. */
export function clipGradients(gradients: ReadonlyMap<string, Float32Array>, most: number): void {
  const scale = most / gradientNorm(gradients);
  if (!(scale < 1)) return;
  for (const gradient of gradients.values()) for (let i = 0; i < gradient.length; i++) gradient[i]! *= scale;
}
