/** The more effects have just been played, the more certain the next moment must be. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  DEFAULT_POLICY,
  forgetBefore,
  objection,
  type Candidate,
  type CueHistory,
  type Policy,
} from '../../src/streams/policy.ts';
import { neededAfter, USUAL_CUES } from '../../src/streams/needed.ts';
import { toSeconds } from '../../src/streams/time.ts';
import { at } from './values.ts';

const tiring = (change: Partial<Policy> = {}): Policy => ({
  ...DEFAULT_POLICY,
  threshold: 0.3,
  fatigue: 0.25,
  ...change,
});
const needed = (seconds: number, cues: readonly number[], policy = tiring()): number =>
  neededAfter(cues, { at: seconds, tag: 'prompt' }, policy);
/** Cues spread evenly over so many seconds before `end`. */
const evenly = (count: number, end: number, seconds = 120): number[] =>
  Array.from({ length: count }, (_, i) => end - seconds + ((i + 0.5) * seconds) / count);
const logit = (p: number): number => Math.log(p / (1 - p));
const near = (value: number, expected: number): void => {
  assert.ok(Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`);
};

test('at the usual rate the threshold is what it says, and so it is where a show begins', () => {
  near(needed(600, evenly(2 * USUAL_CUES, 600)), 0.3);
  near(needed(0, []), 0.3);
});

test('each cue a minute more or less moves the odds by the fatigue', () => {
  for (const rate of [0, 1, 2, 5, 8])
    near(logit(needed(600, evenly(2 * rate, 600))), logit(0.3) + tiring().fatigue * (rate - USUAL_CUES));
});

test('what lies before the show began counts as usual; that of a show which goes on is known', () => {
  // A minute of a show without cues, and the usual three in the minute before it.
  near(logit(needed(60, [])), logit(0.3) + 0.25 * (1.5 - USUAL_CUES));
  // It began elsewhere, a hundred seconds ago, and had ten cues.
  const elsewhere = [-100, ...evenly(9, 0, 100)].sort((a, b) => a - b);
  near(logit(needed(0, elsewhere)), logit(0.3) + (0.25 * (10 - (USUAL_CUES * 100) / 60)) / 2);
});

test('when a show began elsewhere is not forgotten while it counts', () => {
  const policy = tiring();
  let history: CueHistory = [at(-100), at(-5)];
  const later = (seconds: number): number => {
    history = forgetBefore(history, at(seconds));
    return neededAfter(history.map(toSeconds), { at: seconds, tag: 'prompt' }, policy);
  };
  near(logit(later(21)), logit(0.3) + 0.25 * (0.5 - USUAL_CUES));
  near(logit(later(60)), logit(0.3) + 0.25 * (0.5 - USUAL_CUES));
  near(logit(later(116)), logit(0.3) - 0.25 * USUAL_CUES);
  assert.equal(forgetBefore(history, at(121)), []);
});

test('two minutes are looked back, and nothing that is to come counts', () => {
  near(needed(600, [480, 479, 300]), needed(600, []));
  assert.ok(needed(600, [480.001]) > needed(600, []));
  near(needed(600, [600, 601, 700]), needed(600, []));
});

test('thresholds of 0 and 1 stay what they are, and those of tags are moved, too', () => {
  const many = evenly(20, 600);
  assert.is(needed(600, many, tiring({ threshold: 0 })), 0);
  assert.is(needed(600, many, tiring({ threshold: 1 })), 1);
  const tagged = tiring({ tagThresholds: { prompt: 0.1 } });
  near(logit(needed(600, evenly(8, 600), tagged)), logit(0.4) + 0.25);
  assert.is(needed(600, many, tiring({ fatigue: 0 })), 0.3);
});

test('after many effects a moment is silent that would have been one alone; a person may choose it all the same', () => {
  const moment: Candidate = { at: at(600), sfx: 'bell', tag: 'prompt', probability: 0.35, chosen: false };
  const many = evenly(14, 597).map(at);
  assert.is(objection(moment, [], [], tiring()), undefined);
  assert.is(objection(moment, [], many, tiring()), 'below-threshold');
  assert.is(objection({ ...moment, chosen: true }, [], many, tiring()), undefined);
  // A rival that is silent for the same reason takes nobody's place.
  const rival = { ...moment, at: at(599), probability: 0.36 };
  const sure = { ...moment, probability: 0.35, tag: 'humor' as const };
  const humorous = tiring({ tagThresholds: { humor: -0.25 } });
  assert.is(objection(sure, [rival], many, humorous), undefined);
  assert.is(objection(sure, [rival], [], humorous), 'yields-to-better');
});

test('one more cue before never makes a moment easier, whatever was played', () => {
  const seconds = fc.integer({ min: 0, max: 6000 }).map((tenth) => tenth / 10);
  fc.assert(
    fc.property(
      fc.array(seconds),
      seconds,
      seconds,
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (cues, one, now, p) => {
        const policy = tiring({ threshold: p });
        const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);
        const [before, after] = [sorted(cues), sorted([...cues, one])].map((history) =>
          neededAfter(history, { at: now, tag: 'prompt' }, policy),
        ) as [number, number];
        assert.ok(after >= before);
        assert.ok(before > 0 && after < 1);
      },
    ),
  );
});

test.run();
