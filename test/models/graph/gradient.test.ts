import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gradients } from '../../../models/graph/gradient.ts';
import * as arrange from '../../../models/graph/ops/arrange.ts';
import * as compare from '../../../models/graph/ops/compare.ts';
import * as convolution from '../../../models/graph/ops/convolution.ts';
import * as elementwise from '../../../models/graph/ops/elementwise.ts';
import * as activation from '../../../models/graph/ops/gelu.ts';
import * as matrix from '../../../models/graph/ops/matrix.ts';
import * as normalize from '../../../models/graph/ops/normalize.ts';
import * as reduce from '../../../models/graph/ops/reduce.ts';
import { ShapeError } from '../../../models/graph/shape.ts';
import { input, scalar, type Tensor } from '../../../models/graph/tensor.ts';
import { giou } from '../../../models/networks/boxes.ts';
import { checkGradient, pseudoRandom } from '../../support/finite-differences.ts';

const { add, sub, mul, div, max, min, neg, exp, log, sqrt, abs, sigmoid, tanh, relu, sin, cos, detach } =
  elementwise;
const { reshape, transpose, concat, slice, pad, expand, gather } = arrange;
const { reduceSum, reduceMean, reduceMax, reduceTo, softmax, logSumExp, unit, sumAll } = reduce;
const { gemm, matmul } = matrix;

interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** Moves the values into the domain of the operation, away from its kinks. */
  readonly domain?: (value: number) => number;
}

const positive = (value: number): number => 1.5 + value;
const awayFromZero = (value: number): number => value + 0.1 * Math.sign(value);
const one = (build: (x: Tensor) => Tensor, domain?: Case['domain']): Case => ({
  shapes: [[2, 3]],
  build: build,
  ...(domain && { domain }),
});
const two = (build: (a: Tensor, b: Tensor) => Tensor, domain?: Case['domain']): Case => ({
  shapes: [
    [2, 3],
    [2, 3],
  ],
  build: build,
  ...(domain && { domain }),
});
const INDEX = input('index', 'int32', [4]);

/** By the name of the exported function; each entry is checked. */
const CASES: Record<string, Case[]> = {
  add: [two(add)],
  sub: [two(sub)],
  mul: [two(mul), one((x) => mul(x, x))],
  div: [two(div, positive)],
  max: [two(max), one((x) => max(x, scalar(0)), awayFromZero)],
  min: [two(min)],
  neg: [one(neg)],
  exp: [one(exp)],
  log: [one(log, positive)],
  sqrt: [one(sqrt, positive)],
  abs: [one(abs, awayFromZero)],
  sigmoid: [one(sigmoid)],
  tanh: [one(tanh)],
  sin: [one(sin, (value) => 4 * value)],
  cos: [one(cos, (value) => 4 * value)],
  gelu: [one(activation.gelu), one(activation.gelu, (value) => 6 * value)],
  relu: [one(relu, awayFromZero)],
  reshape: [one((x) => reshape(x, [3, 2]))],
  transpose: [{ shapes: [[2, 3, 2]], build: (x) => transpose(x, [2, 0, 1]) }],
  concat: [
    {
      shapes: [
        [2, 1],
        [2, 3],
      ],
      build: (a, b) => concat([a, b, a], 1),
    },
  ],
  slice: [one((x) => slice(x, 1, 1, 2)), one((x) => slice(x, -1, 0, 2))],
  pad: [one((x) => pad(x, 1, 1, 2))],
  expand: [{ shapes: [[3, 1]], build: (x) => expand(x, [2, 3, 4]) }],
  gather: [{ shapes: [[3, 2]], build: (table) => gather(table, INDEX) }],
  reduceSum: [one((x) => reduceSum(x, [0])), one((x) => reduceSum(x, [0, 1]))],
  reduceMean: [one((x) => reduceMean(x, [1])), one((x) => reduceMean(x, [-2]))],
  reduceMax: [one((x) => reduceMax(x, [1]))],
  reduceTo: [one((x) => reduceTo(x, [1, 3])), one((x) => reduceTo(x, [3]))],
  softmax: [one(softmax)],
  logSumExp: [one(logSumExp), one((x) => logSumExp(add(x, scalar(1000))))],
  unit: [one(unit)],
  sumAll: [one(sumAll)],
  layerNorm: [{ shapes: [[2, 5], [5], [5]], build: (x, s, b) => normalize.layerNorm(x, s, b, 1e-5) }],
  conv1d: (
    [
      [5, 3, {}],
      [5, 3, { padding: 1 }],
      [1, 3, { padding: 1 }],
      [5, 2, { stride: 2 }],
      [6, 2, { stride: 2, padding: 1 }],
      [7, 3, { stride: 2 }],
      [8, 3, { stride: 2, padding: 1 }],
      [7, 2, { stride: 3 }],
    ] as const
  ).map(([length, kernel, options]) => ({
    shapes: [[2, length, 2], [3, 2, kernel], [3]],
    build: (x, weight, bias) => convolution.conv1d(x, weight, bias, options),
  })),
  gemm: [false, true].flatMap((transA) =>
    [false, true].flatMap((transB) =>
      [[], [2], [3, 2]].map((row) => ({
        shapes: [transA ? [4, 3] : [3, 4], transB ? [2, 4] : [4, 2], ...(row.length ? [row] : [])],
        build: (a?: Tensor, b?: Tensor, c?: Tensor) => gemm(a!, b!, c, { transA, transB, alpha: 0.7 }),
      })),
    ),
  ),
  matmul: [false, true].flatMap((transA) =>
    [false, true].flatMap((transB) =>
      (
        [
          [
            [1, 2],
            [2, 2],
          ],
          [
            [2, 2],
            [2, 2],
          ],
          [[2], [2, 2]],
          [[2, 2], []],
        ] as const
      ).map(([batch, others]) => ({
        shapes: [
          [...batch, ...(transA ? [4, 3] : [3, 4])],
          [...others, ...(transB ? [2, 4] : [4, 2])],
        ],
        build: (a?: Tensor, b?: Tensor) => matmul(a!, b!, { transA, transB, alpha: 0.7 }),
      })),
    ),
  ),
};
/** They give whole numbers, truth values or steps: there is no gradient to check. */
const WITHOUT_GRADIENT = ['sign', 'detach', 'less', 'equal', 'cast', 'oneHot', 'cumSum'];

