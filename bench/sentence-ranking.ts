/**
 * How well sentences are told apart by their vectors alone: a small classifier over each encoder's vectors, fitted on the
 * written talks, the grammar and plain talk, ranks the sentences of labelled talks. What the network adds to that shows
 * `momentfx evaluate --talks`.
 *
 *   node scripts/run.mjs bench/sentence-ranking.ts --talks FOLDER [--split NAME] [--plain FILE.jsonl.gz] [--encoders lite,minilm]
 */
import { parseArgs } from 'node:util';
import { openEncoders } from '../src/analysis/encoders/index.ts';
import { parseCaptions } from '../src/captions/files/parse.ts';
import { labelledSentences, SENTENCE_KINDS } from '../models/corpus/talks/labelled.ts';
import { plainTalkFrom } from '../models/corpus/talks/speeches.ts';
import { ensureEncoders } from '../models/encoders/cache.ts';
import { FAMILIES, FAMILY_NAMES } from '../models/encoders/families.ts';
import { rankTalks } from '../models/evaluation/talks/ranking.ts';
import { readTalks } from '../models/evaluation/talks/talk.ts';
import { Random } from '../models/training/random.ts';
import { fitProbe } from '../models/training/text-encoder/probe.ts';

const { values } = parseArgs({
  options: {
    talks: { type: 'string' },
    split: { type: 'string' },
    plain: { type: 'string' },
    encoders: { type: 'string', default: FAMILY_NAMES.join(',') },
    seed: { type: 'string', default: '1' },
  },
});
if (values.talks === undefined) {
  console.error('--talks FOLDER is missing: a folder of labelled talks.');
  process.exit(2);
}
const WIDTH = 512;
const TASK = 128;
const seed = Number(values.seed);
const talks = await readTalks(values.talks, {
  parseCaptions,
  ...(values.split === undefined ? {} : { split: values.split }),
});
const plain = await plainTalkFrom(values.plain);

for (const name of FAMILY_NAMES.filter((own) => values.encoders.split(',').includes(own))) {
  const encoders = await openEncoders(await ensureEncoders(FAMILIES[name]), { threads: 2 });
  try {
    const sentences = [
      ...labelledSentences({ split: 'train', language: 'en', plain, random: new Random(seed) }),
    ];
    const started = performance.now();
    const means = await vectors(
      (texts) => encoders.text.embed(texts),
      sentences.map(({ text }) => text),
    );
    const perSentence = (performance.now() - started) / sentences.length;
    const layers = await fitProbe(
      {
        means,
        target: Float32Array.from(sentences.flatMap(({ kinds }) => [...kinds])),
        weight: Float32Array.from(sentences, ({ weight }) => weight),
      },
      { width: WIDTH, task: TASK, kinds: SENTENCE_KINDS.length, threads: 2, random: new Random(seed) },
    );
    const ranked = [];
    for (const talk of talks) {
      const own = await vectors(
        (texts) => encoders.text.embed(texts),
        talk.sentences.map(({ text }) => text),
      );
      ranked.push({ talk, scores: talk.sentences.map((_, row) => keyScore(layers, own, row)) });
    }
    const { all, mean, kinds } = rankTalks(ranked);
    const byKind = Object.entries(kinds).map(([kind, area]) => `${kind} ${area.toFixed(3)}`);
    console.log(
      `${encoders.text.name}: AUC ${all.toFixed(3)}, mean over kinds ${mean.toFixed(3)} (${byKind.join(', ')}); ${sentences.length} sentences, ${perSentence.toFixed(2)} ms each`,
    );
  } finally {
    await encoders.release();
  }
}

async function vectors(
  embed: (texts: readonly string[]) => Promise<Float32Array[]>,
  texts: readonly string[],
): Promise<Float32Array> {
  const all = new Float32Array(texts.length * WIDTH);
  for (let first = 0; first < texts.length; first += 64) {
    const rows = await embed(texts.slice(first, first + 64));
    for (const [i, row] of rows.entries()) all.set(row, (first + i) * WIDTH);
  }
  return all;
}

/** 1 − P(none), by its logarithm's monotone: −(logit of none − log Σ exp logits). */
function keyScore(layers: ReadonlyMap<string, Float32Array>, rows: Float32Array, row: number): number {
  const of = (name: string): Float32Array => layers.get(name) ?? new Float32Array(0);
  const dense = (weight: Float32Array, bias: Float32Array, x: Float32Array): Float32Array =>
    bias.map((own, out) => x.reduce((sum, value, k) => sum + weight[out * x.length + k]! * value, own));
  const x = rows.subarray(row * WIDTH, (row + 1) * WIDTH);
  const task = dense(of('task.weight'), of('task.bias'), x).map(Math.tanh);
  const logits = dense(of('head.weight'), of('head.bias'), task);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return Math.log(total) - logits[0]!;
}
