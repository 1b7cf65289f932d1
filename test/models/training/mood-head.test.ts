/** The classifier of moods learns from the talk so far, not from the sentence. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PackText } from '../../../src/analysis/pack.ts';
import { CONTEXT_PARTS, contextRows, sentenceContext } from '../../../src/analysis/sentence-context.ts';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { input } from '../../../models/graph/tensor.ts';
import { moodLogits } from '../../../models/networks/dm/forward.ts';
import { FULL_CONFIG } from '../../../models/networks/dm/config.ts';
import { parameterScope } from '../../../models/networks/registry.ts';
import { fitMoodHead } from '../../../models/training/mood-head.ts';
import { Random } from '../../../models/training/random.ts';
import type { DrawRow } from '../../../models/training/talk-rows.ts';
import { spokenBefore } from '../../../src/streams/spoken-before.ts';

const WIDTH = 8;
const network = { ...FULL_CONFIG, text_dim: WIDTH, sentence_classes: 3, context_hidden: 4 };

/** Sentences scatter widely; those of solemn talk lie a little higher on every axis. */
function windowOf(solemn: boolean, random: Random) {
  const sentence = (): Float32Array =>
    Float32Array.from({ length: WIDTH }, () => random.normal() + (solemn ? 0.5 : 0));
  const asr = Array.from({ length: 3 }, (_, i): PackText => ({ embedding: sentence(), start: i, end: i }));
  return { tts: [], asr, before: spokenBefore(Array.from({ length: 20 }, sentence))! };
}

/** Five hundred windows, one of six of them solemn. */
const rows = ((random = new Random(3)) =>
  Array.from({ length: 500 }, (_, i) => {
    const solemn = i % 6 === 0;
    const sentenceClass = !solemn && i % 5 === 0 ? 1 : 0;
    return { context: sentenceContext(windowOf(solemn, random), 1, WIDTH), sentenceClass, solemn };
  }))();
const draw: DrawRow = (random) => random.pick(rows);

test('it knows solemn talk by the minutes before, and the parameters serve as the network has them', async () => {
  const fit = () => fitMoodHead({ draw, width: WIDTH, rows: 2000, random: new Random(1) });
  const parameters = await fit();
  assert.equal(parameters, await fit(), 'a seed fixes it');
  const random = new Random(2);
  const fresh = Array.from({ length: 40 }, (_, i) => windowOf(i % 2 === 0, random));
  const given = contextRows(fresh, WIDTH);
  const width = CONTEXT_PARTS * WIDTH;
  const count = given.length / width;
  const logits = moodLogits(parameterScope(network), input('rows', 'float', [count, width]));
  await using graph = await CompiledGraph.create({ logits });
  const { logits: values } = await graph.run(new Map([...parameters!, ['rows', given]]));
  const right = fresh.filter((_, i) => values![3 * i + 1]! > 0 === (i % 2 === 0));
  assert.ok(right.length >= 36, `${right.length} of 40`);
});

test('of the key sentences of shows two in a hundred lie above the border', async () => {
  const parameters = await fitMoodHead({ draw, width: WIDTH, rows: 2000, random: new Random(1) });
  const [weight, [bias = NaN] = []] = [
    parameters!.get('mood_head.weight')!,
    parameters!.get('mood_head.bias'),
  ];
  const keys = rows.filter(({ sentenceClass }) => sentenceClass > 0);
  const above = keys.filter(
    ({ context }) => weight.reduce((sum, own, k) => sum + own * context[4 * WIDTH + k]!, bias) > 0,
  );
  assert.ok(above.length <= 0.06 * keys.length, `${above.length} of ${keys.length}`);
});

test('interrupted, it gives nothing', async () => {
  const options = { draw, width: WIDTH, rows: 20, random: new Random(1) };
  assert.is(await fitMoodHead({ ...options, signal: AbortSignal.abort() }), undefined);
});

test.run();
