/** The classifier of moods learns from what surrounds a sentence, not from the sentence. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { contextRows } from '../../../src/analysis/sentence-context.ts';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { input } from '../../../models/graph/tensor.ts';
import { moodLogits } from '../../../models/networks/dm.ts';
import { FULL_CONFIG } from '../../../models/networks/dm-config.ts';
import { parameterScope } from '../../../models/networks/scope.ts';
import { fitMoodHead, type MoodShow } from '../../../models/training/mood-head.ts';
import { Random } from '../../../models/training/random.ts';

const WIDTH = 8;
const network = { ...FULL_CONFIG, text_dim: WIDTH, sentence_classes: 3, context_hidden: 4 };

/** Sentences scatter widely; those of solemn talk lie a little higher on the first axis. */
function showOf(solemn: boolean, random: Random): MoodShow {
  const asr = Array.from({ length: 14 }, (_, i) => {
    const embedding = Float32Array.from({ length: WIDTH }, () => random.normal());
    embedding[0]! += solemn ? 2 : 0;
    return { text: '', start: i, end: i + 1, embedding };
  });
  const nothing = { frames: 14, frameEmbeddings: new Float32Array(0), moments: [] };
  return { show: { name: '', asr, ...nothing }, solemn };
}

test('it knows solemn talk in whatever sentence, and the parameters serve as the network has them', async () => {
  const random = new Random(2);
  const shows = Array.from({ length: 60 }, (_, i) => showOf(i % 6 === 0, random));
  const fit = () => fitMoodHead({ shows, width: WIDTH, steps: 1000, threads: 1, random: new Random(1) });
  const parameters = await fit();
  assert.equal(parameters, await fit(), 'a seed fixes it');
  const fresh = Array.from({ length: 40 }, (_, i) => showOf(i % 2 === 0, random));
  const rows = contextRows(
    fresh.map(({ show }) => ({
      tts: [],
      asr: show.asr.map(({ embedding }) => ({ embedding, start: 0, end: 0 })),
    })),
    WIDTH,
  );
  const count = rows.length / (4 * WIDTH);
  const logits = moodLogits(parameterScope(network), input('rows', 'float', [count, 4 * WIDTH]));
  await using graph = await CompiledGraph.create({ logits });
  const { logits: values } = await graph.run(new Map([...parameters!, ['rows', rows]]));
  // The seventh sentence of each show has as many on either side as count.
  const right = fresh.filter(({ solemn }, show) => {
    const row = 2 * (show * 14 + 7);
    return values![row + 1]! > values![row]! === solemn;
  });
  assert.ok(right.length >= 36, `${right.length} of 40`);
});

test('no talk that is long enough is refused; interrupted, it gives nothing', async () => {
  const options = { width: WIDTH, steps: 5, threads: 1, random: new Random(1) };
  try {
    await fitMoodHead({ ...options, shows: [] });
    assert.unreachable('a fit on nothing');
  } catch (error) {
    assert.instance(error, RangeError);
  }
  const shows = [showOf(true, new Random(3)), showOf(false, new Random(4))];
  assert.is(await fitMoodHead({ ...options, shows, signal: AbortSignal.abort() }), undefined);
});

test.run();
