/** Which rows of a fixed number take part in a term. */

/** Rows that share a mean; the others weigh nothing. */
export class RowWeights {
  /** [all rows] */
  readonly values: Float32Array;
  readonly rows: number[] = [];

  constructor(count: number) {
    this.values = new Float32Array(count);
  }

  /** Lets no row take part: all weights are 0. */
  clear(): void {
    this.values.fill(0);
    this.rows.length = 0;
  }

  /** Gives each row in `rows[from…]` the weight 1 / total, where the total is their number unless given. */
  spread(from = 0, total = this.rows.length - from): void {
    for (let at = from; at < this.rows.length; at++) this.values[this.rows[at]!] = 1 / total;
  }
}

/** Row `index` of a matrix of `rows` equally long rows. */
export function part(matrix: Int32Array, index: number, rows: number): Int32Array {
  const width = matrix.length / rows;
  if (!Number.isInteger(width))
    throw new RangeError(`${matrix.length} candidates do not divide into ${rows} items`);
  return matrix.subarray(index * width, (index + 1) * width);
}
