/** The classifier by context learns what no sentence tells by itself, and serves what it learned. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PackText } from '../../../src/analysis/pack.ts';
import { contextRows } from '../../../src/analysis/sentence-context.ts';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { input } from '../../../models/graph/tensor.ts';
import { contextLogits } from '../../../models/networks/dm.ts';
import { FULL_CONFIG } from '../../../models/networks/dm-config.ts';
import { parameterScope } from '../../../models/networks/scope.ts';
import { fitContextHead } from '../../../models/training/context-head.ts';
import { Random } from '../../../models/training/random.ts';
import type { TrainingItem, TrainingSource } from '../../../models/training/source.ts';

const WIDTH = 8;
const network = { ...FULL_CONFIG, text_dim: WIDTH, sentence_classes: 3, context_hidden: 16 };

/** Key (class 2) is the sentence before one that begins with a high value; the key sentence itself looks like the rest. */
function windowOf(random: Random): TrainingItem {
  const marked = random.below(5);
  const asr = Array.from({ length: 5 }, (_, place): PackText => {
    const embedding = Float32Array.from({ length: WIDTH }, () => 0.1 * random.normal());
    if (place === marked) embedding[0] = 2;
    return { embedding, start: place, end: place };
  });
  const sentenceClasses = asr.map((_, place) => (place + 1 === marked ? 2 : 0));
  return { item: { frames: [], tts: [], asr }, moments: [], sentenceClasses };
}

const source: TrainingSource = {
  name: 'made up',
  library: {
    ids: [],
    tags: new Int32Array(0),
    audio: new Float32Array(0),
    text: new Float32Array(0),
  },
  blank: new Float32Array(WIDTH),
  sample: (_step, size, random) => Promise.resolve(Array.from({ length: size }, () => windowOf(random))),
};

test('it finds the sentence before a marked one, and the parameters serve as the network has them', async () => {
  const fit = (seed: number) =>
    fitContextHead({ network, source, steps: 300, threads: 1, random: new Random(seed) });
  const parameters = await fit(1);
  assert.equal(parameters, await fit(1), 'a seed fixes it');
  const scope = parameterScope(network);
  const random = new Random(9);
  const items = Array.from({ length: 40 }, () => windowOf(random));
  const rows = contextRows(
    items.map(({ item }) => item),
    WIDTH,
  );
  const count = rows.length / (4 * WIDTH);
  const logits = contextLogits(scope, input('rows', 'float', [count, 4 * WIDTH]));
  await using graph = await CompiledGraph.create({ logits });
  const { logits: values } = await graph.run(new Map([...parameters!, ['rows', rows]]));
  const truth = items.flatMap(({ sentenceClasses }) => sentenceClasses ?? []);
  const right = truth.filter((own, row) => {
    const told = [...values!.subarray(row * 3, row * 3 + 3)];
    return told.indexOf(Math.max(...told)) === own;
  }).length;
  assert.ok(right >= 0.95 * truth.length, `${right} of ${truth.length}`);
});

test('interrupted, it gives nothing', async () => {
  const signal = AbortSignal.abort();
  assert.is(
    await fitContextHead({ network, source, steps: 5, threads: 1, random: new Random(1), signal }),
    undefined,
  );
});

test.run();
