import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lowerLayersGraph, bertGraph } from '../../../models/encoders/minilm/export.ts';
import { initialTrained, trainedShapes } from '../../../models/encoders/minilm/parameters.ts';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { ancestors, isInput, output } from '../../../models/graph/tensor.ts';
import { adamwStep, type AdamWState } from '../../../models/training/adamw.ts';
import { Dropout } from '../../../models/training/steps/dropout.ts';
import {
  textEncoderGraph,
  type TextEncoderShape,
} from '../../../models/training/steps/text-encoder-graph.ts';
import { TextEncoderStep, type LabelledRows } from '../../../models/training/steps/text-encoder-step.ts';
import { openSession } from '../../../src/analysis/encoders/session.ts';
import { Tensor } from '../../../src/analysis/onnxruntime.ts';
import { checkGradient, pseudoRandom } from '../../support/finite-differences.ts';
import { closeTo, relativeDistance } from '../../support/parity.ts';
import { TINY, tinyParameters } from '../../support/tiny-bert.ts';

const NO_DROPOUT = { attention: 0, hidden: 0, task: 0 };
const shape: TextEncoderShape = {
  config: TINY,
  layers: 1,
  classes: 3,
  batch: 3,
  tokens: 4,
  from: 'hidden',
};
/** Sentences of four, two and one tokens. */
const tokens = Int32Array.of(1, 2, 3, 4, 5, 6, -1, -1, 0, -1, -1, -1);
const target = Float32Array.of(1, 0, 0, 0.7, 0.2, 0.1, 0, 0, 1);
const weight = Float32Array.of(1, 0.5, 2);
const base = tinyParameters();

/** Trained parameters with a classifier that tells classes apart already. */
function trained(layers: number): Map<string, Float32Array> {
  const values = initialTrained(TINY, base, { layers, classes: 3, seed: 1 });
  values.set('head.weight', Float32Array.from(pseudoRandom(9, 5)));
  values.set('head.bias', Float32Array.from(pseudoRandom(3, 6)));
  return values;
}

/** What the frozen layers give for `tokens`. */
async function hiddenBelow(layers: number): Promise<Float32Array> {
  const session = await openSession('tiny', lowerLayersGraph(base, TINY, TINY.num_hidden_layers - layers), 1);
  try {
    return (await session.run({ tokens: new Tensor('int32', tokens, [3, 4]) }, 'hidden')).slice();
  } finally {
    await session.release();
  }
}

for (const layers of [1, 2])
  test(`the gradients of ${layers} trained layers, task layer and classifier are slopes`, async () => {
    const dropout = new Dropout(NO_DROPOUT, 3);
    const { loss } = textEncoderGraph({ ...shape, layers }, dropout.drop);
    const floats = ancestors([loss!]).filter((node) => isInput(node) && node.name !== 'tokens');
    const given = new Map<string, Float32Array>([
      ...trained(layers),
      ['hidden', await hiddenBelow(layers)],
      ['target', target],
      ['weight', weight],
    ]);
    const values = floats.map(({ name }) => Float64Array.from(given.get(name!)!));
    await checkGradient(
      loss!,
      floats.map((node) => output(node, 0)),
      values,
      { tokens },
    );
  });

async function rows(layers: number): Promise<LabelledRows> {
  return { tokens, hidden: await hiddenBelow(layers), target, weight };
}

