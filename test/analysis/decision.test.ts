import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decide,
  overlooked,
  probabilities,
  verdictOf,
  type EmbeddedLibrary,
} from '../../src/analysis/decision.ts';
import type { PlaceOptions } from '../../src/streams/place.ts';
import { Tensor } from '../../src/analysis/onnxruntime.ts';
import { sentenceVerdicts } from '../../src/analysis/outputs.ts';
import { fromSeconds } from '../../src/streams/time.ts';
import { TAGS, type Window } from '../../src/streams/values.ts';
import { closeTo } from '../support/parity.ts';
import { frame, subtitle } from '../streams/values.ts';

const library: EmbeddedLibrary = {
  ids: ['ding', 'laugh', 'whoosh'],
  tags: ['prompt', 'humor', 'transition'],
  emb: Float32Array.of(1, 0, 0.8, 0.6, 0, 1),
  sfx0: Float32Array.of(-1, 0),
  scale: 1,
};
const embedding = Float32Array.of(1, 0);
const query = (center: number, width: number) => ({ embedding, center, width, foreground: 1 });
const window: Window = {
  index: 0,
  start: fromSeconds(0),
  end: fromSeconds(12),
  framePeriod: fromSeconds(1),
  frames: Array.from({ length: 12 }, (_, i) => frame(i)),
  subtitles: [
    { subtitle: subtitle('a', 0, 4), firstFrame: 0, lastFrame: 4 },
    { subtitle: subtitle('b', 4.5, 9), firstFrame: 4, lastFrame: 9 },
  ],
};
const even = Object.fromEntries(TAGS.map((tag) => [tag, 1 / TAGS.length])) as Record<
  (typeof TAGS)[number],
  number
>;

test('a verdict is a softmax: key or none, and the tags among themselves', () => {
  const { key, tags } = verdictOf(Float32Array.of(0, Math.log(2), 0, 0, 0, 0, 0), TAGS);
  closeTo([key], [7 / 8], 1e-6, 'key');
  closeTo([tags.prompt, tags.humor], [2 / 7, 1 / 7], 1e-6, 'tags');
});

test('the classes are named by the order that the checkpoint was trained in', () => {
  const order = TAGS.toReversed();
  const logits = Float32Array.of(0, 0, 0, Math.log(3), 0, 0, 0);
  const { tags } = verdictOf(logits, order);
  closeTo([tags[order[2]!], tags.prompt], [3 / 8, 1 / 8], 1e-6, 'tags');
  const outputs = { sentence_logits: new Tensor('float32', logits, [1, 1, 7]) };
  const spoken: Window = { ...window, subtitles: window.subtitles.slice(0, 1) };
  assert.equal(sentenceVerdicts(outputs, [spoken], 1, order), [[verdictOf(logits, order)]]);
});

test('solemn talk leaves next to nothing of a sentence, a show all of it; of a few sentences solemn talk is hardly believed', () => {
  const logits = Float32Array.of(0, Math.log(3), 0, 0, 0, 0, 0);
  const spoken: Window = { ...window, subtitles: window.subtitles.slice(0, 1) };
  const keyAt = (solemn: number, sentencesBefore: number): number => {
    const outputs = {
      sentence_logits: new Tensor('float32', logits, [1, 1, 7]),
      context_logits: new Tensor('float32', logits, [1, 7]),
      mood_logits: new Tensor('float32', Float32Array.of(solemn), [1, 1]),
    };
    const before = { count: sentencesBefore, mean: new Float32Array(0) };
    const told: Window = sentencesBefore === 0 ? spoken : { ...spoken, before };
    return sentenceVerdicts(outputs, [told], 1, TAGS)![0]![0]!.key;
  };
  const { key } = verdictOf(logits, TAGS);
  assert.ok(keyAt(-3, 60) > 0.99 * key);
  assert.ok(keyAt(2, 60) < 0.001 * key);
  assert.ok(keyAt(0, 60) > 0.2 * key && keyAt(0, 60) < 0.4 * key, 'in doubt');
  assert.ok(keyAt(1, 60) < 0.01 * key && keyAt(1, 0) > 0.8 * key);
});

test('without verdicts the query alone speaks', () => {
  const p = probabilities(embedding, library);
  const moment = decide(query(0.2, 0.3), window, library);
  closeTo([moment.probability], [1 - p[3]!], 1e-12, 'probability');
  assert.is(moment.sfx, 'ding');
});

