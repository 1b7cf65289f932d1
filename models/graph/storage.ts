/** Smaller ways to keep weights in a model file: 16-bit floats, or 8-bit whole numbers with a scale for each block. */
import { fixedShape, ShapeError, type Shape } from './shape.ts';

/**
 * How a weight is kept. `half`: 16-bit, for tables of which rows are looked up. `int8`: for weights [out, in] of
 * products x·Wᵀ.
 */
export type Storage = 'float' | 'half' | 'int8';

/** A weight matrix [rows, columns] as rows of blocks: w ≈ scale · (code − 128). */
export interface Blocks {
  /** [rows, columns / size, size] */
  readonly codes: Uint8Array;
  /** [rows · columns / size] */
  readonly scales: Float32Array;
  /** Values that share a scale. */
  readonly size: number;
}

/** The middle of the codes: a weight of 0 is exactly 0. */
const ZERO = 128;
/** Small enough that one large weight costs few others their precision. */
const BLOCK = 32;

/**
 * Each block's largest magnitude becomes ±127. Throws a ShapeError unless it is a matrix whose rows divide into
 * blocks.
 */
export function toBlocks(values: Float32Array, shape: Shape): Blocks {
  const [rows = 0, columns = 0, ...more] = fixedShape('int8', shape);
  if (more.length > 0 || columns % BLOCK !== 0)
    throw new ShapeError('int8', [shape], `takes a matrix whose rows divide into blocks of ${BLOCK}`);
  const codes = new Uint8Array(rows * columns);
  const scales = new Float32Array(codes.length / BLOCK);
  for (let block = 0; block < scales.length; block++) {
    const own = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    const scale = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / (ZERO - 1);
    scales[block] = scale;
    for (const [at, value] of own.entries())
      codes[block * BLOCK + at] = ZERO + (scale === 0 ? 0 : Math.round(value / scale));
  }
  return { codes, scales, size: BLOCK };
}
