/**
 * Changes of single effects' logits as vectors of the space in which a network compares moments with effects. With the
 * embeddings E [effects, d] and K = E·Eᵀ, wished changes α become u = Eᵀ·(K + ε)⁻¹·α, and the logits change by E·u = S·α with
 * S = K·(K + ε)⁻¹: nearly α, but effects that the network can hardly tell apart share a change, and effects that join the library later
 * take part in it by how much they are like those that are there.
 */

/** ε: how far effects that are alike share a change; the embeddings have unit length. */
const SHARING = 0.05;

/** See above; matrices are row-major. */
export interface EffectSpace {
  /** S [effects, effects], symmetric. */
  readonly smoothing: Float32Array;
  /** Eᵀ·(K + ε)⁻¹ [d, effects] */
  readonly toVector: Float32Array;
}

/** From the embeddings of `count` effects, unit rows [count, width]. */
export function effectSpace(embeddings: Float32Array, count: number): EffectSpace {
  const width = embeddings.length / count;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += embeddings[i * width + k]! * embeddings[j * width + k]!;
      gram[i * count + j] = sum;
      gram[j * count + i] = sum;
    }
  const inverse = inverseOf(
    gram.map((value, at) => (at % (count + 1) === 0 ? value + SHARING : value)),
    count,
  );
  const smoothing = new Float32Array(count * count);
  const toVector = new Float32Array(width * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      // K·(K + ε)⁻¹ = 1 − ε·(K + ε)⁻¹
      smoothing[i * count + j] = (i === j ? 1 : 0) - SHARING * inverse[i * count + j]!;
      for (let k = 0; k < width; k++)
        toVector[k * count + j]! += embeddings[i * width + k]! * inverse[i * count + j]!;
    }
  return { smoothing, toVector };
}

/** The inverse of a symmetric positive definite matrix [size, size], by its Cholesky factor. */
function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * size + k]! * factor[j * size + k]!;
      factor[i * size + j] = i === j ? Math.sqrt(rest) : rest / factor[j * size + j]!;
    }
  const inverse = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let unit = 0; unit < size; unit++) {
    for (let i = 0; i < size; i++) {
      let rest = i === unit ? 1 : 0;
      for (let k = 0; k < i; k++) rest -= factor[i * size + k]! * column[k]!;
      column[i] = rest / factor[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let rest = column[i]!;
      for (let k = i + 1; k < size; k++) rest -= factor[k * size + i]! * column[k]!;
      column[i] = rest / factor[i * size + i]!;
    }
    for (let i = 0; i < size; i++) inverse[i * size + unit] = column[i]!;
  }
  return inverse;
}
