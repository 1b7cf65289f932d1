/** Pairs of an assignment, in increasing order of the row. */
export interface Assignment {
  readonly rows: number[];
  readonly cols: number[];
}

/**
 * The assignment of rows to columns with the least total cost; min(rows, cols) pairs.
 * `cost` is row-major [rows, cols]. Shortest augmenting paths with potentials (Kuhn, Munkres), O(n²m).
 * @throws RangeError on a wrong length or a cost that is not finite.
 */
export function hungarian(cost: ArrayLike<number>, rows: number, cols: number): Assignment {
  if (cost.length !== rows * cols)
    throw new RangeError(`${rows} rows of ${cols} costs need ${rows * cols} values, got ${cost.length}`);
  for (let i = 0; i < cost.length; i++)
    if (!Number.isFinite(cost[i]))
      throw new RangeError(`cost [${Math.floor(i / cols)}, ${i % cols}] is ${cost[i]}`);
  const transposed = rows > cols;
  const of = transposed
    ? assign(cols, rows, (i, j) => cost[j * cols + i]!)
    : assign(rows, cols, (i, j) => cost[i * cols + j]!);
  const pairs = of.map((other, own): [number, number] => (transposed ? [other, own] : [own, other]));
  pairs.sort((a, b) => a[0] - b[0]);
  return { rows: pairs.map(([row]) => row), cols: pairs.map(([, col]) => col) };
}

/** For each of n rows its column, n ≤ m. Arrays are 1-based inside; index 0 stands for "none yet". */
function assign(n: number, m: number, cost: (row: number, col: number) => number): number[] {
  const rowPotential = new Float64Array(n + 1);
  const colPotential = new Float64Array(m + 1);
  const rowOf = new Int32Array(m + 1);
  const previous = new Int32Array(m + 1);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    const least = new Float64Array(m + 1).fill(Infinity);
    const visited = new Uint8Array(m + 1);
    let col = 0;
    do {
      visited[col] = 1;
      const current = rowOf[col]!;
      let step = Infinity;
      let next = 0;
      for (let j = 1; j <= m; j++) {
        if (visited[j]) continue;
        const reduced = cost(current - 1, j - 1) - rowPotential[current]! - colPotential[j]!;
        if (reduced < least[j]!) {
          least[j] = reduced;
          previous[j] = col;
        }
        if (least[j]! < step) {
          step = least[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= m; j++) {
        if (visited[j]) {
          rowPotential[rowOf[j]!]! += step;
          colPotential[j]! -= step;
        } else least[j]! -= step;
      }
      col = next;
    } while (rowOf[col] !== 0);
    while (col !== 0) {
      const back = previous[col]!;
      rowOf[col] = rowOf[back]!;
      col = back;
    }
  }
  const colOf = new Array<number>(n).fill(-1);
  for (let j = 1; j <= m; j++) if (rowOf[j] !== 0) colOf[rowOf[j]! - 1] = j - 1;
  return colOf;
}
