/** Dropout with masks drawn outside the graph, so that a seed gives the same masks on every device. */
import { cast } from '../../graph/ops/compare.ts';
import { mul } from '../../graph/ops/elementwise.ts';
import { elements } from '../../graph/shape.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import type { NetworkSizes } from '../../networks/network.ts';

const HALF_WORD = 0x10000;

/** The share of values to drop, 0…1, for each kind of place that a network names. */
export type DropoutRates<Kind extends string = 'attention' | 'ffn'> = Readonly<Record<Kind, number>>;

/** The rates that a network has of its own. */
export const ownRates = ({ att_dropout = 0, ffn_dropout = 0 }: NetworkSizes): DropoutRates => ({
  attention: att_dropout,
  ffn: ffn_dropout,
});

/** Places where values are dropped, and the masks for them; a rate of 0 leaves no trace in the graph. */
export class Dropout<Kind extends string = 'attention' | 'ffn'> {
  readonly #rates: DropoutRates<Kind>;
  readonly #batch: number;
  readonly #first: number;
  readonly #masks: { name: string; rate: number; keep: Uint8Array }[] = [];

  /**
   * `batch`: each window of it gets its own mask even where a layer computes one value for all. `first`: of a part of a batch, the
   * place of its first window.
   */
  constructor(rates: DropoutRates<Kind>, batch: number, first = 0) {
    this.#rates = rates;
    this.#batch = batch;
    this.#first = first;
  }

  /** Each value is 0 with the rate's probability; the others grow by 1/(1 − rate). */
  readonly drop = (kind: Kind, x: Tensor): Tensor => {
    const rate = this.#rates[kind];
    if (rate === 0) return x;
    const shape = [x.shape[0] === 1 ? this.#batch : (x.shape[0] ?? 1), ...x.shape.slice(1)];
    const name = `dropout_${this.#masks.length}`;
    this.#masks.push({ name, rate, keep: new Uint8Array(elements(name, shape)) });
    return mul(x, mul(cast(input(name, 'bool', shape), 'float'), scalar(1 / (1 - rate))));
  };

  /** New masks by name. Rates are kept to 1/65536. A window's follow from the seed and its place in the batch alone. */
  masks(seed: number): Record<string, Uint8Array> {
    for (const [place, { rate, keep }] of this.#masks.entries()) {
      const limit = Math.round(rate * HALF_WORD);
      const parts = keep.length % this.#batch === 0 ? this.#batch : 1;
      const each = keep.length / parts;
      for (let part = 0; part < parts; part++)
        draw(keep.subarray(part * each, (part + 1) * each), limit, stateOf(seed, place, this.#first + part));
    }
    return Object.fromEntries(this.#masks.map(({ name, keep }) => [name, keep]));
  }
}

/** A word for a mask of a window, far from those of others (MurmurHash3's last steps); never 0, where xorshift stays. */
function stateOf(seed: number, place: number, window: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  hash ^= Math.imul(place + 1, 0xc2b2ae35) ^ Math.imul(window + 1, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash === 0 ? 1 : hash;
}

function draw(keep: Uint8Array, limit: number, start: number): void {
  let state = start;
  for (let index = 0; index < keep.length; index += 2) {
    // xorshift32; each word makes two decisions.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    keep[index] = (state & 0xffff) >= limit ? 1 : 0;
    if (index + 1 < keep.length) keep[index + 1] = state >>> 16 >= limit ? 1 : 0;
  }
}
