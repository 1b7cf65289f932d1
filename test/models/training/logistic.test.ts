/** Logistic regression finds the minimum of its objective. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fitLogistic, type LogisticRows } from '../../../models/training/logistic.ts';
import { Random } from '../../../models/training/random.ts';

const WIDTH = 3;
const LEAST_SPREAD = 0.02;

/** Two clouds, apart on the first axis; the last column never varies. */
function clouds(count: number, seed: number): LogisticRows {
  const random = new Random(seed);
  const positive = Array.from({ length: count }, () => random.next() < 0.2);
  const x = Float32Array.from({ length: count * WIDTH }, (_, i) => {
    const column = i % WIDTH;
    if (column === 2) return 7;
    return 5 * column + random.normal() + (column === 0 && positive[(i - column) / WIDTH]! ? 2 : 0);
  });
  return { x, width: WIDTH, positive, positiveWeight: 3 };
}

test('the gradient of the penalised loss is zero where it ends, whatever the scale of the columns', async () => {
  const rows = clouds(500, 1);
  const penalty = 0.05;
  const { weight, bias } = (await fitLogistic(rows, { penalty, steps: 3000, leastSpread: LEAST_SPREAD }))!;
  const { x, positive, positiveWeight } = rows;
  const column = (k: number): number[] => positive.map((_, row) => x[row * WIDTH + k]!);
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const spreads = Array.from({ length: WIDTH }, (_, k) => {
    const own = column(k);
    const middle = mean(own);
    return Math.sqrt(mean(own.map((value) => (value - middle) ** 2))) + LEAST_SPREAD;
  });
  let total = 0;
  const gradient = new Array<number>(WIDTH + 1).fill(0);
  for (const [row, own] of positive.entries()) {
    const share = own ? positiveWeight : 1;
    total += share;
    const values = [...x.subarray(row * WIDTH, (row + 1) * WIDTH)];
    const logit = values.reduce((sum, value, k) => sum + value * weight[k]!, bias);
    const error = share * (1 / (1 + Math.exp(-logit)) - (own ? 1 : 0));
    for (const [k, value] of values.entries())
      gradient[k]! += (error * (value - mean(column(k)))) / spreads[k]!;
    gradient[WIDTH]! += error;
  }
  for (let k = 0; k < WIDTH; k++)
    assert.ok(Math.abs(gradient[k]! / total + penalty * weight[k]! * spreads[k]!) < 1e-3, `column ${k}`);
  assert.ok(Math.abs(gradient[WIDTH]! / total) < 1e-3, 'bias');
  assert.ok(weight[0]! > 0.5, 'the axis that tells them apart');
  assert.ok(Math.abs(weight[2]!) < 1e-6, 'a column that never varies');
});

test('interrupted, it gives nothing; without rows it is refused', async () => {
  const options = { penalty: 0.1, steps: 5, leastSpread: LEAST_SPREAD };
  assert.is(await fitLogistic(clouds(10, 2), { ...options, signal: AbortSignal.abort() }), undefined);
  try {
    await fitLogistic({ x: new Float32Array(0), width: WIDTH, positive: [], positiveWeight: 1 }, options);
    assert.unreachable('a fit on nothing');
  } catch (error) {
    assert.instance(error, RangeError);
  }
});

test.run();
