import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompiledGraph, FeedError, type Values } from '../../../models/graph/compile.ts';
import { gradients } from '../../../models/graph/gradient.ts';
import { reshape } from '../../../models/graph/ops/arrange.ts';
import { add, exp, mul, sub } from '../../../models/graph/ops/elementwise.ts';
import { gemm } from '../../../models/graph/ops/matrix.ts';
import { softmax, sumAll } from '../../../models/graph/ops/reduce.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import { shareCommon } from '../../../models/graph/optimize.ts';
import { split } from '../../../models/graph/split.ts';
import { ancestors, constant, input, scalar, type Tensor } from '../../../models/graph/tensor.ts';
import { pseudoRandom } from '../../support/finite-differences.ts';
import { rejects } from '../../support/within.ts';

const floats = (length: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(length, seed));

/** A small network whose target is known late. */
function network() {
  const [x, w] = [input('x', 'float', [4, 3]), input('w', 'float', [3, 2])];
  const y = softmax(reshape(gemm(x, w), [2, 2, 2]));
  const error = sub(reshape(y, [8]), input('target', 'float', [8]));
  const loss = sumAll(mul(error, error));
  const [gradient] = gradients(loss, [w]);
  assert.ok(gradient);
  return { y, loss, gradient };
}
const FEEDS = { x: floats(12, 1), w: floats(6, 2), target: floats(8, 3) };

async function run(
  outputs: Record<string, Tensor>,
  feeds: Record<string, Values>,
): Promise<Record<string, Values>> {
  await using graph = await CompiledGraph.create(outputs);
  return await graph.run(feeds);
}

test('two halves compute what the whole does', async () => {
  const { y, loss, gradient } = network();
  const whole = await run({ y, loss, gradient }, FEEDS);
  const { early, late, saved } = split({ y }, { loss, gradient }, new Set(['target']));
  const { target: _unknown, ...known } = FEEDS;
  const first = await run(early, known);
  const second = await run(late, { ...FEEDS, ...first });
  assert.ok(saved.length > 0);
  assert.equal({ ...second, y: first['y'] }, whole);
});

test('views are looked at again instead of handed over', () => {
  const { y, loss, gradient } = network();
  const { early, late, saved } = split({ y }, { loss, gradient }, new Set(['target']));
  const handed = saved.map((name) => early[name]!.node);
  assert.ok(
    handed.every((node) => !node.op.view),
    'only computed values are saved',
  );
  assert.is(new Set(handed).size, handed.length);
  const names = ancestors(Object.values(late)).flatMap((node) => node.name ?? []);
  assert.equal(
    saved.filter((name) => !names.includes(name)),
    [],
    'whatever is saved is read',
  );
});

test('an early output that needs a late input is refused', () => {
  const { y, loss } = network();
  assert.throws(() => split({ loss }, { y }, new Set(['target'])), /late input target/);
});

const count = (outputs: Record<string, Tensor>, name: string): number =>
  ancestors(Object.values(outputs)).filter((node) => node.op.name === name).length;

test('equal expressions are computed once, different ones are not', () => {
  const x = input('x', 'float', [3]);
  const outputs = {
    y: add(add(exp(x), exp(x)), exp(add(x, scalar(1)))),
    z: exp(x),
    w: exp(add(x, scalar(2))),
  };
  assert.is(count(outputs, 'Exp'), 5);
  const shared = shareCommon(outputs);
  assert.is(count(shared, 'Exp'), 3);
  assert.is(count(shared, 'Constant'), 2);
  assert.ok(ancestors(Object.values(shared)).includes(shared['z']!.node));
});

test('what no output needs is not written', () => {
  const x = input('x', 'float', [3]);
  const unused = exp(x);
  const model = Buffer.from(toOnnx({ y: add(x, x) }));
  assert.not(model.includes(unused.node.op.name));
});

test('one value under two names, an input and a constant can all be outputs', async () => {
  const x = input('x', 'float', [2]);
  const y = exp(x);
  const found = await run(
    { a: y, b: y, c: x, d: constant(Float32Array.of(7), [1]) },
    { x: Float32Array.of(0, 0) },
  );
  assert.equal([...found['a']!, ...found['b']!, ...found['c']!, ...found['d']!], [1, 1, 1, 1, 0, 0, 7]);
});

test('a name cannot be input and output of one model', () => {
  const x = input('x', 'float', [2]);
  assert.throws(() => toOnnx({ x: exp(x) }), /x is an input and an output/);
});

test('wrong feeds are refused by name', async () => {
  const x = input('x', 'float', [2]);
  await using graph = await CompiledGraph.create({ y: exp(x) });
  for (const [feeds, pattern] of [
    [{}, /x: nothing was given/],
    [{ x: new Float32Array(3) }, /x: 3 values for \[2\]/],
    [{ x: new Int32Array(2) }, /x: Int32Array given, float needed/],
  ] as const) {
    const error = await rejects(graph.run(feeds), pattern);
    assert.instance(error, FeedError);
  }
});

test('a graph can be released twice but not used again', async () => {
  const graph = await CompiledGraph.create({ y: exp(input('x', 'float', [2])) });
  await graph.release();
  await graph.release();
  await rejects(graph.run({ x: new Float32Array(2) }), /released/);
});

test.run();
