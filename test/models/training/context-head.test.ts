/** The classifier by context learns what no sentence tells by itself, and serves what it learned. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PackText } from '../../../src/analysis/pack.ts';
import { CONTEXT_PARTS, contextRows, sentenceContext } from '../../../src/analysis/sentence-context.ts';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { input } from '../../../models/graph/tensor.ts';
import { contextLogits } from '../../../models/networks/dm/forward.ts';
import { FULL_CONFIG } from '../../../models/networks/dm/config.ts';
import { parameterScope } from '../../../models/networks/registry.ts';
import { fitContextHead } from '../../../models/training/context-head.ts';
import { Random } from '../../../models/training/random.ts';
import type { DrawRow } from '../../../models/training/talk-rows.ts';

const WIDTH = 8;
const network = { ...FULL_CONFIG, text_dim: WIDTH, sentence_classes: 3, context_hidden: 16 };

/** Key (class 2) is the sentence before one of high values; the key sentence itself looks like the rest. */
function windowOf(random: Random): {
  readonly asr: readonly PackText[];
  readonly classes: readonly number[];
} {
  const marked = random.below(5);
  const asr = Array.from({ length: 5 }, (_, place): PackText => {
    const embedding = Float32Array.from(
      { length: WIDTH },
      () => random.normal() + (place === marked ? 3 : 0),
    );
    return { embedding, start: place, end: place };
  });
  return { asr, classes: asr.map((_, place) => (place + 1 === marked ? 2 : 0)) };
}

const draw: DrawRow = (random) => {
  const { asr, classes } = windowOf(random);
  const place = random.below(asr.length);
  const context = sentenceContext({ tts: [], asr }, place, WIDTH);
  return { context, sentenceClass: classes[place]!, solemn: false };
};

test('it finds the sentence before a marked one, and the parameters serve as the network has them', async () => {
  const fit = (seed: number) =>
    fitContextHead({ network, draw, steps: 400, threads: 1, random: new Random(seed) });
  const parameters = await fit(1);
  assert.equal(parameters, await fit(1), 'a seed fixes it');
  const scope = parameterScope(network);
  const random = new Random(9);
  const items = Array.from({ length: 40 }, () => windowOf(random));
  const rows = contextRows(
    items.map(({ asr }) => ({ tts: [], asr })),
    WIDTH,
  );
  const width = CONTEXT_PARTS * WIDTH;
  const count = rows.length / width;
  const logits = contextLogits(scope, input('rows', 'float', [count, width]));
  await using graph = await CompiledGraph.create({ logits });
  const { logits: values } = await graph.run(new Map([...parameters!, ['rows', rows]]));
  const truth = items.flatMap(({ classes }) => classes);
  const right = truth.filter((own, row) => {
    const told = [...values!.subarray(row * 3, row * 3 + 3)];
    return told.indexOf(Math.max(...told)) === own;
  }).length;
  assert.ok(right >= 0.95 * truth.length, `${right} of ${truth.length}`);
});

test('interrupted, it gives nothing', async () => {
  const signal = AbortSignal.abort();
  assert.is(
    await fitContextHead({ network, draw, steps: 400, threads: 1, random: new Random(1), signal }),
    undefined,
  );
});

test.run();
