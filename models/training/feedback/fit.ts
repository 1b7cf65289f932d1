/**
 * What a network learns from people's vetoes and swaps: two linear maps of a sentence's vector x, added to its decisions. With the
 * log-odds a₀ of the decision before, above those of the threshold, and the effects' shares s before,
 *
 *   P(an effect is played) = σ(a₀ + w·x),   q(effect) = softmax(SHARPNESS·(ln s + S·A·x)),
 *
 * they minimise, over what people did, sentences of the corpus and those that nobody touched,
 *
 *   Σ wanted −ln P − ln q(e)  +  Σ unwanted −ln(1 − P·q(e))  +  Σ others cross-entropies to the decisions before  +  λ/2·(|w|² + |A|²).
 *
 * A veto says only that this effect did not belong here: whether another one would have, other feedback decides. What a
 * checkpoint knew is held twice, by the sentences of the corpus and by the penalty, which draws to no change at all (L2-SP).
 */
import { CompiledGraph } from '../../graph/compile.ts';
import { gradients } from '../../graph/gradient.ts';
import { reshape } from '../../graph/ops/arrange.ts';
import { abs, add, exp, log, max, mul, neg, sigmoid, sub } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { logSumExp, reduceSum, softmax, sumAll } from '../../graph/ops/reduce.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import { minimise } from '../lbfgs.ts';
import { standardOf, type Standard } from '../two-layer.ts';
import { effectSpace, type EffectSpace } from './effect-space.ts';
import type { Opinion } from './opinions.ts';

/** What a person said of one sentence. */
export interface Judgement {
  readonly opinion: Opinion;
  /** Whether the effect belongs there. */
  readonly wanted: boolean;
  /** Its row in the library. */
  readonly effect: number;
  /** What it counts beside a veto. */
  readonly weight: number;
}

/** What is learned, from what. */
export interface FeedbackFit {
  readonly judgements: readonly Judgement[];
  /** Sentences of the corpus, at which decisions are to stay as they are. */
  readonly anchors: readonly Opinion[];
  /** Sentences of the same shows that nobody said anything of: decisions stay there, too. */
  readonly untouched: readonly Opinion[];
  /** The library as the network embeds it, unit rows [effects, d]. */
  readonly embeddings: Float32Array;
  /** The checkpoint's threshold. */
  readonly threshold: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
}

/**
 * What all sentences of the corpus count together, beside a veto. With 40, ten vetoes left an effect 17 to 56 % of its rate at other
 * sentences of their kind, by kind, with 100 35 to 64 %; the accuracy elsewhere was the same.
 */
const ANCHORS_COUNT = 60;
/** What a sentence counts that nobody touched, and all of them at most: to let pass is no more than a hint. */
const UNTOUCHED = { each: 0.2, all: 60 };
/**
 * λ, for sentences' vectors of a mean square length of 1. At 0.3, one, ten and thirty vetoes left an effect 84 to 100, 26 to 61 and 7 to 22 %
 * of its rate, by kind; at 0.5 84 to 100, 38 to 81 and 7 to 47 %.
 */
const PENALTY = 0.3;
/** A choice among effects is that of the largest share; this sharp a softmax stands for it. */
const SHARPNESS = 2;
/** Added to each column's spread, so that one that hardly varies is not blown up. */
const LEAST_SPREAD = 0.05;
const LEAST_SHARE = 1e-6;
const STEPS = 120;

/**
 * The parameters `feedback.…` of the network. Resolves to undefined when it was interrupted.
 * @throws RangeError without anchors
 */
export async function fitFeedback(fit: FeedbackFit): Promise<Map<string, Float32Array> | undefined> {
  const { judgements, anchors, untouched, embeddings, threads, signal } = fit;
  const [first] = anchors;
  if (first === undefined) throw new RangeError('a fit needs sentences that stay as they are');
  const [width, effects] = [first.embedding.length, first.shares.length];
  const rows = judgements.length + anchors.length + untouched.length;
  const space = effectSpace(embeddings, effects);
  const standard = standardOf(columnsOf(anchors.map(({ embedding }) => embedding)), width, LEAST_SPREAD);
  const all = rowsOf(fit, standard);
  const feeds = { ...all, smoothing: space.smoothing };
  await using graph = await CompiledGraph.create(graphOf(rows, width, effects), { threads });
  const penalty = PENALTY * meanSquare(all.x, rows);
  const found = await minimise(
    async (at) => {
      const parameters = Float32Array.from(at);
      const values = await graph.run({
        ...feeds,
        key: parameters.subarray(0, width),
        effects: parameters.subarray(width),
      });
      const [loss = NaN] = values['loss'] ?? [];
      const gradient = new Float64Array(at.length);
      gradient.set(values['keyGradient'] ?? [], 0);
      gradient.set(values['effectsGradient'] ?? [], width);
      let squares = 0;
      for (let i = 0; i < at.length; i++) {
        squares += at[i]! ** 2;
        gradient[i]! += penalty * at[i]!;
      }
      return { value: loss + (penalty / 2) * squares, gradient };
    },
    new Float64Array(width * (1 + effects)),
    { steps: STEPS, ...(signal === undefined ? {} : { signal }) },
  );
  return found && parametersOf(found, standard, space);
}

