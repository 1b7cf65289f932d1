import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { concat, expand, gather, reshape, slice, transpose } from '../../../models/graph/ops/arrange.ts';
import { add } from '../../../models/graph/ops/elementwise.ts';
import { gemm, matmul } from '../../../models/graph/ops/matrix.ts';
import { layerNorm } from '../../../models/graph/ops/normalize.ts';
import { reduceSum } from '../../../models/graph/ops/reduce.ts';
import { broadcast, product, ShapeError, type Shape } from '../../../models/graph/shape.ts';
import { constant, input, type Tensor } from '../../../models/graph/tensor.ts';

const of = (...shape: Shape): Tensor => input(`of ${shape.join()}`, 'float', shape);

function rejected(build: () => unknown, operation: string, shapes: readonly Shape[]): void {
  try {
    build();
  } catch (error) {
    assert.instance(error, ShapeError);
    const own = error as ShapeError;
    assert.is(own.code, 'graph-shape');
    assert.is(own.operation, operation);
    assert.equal(own.shapes, shapes);
    for (const shape of shapes) assert.match(own.message, `[${shape.join(', ')}]`);
    assert.match(own.message, operation);
    return;
  }
  assert.unreachable(`${operation} took ${JSON.stringify(shapes)}`);
}

test('shapes that do not fit are refused when the graph is built, by operation and both shapes', () => {
  rejected(() => add(of(2, 3), of(3, 2)), 'Add', [
    [2, 3],
    [3, 2],
  ]);
  rejected(() => add(of('batch', 3), of('other', 3)), 'Add', [
    ['batch', 3],
    ['other', 3],
  ]);
  rejected(() => gemm(of(2, 3), of(2, 3)), 'Gemm', [
    [2, 3],
    [2, 3],
  ]);
  rejected(() => gemm(of(2, 3), of(3, 4), of(5)), 'Gemm', [[5], [2, 4]]);
  rejected(() => gemm(of(1, 2, 3), of(3, 4)), 'Gemm', [
    [1, 2, 3],
    [3, 4],
  ]);
  rejected(() => matmul(of(5, 2, 3), of(5, 4, 2)), 'MatMul', [
    [5, 2, 3],
    [5, 4, 2],
  ]);
  rejected(() => matmul(of(5, 2, 3), of(4, 3, 2)), 'MatMul', [[5], [4]]);
  rejected(() => reshape(of(2, 3), [4, 2]), 'Reshape', [
    [2, 3],
    [4, 2],
  ]);
  rejected(() => concat([of(2, 3), of(3, 3)], 1), 'Concat', [
    [2, 3],
    [3, 3],
  ]);
  rejected(() => transpose(of(2, 3), [0, 0]), 'Transpose', [
    [2, 3],
    [0, 0],
  ]);
  rejected(() => slice(of(2, 3), 1, 2, 4), 'Slice', [
    [2, 3],
    [2, 4],
  ]);
  rejected(() => expand(of(2, 3), [2, 4]), 'Expand', [
    [2, 3],
    [2, 4],
  ]);
  rejected(() => reduceSum(of(2, 3), [2]), 'ReduceSum', [[2, 3]]);
  rejected(() => gather(of(2, 3), of(2)), 'Gather', [[2, 3], [2]]);
  rejected(() => layerNorm(of(2, 3), of(3), of(2), 1e-5), 'LayerNormalization', [[2, 3], [2]]);
  rejected(() => constant(new Float32Array(5), [2, 3]), 'Constant', [[2, 3], [5]]);
});

test('types that do not fit are refused too', () => {
  assert.throws(() => add(of(2), input('whole', 'int32', [2])), /Add: float and int32/);
});

const dims = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

test('broadcasting follows NumPy’s rule', () => {
  fc.assert(
    fc.property(dims, dims, (a, b) => {
      const rank = Math.max(a.length, b.length);
      const pad = (shape: number[]): number[] => [
        ...new Array<number>(rank - shape.length).fill(1),
        ...shape,
      ];
      const [left, right] = [pad(a), pad(b)];
      const fits = left.every((size, axis) => size === right[axis] || size === 1 || right[axis] === 1);
      if (!fits)
        assert.throws(
          () => broadcast('test', a, b),
          (error: unknown) => error instanceof ShapeError,
        );
      else
        assert.equal(
          broadcast('test', a, b),
          left.map((size, axis) => Math.max(size, right[axis]!)),
        );
    }),
  );
});

test('named sizes multiply whatever their order', () => {
  assert.is(product([2, 'batch', 27]), '54*batch');
  assert.is(product(['54*batch', 2]), '108*batch');
  assert.is(product([1, 'batch']), 'batch');
  assert.is(product(['time', 'batch']), product(['batch', 'time']));
  assert.is(product([]), 1);
  assert.equal(reshape(of('batch', 54, 8), [product(['batch', 54]), 8]).shape, ['54*batch', 8]);
});

test.run();
