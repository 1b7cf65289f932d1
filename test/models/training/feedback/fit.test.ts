/** What is learned from feedback on made-up sentences, looked at through the decision that serves it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { verdictOf, decide, type EmbeddedLibrary } from '../../../../src/analysis/decision.ts';
import { effectSpace } from '../../../../models/training/feedback/effect-space.ts';
import { fitFeedback, type Judgement } from '../../../../models/training/feedback/fit.ts';
import type { Opinion } from '../../../../models/training/feedback/opinions.ts';
import { fromSeconds } from '../../../../src/streams/time.ts';
import { TAGS, type Window } from '../../../../src/streams/values.ts';
import { seeded } from '../../../support/encoders.ts';

const [WIDTH, EFFECTS, D] = [16, 3, 4];
const random = seeded(3);
const noise = (): number => random() - 0.5;

/** Effects 0 and 1 are much alike to the network. */
const embeddings = Float32Array.of(1, 0, 0, 0, 0.9, Math.sqrt(1 - 0.81), 0, 0, 0, 0, 1, 0);

/** A sentence of kind 0, 1, …: its first values tell which. */
const sentence = (kind: number, likelihood = 0.6): Opinion => ({
  embedding: Float32Array.from({ length: WIDTH }, (_, k) => (k === kind ? 2 : 0) + noise()),
  likelihood,
  shares: Float32Array.of(0.5, 0.3, 0.2),
});
const anchors = Array.from({ length: 300 }, (_, i) => sentence(i % 4));

async function learned(judgements: readonly Judgement[]): Promise<ReadonlyMap<string, Float32Array>> {
  const fit = { judgements, anchors, untouched: [], embeddings, threshold: 0.5, threads: 1 };
  const parameters = await fitFeedback(fit);
  if (parameters === undefined) throw new Error('it was not interrupted');
  return parameters;
}

const times = (
  name: string,
  parameters: ReadonlyMap<string, Float32Array>,
  x: Float32Array,
): Float32Array => {
  const [weight, bias] = [parameters.get(`${name}.weight`)!, parameters.get(`${name}.bias`)!];
  return bias.map((own, row) => x.reduce((sum, value, k) => sum + value * weight[row * WIDTH + k]!, own));
};

/** The decision on a sentence that the network served: the best effect and its moment's probability. */
function decided({ embedding }: Opinion, parameters: ReadonlyMap<string, Float32Array>) {
  const asked = { embedding: embeddings.slice(0, D), center: 0.5, width: 1, foreground: 1 };
  const library: EmbeddedLibrary = {
    ids: ['a', 'b', 'c'],
    tags: ['prompt', 'prompt', 'prompt'],
    emb: embeddings,
    sfx0: Float32Array.of(0, 0, 0, 1),
    scale: 1,
  };
  const feedback = {
    key: times('feedback.key', parameters, embedding)[0]!,
    effects: times('feedback.effects', parameters, embedding),
  };
  const subtitle = { id: 's', start: fromSeconds(0), end: fromSeconds(4), text: '', embedding, final: true };
  const window: Window = {
    index: 0,
    start: fromSeconds(0),
    end: fromSeconds(4),
    framePeriod: fromSeconds(1),
    frames: Array.from({ length: 4 }, (_, i) => ({ at: fromSeconds(i), embedding })),
    subtitles: [{ subtitle, firstFrame: 0, lastFrame: 3 }],
  };
  const verdict = verdictOf(Float32Array.of(0, 1, 0, 0, 0, 0, 0), TAGS);
  const after = decide(asked, window, library, [{ ...verdict, feedback }]);
  const before = decide(asked, window, library, [verdict]);
  return { sfx: after.sfx, more: after.probability - before.probability, was: before.sfx };
}

const veto = (): Judgement => ({ opinion: sentence(0), wanted: false, effect: 0, weight: 1 });

test('effects become directions of the network’s space that change each of them nearly by itself', () => {
  const { smoothing, toVector } = effectSpace(embeddings, EFFECTS);
  for (let i = 0; i < EFFECTS; i++)
    for (let j = 0; j < EFFECTS; j++) {
      let product = 0;
      for (let k = 0; k < D; k++) product += embeddings[i * D + k]! * toVector[k * EFFECTS + j]!;
      assert.ok(Math.abs(product - smoothing[i * EFFECTS + j]!) < 1e-5, 'E·Eᵀ(K + ε)⁻¹ = K(K + ε)⁻¹');
    }
  assert.ok(smoothing[0]! > 0.7 && Math.abs(smoothing[2]!) < 0.01, `${smoothing.join(' ')}`);
  assert.ok(smoothing[1]! > 0, 'effects that are alike share a change');
});

test('vetoes take an effect from one kind of sentence and leave it to the others', async () => {
  const parameters = await learned(Array.from({ length: 20 }, veto));
  const there = Array.from({ length: 20 }, () => decided(sentence(0), parameters));
  const elsewhere = Array.from({ length: 20 }, () => decided(sentence(2), parameters));
  assert.ok(there.every(({ was }) => was === 'a'));
  const gone = there.filter(({ sfx, more }) => sfx !== 'a' || more < -0.1).length;
  assert.ok(gone >= 18, `gone at ${gone} of 20`);
  assert.ok(elsewhere.every(({ sfx, more }) => sfx === 'a' && Math.abs(more) < 0.1));
});

test('one veto changes little, and none nothing', async () => {
  const one = await learned([veto()]);
  const others = Array.from({ length: 20 }, () => decided(sentence(0), one));
  assert.ok(others.filter(({ sfx }) => sfx === 'a').length >= 15);
  const none = await learned([]);
  for (const values of none.values()) assert.ok(values.every((value) => Math.abs(value) < 1e-6));
});

test('an effect that was asked for comes, where one would have come and where none would', async () => {
  const asked = Array.from({ length: 20 }, (_, i): Judgement => ({
    opinion: sentence(1, i % 2 === 0 ? 0.6 : 0.2),
    wanted: true,
    effect: 2,
    weight: 1,
  }));
  const parameters = await learned(asked);
  const there = Array.from({ length: 20 }, () => decided(sentence(1), parameters));
  const came = there.filter(({ sfx }) => sfx === 'c').length;
  assert.ok(came >= 15, `at ${came} of 20`);
  assert.ok(
    there.every(({ more }) => more > 0.02),
    there.map(({ more }) => more.toFixed(3)).join(' '),
  );
});

test.run();
