import { z } from 'zod';
import * as assert from 'uvu/assert';
import { closeTo, relativeDistance, type Stored } from './parity.ts';

/** Gradients that vanish in exact arithmetic are 1e-16 in the fixtures' 64-bit column; all others are above 1e-4. */
const ZERO = 1e-9;
/** What rounding may leave of them in 32 bits. */
const NOISE = 1e-5;
const RELATIVE = 1e-3;

/** A case's JSON: per parameter the largest 64-bit gradient, and how far the 32-bit one was off. */
const caseSchema = z.object({
  conditioning: z.object({
    columns: z.array(z.string()),
    params: z.record(z.string(), z.array(z.number())),
  }),
});

/** The names of the parameters whose gradient is zero in exact arithmetic. */
function zeroInTheory(facts: unknown): Set<string> {
  const { columns, params } = caseSchema.parse(facts).conditioning;
  const largest = columns.indexOf('max_abs_grad');
  const names = Object.keys(params).filter((name) => (params[name]?.[largest] ?? Infinity) < ZERO);
  return new Set(names);
}

/**
 * Every stored gradient within 1e-3 (norm-wise), those that are zero in exact arithmetic within 1e-5 of zero; and
 * no gradient besides. `facts` is the case's JSON.
 */
export function checkGradients(
  actual: ReadonlyMap<string, Float32Array>,
  expected: Stored,
  facts: unknown,
): void {
  assert.equal(
    [...actual.keys()].sort(),
    [...expected.tensors.keys()].sort(),
    'which parameters have a gradient',
  );
  const zero = zeroInTheory(facts);
  assert.ok(zero.size < actual.size / 2, 'most gradients are no noise');
  for (const [name, values] of actual) {
    const stored = expected.floats(name);
    assert.is(values.length, stored.length, name);
    if (zero.has(name)) {
      closeTo(values, new Float32Array(stored.length), NOISE, `${name} (zero)`);
    } else {
      const distance = relativeDistance(values, stored);
      assert.ok(distance <= RELATIVE, `${name}: off by ${distance} of its norm`);
    }
  }
}