async function check({ shapes, build, domain = (value) => value }: Case, seed: number): Promise<void> {
  const inputs = shapes.map((shape, index) => input(`x${index}`, 'float', shape));
  const values = shapes.map((shape, index) =>
    pseudoRandom(
      shape.reduce((product, size) => product * size, 1),
      seed + index,
    ).map(domain),
  );
  await checkGradient(build(...inputs), inputs, values, { index: Int32Array.of(2, 0, 2, 1) });
}

for (const [name, cases] of Object.entries(CASES))
  test(`the gradient of ${name} is its slope`, async () => {
    for (const [index, own] of cases.entries()) await check(own, 10 * index + 1);
  });

test('no operation is left out', () => {
  const all = [activation, arrange, compare, convolution, elementwise, matrix, normalize, reduce].flatMap(
    (module) => Object.keys(module),
  );
  assert.equal(all.sort(), [...Object.keys(CASES), ...WITHOUT_GRADIENT].sort());
});

test('the gradient of the intervals’ GIoU is its slope, overlapping, nested and apart', async () => {
  const [a, b] = [input('a', 'float', [3, 2]), input('b', 'float', [3, 2])];
  const [boxes, others] = [
    Float64Array.of(0.3, 0.2, 0.5, 0.6, 0.1, 0.1),
    Float64Array.of(0.4, 0.25, 0.55, 0.1, 0.8, 0.2),
  ];
  await checkGradient(giou(a, b), [a, b], [boxes, others]);
});

const shapePairs = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 })
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.tuple(...shape.map((size) => fc.constantFrom(1, size))),
      fc.integer({ min: 0, max: shape.length }),
      fc.boolean(),
      fc.constantFrom(add, sub, mul, div, max, min),
    ),
  );

test('stretched axes collect their gradients, whatever the shapes', async () => {
  await fc.assert(
    fc.asyncProperty(shapePairs, async ([shape, stretched, dropped, swap, operation]) => {
      const small = stretched.slice(dropped);
      const shapes = swap ? [small, shape] : [shape, small];
      await check({ shapes, build: (a, b) => operation(a, b), domain: positive }, 5);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('a value used twice gets the sum of both gradients', async () => {
  await check(
    one((x) => add(mul(x, x), exp(x))),
    3,
  );
});

test('detached values are constants', () => {
  const x = input('x', 'float', [2]);
  const [flow] = gradients(sumAll(mul(x, detach(x))), [x]);
  assert.ok(flow);
  assert.is(gradients(sumAll(detach(x)), [x])[0], undefined);
});

test('what the loss does not depend on has no gradient', () => {
  const [x, y] = [input('x', 'float', [2]), input('y', 'float', [2])];
  assert.equal(gradients(sumAll(x), [y]), [undefined]);
});

test('only one number can be differentiated', () => {
  const x = input('x', 'float', [2]);
  assert.throws(
    () => gradients(x, [x]),
    (error: unknown) => error instanceof ShapeError && /one number/.test(error.message),
  );
});

test.run();
