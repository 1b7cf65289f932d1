/** A learning rate that rises linearly, then falls along a cosine. */
export interface Schedule {
  /** Learning rate at the end of the warm-up. */
  readonly base: number;
  /** Steps of linear warm-up. */
  readonly warmup: number;
  /** Steps of the whole stage, warm-up included. */
  readonly total: number;
}

/**
 * Learning rate at a 0-based step: base · (step + 1) / warmup during warm-up, then
 * base · ½ (1 + cos(π (step − warmup) / (total − warmup))). Steps past the end stay at the last value, 0.
 */
export function learningRate(step: number, { base, warmup, total }: Schedule): number {
  if (step < warmup) return (base * (step + 1)) / warmup;
  const span = total - warmup;
  const progress = span > 0 ? Math.min((step - warmup) / span, 1) : 1;
  return base * 0.5 * (1 + Math.cos(Math.PI * progress));
}