test('a step gives the loss and the gradients of the 64-bit graph, each parameter its own', async () => {
  const layers = 2;
  const options = { ...shape, layers, threads: 1, dropout: NO_DROPOUT };
  await using step = await TextEncoderStep.create(options);
  const batch = await rows(layers);
  const own = await step.run(trained(layers), batch, 0);
  await using wide = await CompiledGraph.create(
    textEncoderGraph(options, (_kind, x) => x),
    {
      precision: 'double',
    },
  );
  const feeds = Object.entries({
    ...Object.fromEntries(trained(layers)),
    hidden: batch.hidden!,
    target,
    weight: weight.map((value) => value / 3.5),
  });
  const expected = await wide.run(
    new Map<string, Float64Array | Int32Array>([
      ...feeds.map(([name, data]) => [name, Float64Array.from(data)] as const),
      ['tokens', tokens],
    ]),
  );
  closeTo([own.loss], [expected['loss']![0]!], 1e-6, 'loss');
  assert.equal([...own.gradients.keys()].sort(), [...trainedShapes(TINY, layers, 3).keys()].sort());
  for (const [name, values] of own.gradients) {
    const stored = expected[`gradient.${name}`]!;
    // Softmax does not see what all keys share, so this gradient is nothing but rounding.
    if (name.endsWith('key.bias')) closeTo(values, stored, 1e-6, name);
    else assert.ok(relativeDistance(values, stored) < 1e-4, name);
  }
});

test('from token ids, with the lower layers frozen inside, all is the same', async () => {
  const options = { ...shape, threads: 1, dropout: NO_DROPOUT };
  await using upper = await TextEncoderStep.create(options);
  await using whole = await TextEncoderStep.create({ ...options, from: 'tokens', frozen: base });
  const batch = await rows(1);
  const [a, b] = [await upper.run(trained(1), batch, 0), await whole.run(trained(1), batch, 0)];
  closeTo([a.loss], [b.loss], 1e-6, 'loss');
  for (const [name, values] of a.gradients) closeTo(values, b.gradients.get(name)!, 1e-6, name);
});

test('missing rows change nothing, and neither does the scale of the weights', async () => {
  const options = { ...shape, threads: 1, dropout: NO_DROPOUT };
  await using step = await TextEncoderStep.create(options);
  await using larger = await TextEncoderStep.create({ ...options, batch: 5 });
  const batch = await rows(1);
  const a = await step.run(trained(1), batch, 0);
  const b = await larger.run(trained(1), { ...batch, weight: weight.map((value) => 3 * value) }, 0);
  closeTo([a.loss], [b.loss], 1e-6, 'loss');
  closeTo(a.logits, b.logits, 1e-6, 'logits');
  for (const [name, values] of a.gradients) closeTo(values, b.gradients.get(name)!, 1e-6, name);
});

test('dropout follows the seed, and prediction drops nothing', async () => {
  await using step = await TextEncoderStep.create({ ...shape, threads: 1 });
  const batch = await rows(1);
  const losses = [];
  for (const seed of [1, 1, 2, 3]) losses.push((await step.run(trained(1), batch, seed)).loss);
  assert.is(losses[0], losses[1]);
  assert.ok(new Set(losses).size > 2, 'other seeds drop other values');
  const { task, logits } = await step.predict(trained(1), batch);
  assert.equal([task.length, logits.length], [9, 9]);
  const served = await openSession('tiny', bertGraph(new Map([...base, ...trained(1)]), TINY), 1);
  const vectors = await served.run({ tokens: new Tensor('int32', tokens, [3, 4]) }, 'embedding');
  for (let row = 0; row < 3; row++)
    closeTo(task.slice(3 * row, 3 * row + 3), vectors.slice(7 * row + 4, 7 * row + 7), 1e-6, `row ${row}`);
  await served.release();
});

test('steps along the gradient learn the labels', async () => {
  await using step = await TextEncoderStep.create({ ...shape, threads: 1, dropout: NO_DROPOUT });
  const parameters = initialTrained(TINY, new Map([...base].filter(([name]) => !name.startsWith('task'))), {
    layers: 1,
    classes: 3,
    seed: 3,
  });
  const batch = await rows(1);
  const state: AdamWState = new Map();
  const losses: number[] = [];
  for (let seed = 0; seed < 200; seed++) {
    const { loss, gradients } = await step.run(parameters, batch, seed);
    losses.push(loss);
    adamwStep(parameters, gradients, state, 0.02);
  }
  // A new classifier says 1/3 for each class; the shares themselves have an entropy of 0.115 by these weights.
  closeTo([losses[0]!], [Math.log(3)], 1e-6, 'at first');
  assert.ok(losses.at(-1)! < 0.15, `at last ${losses.at(-1)}`);
});

test.run();