function graphOf(rows: number, width: number, effects: number): Record<string, Tensor> {
  const x = input('x', 'float', [rows, width]);
  const matrix = (name: string): Tensor => input(name, 'float', [rows, effects]);
  const column = (name: string): Tensor => input(name, 'float', [rows, 1]);
  const key = input('key', 'float', [1, width]);
  const byEffect = input('effects', 'float', [effects, width]);
  const odds = add(matmul(x, key, { transB: true }), column('odds'));
  const wished = matmul(x, byEffect, { transB: true });
  const changed = matmul(wished, input('smoothing', 'float', [effects, effects]));
  const logits = mul(add(changed, matrix('logShares')), scalar(SHARPNESS));
  // ln(1 + eᵃ) − y·a: the cross-entropy of a target y.
  const softplus = add(max(odds, scalar(0)), log(add(exp(neg(abs(odds))), scalar(1))));
  const playing = mul(sub(softplus, mul(column('target'), odds)), column('keyWeight'));
  const surprise = reduceSum(mul(matrix('targetShares'), sub(logSumExp(logits), logits)), [1]);
  const choosing = mul(reshape(surprise, [rows, 1]), column('effectWeight'));
  const unwanted = reshape(reduceSum(mul(matrix('unwanted'), softmax(logits)), [1]), [rows, 1]);
  const spared = log(sub(scalar(1 + LEAST_SHARE), mul(sigmoid(odds), unwanted)));
  const loss = sumAll(sub(add(playing, choosing), mul(spared, column('unwantedWeight'))));
  const [keyGradient, effectsGradient] = gradients(loss, [key, byEffect]);
  if (keyGradient === undefined || effectsGradient === undefined)
    throw new Error('internal: the loss of feedback does not depend on its parameters');
  return { loss: reshape(loss, [1]), keyGradient, effectsGradient };
}

/** All rows, judgements first, as the graph takes them. */
function rowsOf({ judgements, anchors, untouched, threshold }: FeedbackFit, { mean, spread }: Standard) {
  const opinions = [...judgements.map(({ opinion }) => opinion), ...anchors, ...untouched];
  const effects = anchors[0]?.shares.length ?? 0;
  const zeros = (columns = 1): Float32Array => new Float32Array(opinions.length * columns);
  const rows = {
    x: columnsOf(opinions.map(({ embedding }) => embedding)).map(
      (value, i) => (value - mean[i % mean.length]!) / spread[i % mean.length]!,
    ),
    odds: Float32Array.from(opinions, ({ likelihood }) => logOdds(likelihood) - logOdds(threshold)),
    logShares: columnsOf(opinions.map(({ shares }) => shares)).map((share) => Math.log(share + LEAST_SHARE)),
    target: zeros(),
    keyWeight: zeros(),
    targetShares: zeros(effects),
    effectWeight: zeros(),
    unwanted: zeros(effects),
    unwantedWeight: zeros(),
  };
  for (const [row, { wanted, effect, weight }] of judgements.entries()) {
    const [shares, ...weights] = wanted
      ? [rows.targetShares, rows.keyWeight, rows.effectWeight]
      : [rows.unwanted, rows.unwantedWeight];
    shares[row * effects + effect] = 1;
    for (const each of weights) each[row] = weight;
    if (wanted) rows.target[row] = 1;
  }
  const touched = judgements.length + anchors.length;
  const corpusEach = ANCHORS_COUNT / anchors.length;
  const untouchedEach = Math.min(UNTOUCHED.each, UNTOUCHED.all / untouched.length);
  for (let row = judgements.length; row < opinions.length; row++) {
    const each = row < touched ? corpusEach : untouchedEach;
    const playing = 1 / (1 + Math.exp(-rows.odds[row]!));
    rows.target[row] = playing;
    rows.keyWeight[row] = each;
    // Which effect it would be matters where one is played.
    rows.effectWeight[row] = each * playing;
    rows.targetShares.set(sharpened(opinions[row]!.shares), row * effects);
  }
  return rows;
}

/** Mean square length of rows: encoders differ in how much their vectors vary. */
function meanSquare(rows: Float32Array, count: number): number {
  let sum = 0;
  for (const value of rows) sum += value ** 2;
  return sum / count;
}

function sharpened(shares: Float32Array): Float32Array {
  const sharp = shares.map((share) => (share + LEAST_SHARE) ** SHARPNESS);
  const total = sharp.reduce((sum, share) => sum + share, 0);
  return sharp.map((share) => share / total);
}

/** Log-odds, of probabilities away from 0 and 1. */
function logOdds(probability: number): number {
  const p = Math.min(Math.max(probability, 1e-4), 1 - 1e-4);
  return Math.log(p / (1 - p));
}

function columnsOf(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) all.set(row, at * width);
  return all;
}

/** The solution as layers that take vectors as they are, and speak of effects in the network's space. */
function parametersOf(
  found: Float64Array,
  { mean, spread }: Standard,
  { toVector }: EffectSpace,
): Map<string, Float32Array> {
  const width = mean.length;
  const effects = found.length / width - 1;
  const d = toVector.length / effects;
  const key = found.subarray(0, width).map((value, k) => value / spread[k]!);
  const vectors = new Float64Array(d * width);
  for (let i = 0; i < d; i++)
    for (let effect = 0; effect < effects; effect++) {
      const share = toVector[i * effects + effect]!;
      for (let k = 0; k < width; k++)
        vectors[i * width + k]! += (share * found[(1 + effect) * width + k]!) / spread[k]!;
    }
  const biasOf = (weights: Float64Array): number =>
    -weights.reduce((sum, value, k) => sum + value * mean[k]!, 0);
  return new Map([
    ['feedback.key.weight', Float32Array.from(key)],
    ['feedback.key.bias', Float32Array.of(biasOf(key))],
    ['feedback.effects.weight', Float32Array.from(vectors)],
    [
      'feedback.effects.bias',
      Float32Array.from({ length: d }, (_, i) => biasOf(vectors.subarray(i * width, (i + 1) * width))),
    ],
  ]);
}
