/**
 * A seeded generator of random numbers whose whole state is four integers, so that a run can stop and go on
 * exactly where it was. Algorithm: xoshiro128** 1.1 (Blackman and Vigna), seeded by splitmix32.
 */
export type RandomState = readonly [number, number, number, number];

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

function seedState(seed: number): [number, number, number, number] {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next()];
}

/** One stream of random numbers; every draw changes its state. */
export class Random {
  #s: [number, number, number, number];

  /** `seed`: any integer, or a state that `state` gave. */
  constructor(seed: number | RandomState) {
    this.#s = typeof seed === 'number' ? seedState(seed) : [...seed];
  }

  /** The state before the next draw, for a checkpoint. */
  get state(): RandomState {
    return [...this.#s];
  }

  /** A whole number in [0, 2³²). */
  bits(): number {
    const s = this.#s;
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return result;
  }

  /** A number in [0, 1) with 32 random bits. */
  next(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number in [0, n); n up to 2³². */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** A standard normal number (Box–Muller, one of the pair). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** One of the values, each as likely; `values` must not be empty. */
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** `count` different values in random order (all of them when there are fewer). */
  sample<T>(values: readonly T[], count: number): T[] {
    const pool = [...values];
    const wanted = Math.min(count, pool.length);
    for (let i = 0; i < wanted; i++) {
      const j = i + this.below(pool.length - i);
      [pool[i], pool[j]] = [pool[j] as T, pool[i] as T];
    }
    pool.length = wanted;
    return pool;
  }

  /**
   * `count` indices drawn with replacement, index i with probability weights[i] / Σ weights; uniformly when
   * all weights are 0. `weights` must be non-negative and not empty.
   */
  weighted(weights: ArrayLike<number>, count: number): number[] {
    const cumulative = new Float64Array(weights.length);
    let total = 0;
    for (let i = 0; i < weights.length; i++) cumulative[i] = total += weights[i]!;
    return Array.from({ length: count }, () =>
      total > 0 ? firstAbove(cumulative, this.next() * total) : this.below(weights.length),
    );
  }
}

/** The first index whose cumulative weight is above `value`; entries of weight 0 are never returned. */
function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
