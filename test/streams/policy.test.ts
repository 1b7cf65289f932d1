import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  DEFAULT_POLICY,
  forgetBefore,
  objection,
  remember,
  unmuted,
  type Candidate,
  type Policy,
} from '../../src/streams/policy.ts';
import { neededProbability } from '../../src/streams/needed.ts';
import { at } from './values.ts';

const candidate = (seconds: number, probability = 0.9, facts: Partial<Candidate> = {}): Candidate => ({
  at: at(seconds),
  sfx: 'bell',
  tag: 'prompt',
  probability,
  chosen: false,
  ...facts,
});
const policy = (change: Partial<Policy> = {}): Policy => ({ ...DEFAULT_POLICY, ...change });

test('a probable moment far from others passes', () => {
  assert.is(objection(candidate(10), [], [], policy()), undefined);
});

test('the threshold itself passes', () => {
  assert.is(objection(candidate(10, 0.6), [], [], policy({ threshold: 0.6 })), undefined);
  assert.is(objection(candidate(10, 0.599), [], [], policy({ threshold: 0.6 })), 'below-threshold');
});

test('a tag may need more than the threshold, or less', () => {
  const tagged = policy({ threshold: 0.6, tagThresholds: { humor: 0.2, prompt: -0.1 } });
  const passes = (tag: Candidate['tag'], probability: number): boolean =>
    objection(candidate(10, probability, { tag }), [], [], tagged) === undefined;
  assert.not(passes('humor', 0.79));
  assert.ok(passes('humor', 0.8));
  assert.ok(passes('prompt', 0.5));
  assert.not(passes('prompt', 0.49));
  assert.not(passes('action', 0.59));
  assert.is(objection(candidate(10, 0.1, { tag: 'humor', chosen: true }), [], [], tagged), undefined);
});

test('what is needed stays within what a probability can be; a threshold of 1 stays', () => {
  const needed = (threshold: number, offset: number): number =>
    neededProbability('humor', { threshold, tagThresholds: { humor: offset } });
  assert.is(needed(0.9, 0.3), 0.999);
  assert.is(needed(0.9995, 0.3), 0.9995);
  assert.is(needed(0.1, -0.3), 0);
  assert.is(needed(1, -0.3), 1);
  assert.is(needed(0.7, 0), 0.7);
  assert.is(neededProbability('action', { threshold: 0.7, tagThresholds: { humor: 0.2 } }), 0.7);
});

test('a rival that its tag keeps out does not count', () => {
  const rival = candidate(11, 0.95, { tag: 'humor' });
  const tagged = policy({ threshold: 0.6, tagThresholds: { humor: 0.38 } });
  assert.is(objection(candidate(10, 0.7), [rival], [], policy()), 'yields-to-better');
  assert.is(objection(candidate(10, 0.7), [rival], [], tagged), undefined);
});

test('a muted tag is silent; a person may choose past threshold and muted tags, not past quiet', () => {
  const muted = policy({ mutedTags: ['prompt'] });
  assert.is(objection(candidate(10), [], [], muted), 'muted-tag');
  assert.is(objection(candidate(10, 0.1, { chosen: true }), [], [], muted), undefined);
  assert.is(objection(candidate(10, 0.9, { chosen: true }), [], [], policy({ quiet: true })), 'quiet');
  const noBell = policy({ mutedEffects: ['bell'] });
  assert.is(objection(candidate(10), [], [], noBell), 'muted-effect');
  assert.is(objection(candidate(10, 0.9, { sfx: 'gong' }), [], [], noBell), undefined);
  assert.is(objection(candidate(10, 0.9, { chosen: true }), [], [], noBell), undefined);
});

test('cues keep the least gap, on both sides; the gap itself is enough', () => {
  assert.is(objection(candidate(10), [], [at(7.6)], policy()), 'too-close');
  assert.is(objection(candidate(10), [], [at(7.5)], policy()), undefined);
  assert.is(objection(candidate(10), [], [at(12.4)], policy()), 'too-close');
});

test('no minute holds more cues than the density', () => {
  const three = [at(0), at(20), at(40)];
  assert.is(objection(candidate(59.9), [], three, policy({ density: 3 })), 'too-dense');
  assert.is(objection(candidate(60), [], three, policy({ density: 3 })), undefined);
  assert.is(objection(candidate(10), [], three, policy({ density: 3 })), 'too-dense');
  assert.is(objection(candidate(10), [], [], policy({ density: 0 })), 'too-dense');
});

test('a weak moment yields to a stronger one within the gap, unless that could not be played', () => {
  const rival = candidate(11, 0.95);
  assert.is(objection(candidate(10, 0.7), [rival], [], policy()), 'yields-to-better');
  assert.is(objection(candidate(10, 0.7), [candidate(12.5, 0.95)], [], policy()), undefined);
  assert.is(
    objection(candidate(10, 0.7), [{ ...rival, tag: 'humor' }], [], policy({ mutedTags: ['humor'] })),
    undefined,
  );
  assert.is(objection(candidate(10, 0.7), [candidate(12, 0.95)], [at(14)], policy()), undefined);
});

test('a rival that itself yields to a third does not count', () => {
  const rivals = [candidate(12, 0.8), candidate(14, 0.95)];
  assert.is(objection(candidate(10, 0.7), rivals, [], policy()), undefined);
});

test('of equal rivals the earlier goes first', () => {
  assert.is(objection(candidate(10, 0.8), [candidate(11, 0.8)], [], policy()), undefined);
  assert.is(objection(candidate(11, 0.8), [candidate(10, 0.8)], [], policy()), 'yields-to-better');
});

test('the history is in order of time, and forgets what no limit reaches', () => {
  assert.equal(remember([at(1), at(5)], at(3)), [at(1), at(3), at(5)]);
  assert.equal(forgetBefore([at(1), at(100)], at(200)), [at(100)]);
});

test('whatever is asked, gap and density hold over all accepted cues', () => {
  const asked = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 10 })));
  fc.assert(
    fc.property(
      asked,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 80 }),
      (all, density, gap) => {
        const limits = policy({ density, leastGap: at(gap / 10), threshold: 0 });
        let history: readonly (typeof limits.leastGap)[] = [];
        for (const [tenth, score] of all) {
          const next = candidate(tenth / 10, score / 10);
          if (objection(next, [], history, limits) === undefined) history = remember(history, next.at);
        }
        for (const [i, start] of history.entries()) {
          assert.ok((history[i + 1] ?? Infinity) - start >= limits.leastGap);
          assert.ok(history.filter((other) => other >= start && other < start + 60e6).length <= density);
        }
      },
    ),
  );
});

test('in place of a muted effect comes the best runner-up of its tag that is not muted; else the effect itself', () => {
  const moment = {
    sfx: 'bell',
    tag: 'prompt' as const,
    alternatives: [
      { sfx: 'boing', tag: 'humor' as const, score: 0.4 },
      { sfx: 'gong', tag: 'prompt' as const, score: 0.3 },
      { sfx: 'chime', tag: 'prompt' as const, score: 0.2 },
    ],
  };
  const chosen = (...mutedEffects: string[]): string => unmuted(moment, { mutedEffects }).sfx;
  assert.is(chosen(), 'bell');
  assert.is(chosen('gong'), 'bell');
  assert.is(chosen('bell'), 'gong');
  assert.is(chosen('bell', 'gong'), 'chime');
  assert.is(chosen('bell', 'gong', 'chime'), 'bell');
});

test.run();
