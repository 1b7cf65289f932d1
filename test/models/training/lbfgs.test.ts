import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { minimise, type Objective } from '../../../models/training/lbfgs.ts';

/** A bent valley (Rosenbrock): its floor is at (1, 1). */
const valley: Objective = ([x = 0, y = 0]) =>
  Promise.resolve({
    value: (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
    gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)),
  });

test('it finds the floor of a bent valley', async () => {
  const found = await minimise(valley, Float64Array.of(-1.2, 1), { steps: 200, tolerance: 1e-12 });
  for (const value of found ?? [NaN]) assert.ok(Math.abs(value - 1) < 1e-3, `${value}`);
});

test('it stays where nothing is lower, stops after its steps, and when it is told to', async () => {
  const floor = Float64Array.of(1, 1);
  assert.equal(await minimise(valley, floor, { steps: 10 }), floor);
  const start = Float64Array.of(-1.2, 1);
  const [first, second] = [
    await minimise(valley, start, { steps: 1 }),
    await minimise(valley, start, { steps: 2 }),
  ];
  assert.not.equal(first, second);
  assert.is(await minimise(valley, start, { steps: 10, signal: AbortSignal.abort() }), undefined);
});

test.run();