test('where a network tells a moment by itself, it must be one and match an effect', () => {
  const sure = decide(query(0.5, 0.2), window, library);
  const doubtful = decide({ ...query(0.5, 0.2), foreground: 0.25 }, window, library);
  closeTo([doubtful.probability], [sure.probability / 4], 1e-12, 'probability');
  closeTo([doubtful.alternatives[0]!.score], [sure.alternatives[0]!.score / 4], 1e-12, 'score');
  assert.is(doubtful.sfx, sure.sfx);
});

test('the sentence of a moment has half the say on whether, and its tags on which', () => {
  const own = 1 - probabilities(embedding, library)[3]!;
  const verdicts = [
    { key: 0.25, tags: { ...even, prompt: 0.01, humor: 0.9 } },
    { key: 0.9, tags: even },
  ];
  const first = decide(query(0.15, 0.3), window, library, verdicts);
  closeTo([first.probability], [Math.sqrt(own * 0.25)], 1e-6, 'first sentence');
  assert.is(first.sfx, 'laugh');
  const all = [first.alternatives.map(({ score }) => score), first.probability].flat();
  assert.ok(all.every((score) => score >= 0 && score <= first.probability));
  const second = decide(query(0.55, 0.3), window, library, verdicts);
  closeTo([second.probability], [Math.sqrt(own * 0.9)], 1e-6, 'second sentence');
  assert.is(second.sfx, 'ding');
});

test('where there is talk, a moment beside all sentences is improbable; without any the query alone speaks', () => {
  const verdicts = [
    { key: 1, tags: even },
    { key: 1, tags: even },
  ];
  assert.is(decide(query(0.9, 0.1), window, library, verdicts).probability, 0);
  const silence: Window = { ...window, subtitles: [], earlier: [subtitle('z', -5, -2)] };
  assert.is(decide(query(0.9, 0.1), silence, library, []).probability, 0, 'a pause after talk');
  const wordless: Window = { ...window, subtitles: [] };
  const own = decide(query(0.9, 0.1), wordless, library);
  assert.equal(decide(query(0.9, 0.1), wordless, library, []), own);
});

test('a box that only hangs over the end of a sentence is not of it: no second effect with its verdict', () => {
  const verdicts = [
    { key: 0.99, tags: even },
    { key: 0.01, tags: even },
  ];
  const over: Window = { ...window, subtitles: window.subtitles.slice(0, 1) };
  // 3.6 to 6.6 s; the sentence ends at 4 s.
  assert.is(decide(query(5.1 / 12, 3 / 12), over, library, verdicts).probability, 0);
  assert.ok(decide(query(2 / 12, 3 / 12), over, library, verdicts).probability > 0.5);
});

test('a sentence that no query lies at gets a moment of its own, if the window shows half of it', () => {
  const verdicts = [
    { key: 0.9, tags: { ...even, transition: 0.95 } },
    { key: 0.8, tags: { ...even, humor: 0.95 } },
  ];
  const queries = [query(0.1, 0.2), query(0.2, 0.3)];
  const [moment, ...others] = overlooked(queries, window, library, verdicts);
  assert.equal(others, []);
  assert.equal([moment!.start, moment!.end, moment!.tag], [fromSeconds(4.5), fromSeconds(9), 'humor']);
  closeTo([moment!.probability], [0.8], 1e-6, 'probability');
  assert.equal(
    overlooked([...queries, query(0.6, 0.2)], window, library, verdicts),
    [],
    'a query lies at each',
  );
  const cut: Window = { ...window, end: fromSeconds(6) };
  assert.equal(overlooked(queries, cut, library, verdicts), [], 'a third of it is shown');
});

test('a moment takes the verdict of the sentence that it will be placed at, by the options of the placing', () => {
  const verdicts = [
    { key: 0.9, tags: even },
    { key: 0.9, tags: even },
  ];
  const over: Window = { ...window, subtitles: window.subtitles.slice(0, 1) };
  // 2.4 to 6 s, of which 1.6 s lie in the sentence from 0 to 4 s: an overlap of 0.27.
  const hanging = query(4.2 / 12, 3.6 / 12);
  const probability = (place?: PlaceOptions) => decide(hanging, over, library, verdicts, place).probability;
  assert.is(probability(), 0, 'by default a moment of no sentence');
  assert.ok(probability({ sentenceOverlap: 0.2 }) > 0.5);
  const found = (place?: PlaceOptions) => overlooked([hanging], over, library, verdicts, place).length;
  assert.equal([found(), found({ sentenceOverlap: 0.2 })], [1, 0]);
});

test.run();
