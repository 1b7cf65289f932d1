import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { input } from '../../../models/graph/tensor.ts';
import { Dropout } from '../../../models/training/steps/dropout.ts';

const SIZE = 100_000;
const x = input('x', 'float', [1, SIZE]);

test('a rate of 0 leaves the value as it is', () => {
  const dropout = new Dropout({ attention: 0, ffn: 0.5 }, 1);
  assert.is(dropout.drop('attention', x), x);
  assert.equal(dropout.masks(1), {});
});

test('the rate decides how many values fall, and the others make up for them', async () => {
  const dropout = new Dropout({ attention: 0.3, ffn: 0 }, 1);
  await using graph = await CompiledGraph.create({ y: dropout.drop('attention', x) });
  const { y } = await graph.run({ x: new Float32Array(SIZE).fill(1), ...dropout.masks(5) });
  const dropped = y!.filter((value) => value === 0).length / SIZE;
  assert.ok(Math.abs(dropped - 0.3) < 0.01, `${dropped} dropped`);
  assert.ok(y!.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6));
});

test('a seed decides which values fall, and places differ', () => {
  const dropout = new Dropout({ attention: 0, ffn: 0.5 }, 1);
  dropout.drop('ffn', x);
  dropout.drop('ffn', x);
  const masks = (seed: number): number[][] => Object.values(dropout.masks(seed)).map((mask) => [...mask]);
  const [first, second] = masks(1);
  assert.equal(masks(1), [first, second]);
  assert.not.equal(first, second);
  assert.not.equal(masks(2)[0], first);
  const both = first!.filter((keep, index) => keep === 1 && second![index] === 1).length / SIZE;
  assert.ok(Math.abs(both - 0.25) < 0.01, `${both} kept in both: the places are independent`);
});

test('each window gets its own mask where a layer has one value for all', () => {
  const dropout = new Dropout({ attention: 0.5, ffn: 0 }, 3);
  assert.equal(dropout.drop('attention', x).shape, [3, SIZE]);
});

test('a window drops the same in a part of a batch as in the whole', () => {
  const masksOf = (batch: number, first: number): Uint8Array => {
    const dropout = new Dropout({ attention: 0.5, ffn: 0 }, batch, first);
    dropout.drop('attention', input('y', 'float', [batch, 40]));
    return dropout.masks(7)['dropout_0']!;
  };
  const whole = masksOf(3, 0);
  assert.equal([...masksOf(1, 0), ...masksOf(2, 1)], [...whole]);
  assert.not.equal(whole.slice(0, 40), whole.slice(40, 80));
});

test.run();
