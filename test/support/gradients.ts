import * as assert from 'uvu/assert';
import { closeTo, relativeDistance, type Stored } from './parity.ts';

/** Largest absolute gradient that can be rounding noise around an exact zero; the next larger ones are above 1e-4. */
const NOISE = 1e-5;

export type Conditioning = Readonly<
  Record<string, { readonly max_abs_grad: number; readonly grad_fp32_fp64: number }>
>;

/**
 * Whether a stored gradient is zero in exact arithmetic: all of it is tiny, and as large as its own distance from
 * the 64-bit gradient.
 */
function isNoise(stored: Float32Array): boolean {
  return stored.every((value) => Math.abs(value) < NOISE);
}

/** Every stored gradient within 1e-3 (norm-wise), those that are zero in exact arithmetic within 1e-5; none besides. */
export function checkGradients(actual: ReadonlyMap<string, Float32Array>, expected: Stored): void {
  assert.equal(
    [...actual.keys()].sort(),
    [...expected.tensors.keys()].sort(),
    'which parameters have a gradient',
  );
  let compared = 0;
  for (const [name, values] of actual) {
    const stored = expected.floats(name);
    if (isNoise(stored)) {
      closeTo(values, new Float32Array(stored.length), NOISE, `${name} (zero)`);
      continue;
    }
    assert.is(values.length, stored.length, name);
    const distance = relativeDistance(values, stored);
    assert.ok(distance <= 1e-3, `${name}: off by ${distance} of its norm`);
    compared++;
  }
  assert.ok(compared > actual.size / 2, 'most gradients are no noise');
}
