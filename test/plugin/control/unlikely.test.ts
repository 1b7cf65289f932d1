/** What the dock marks as below the threshold is what the schedule leaves out. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MomentState, MomentView } from '../../../src/plugin/control/protocol.ts';
import { unlikelyIds } from '../../../src/plugin/control/unlikely.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/streams/policy.ts';
import { scheduler } from '../../../src/streams/scheduler.ts';
import { FOREVER, fromSeconds, ZERO } from '../../../src/streams/time.ts';
import type { PlacedMoment } from '../../../src/streams/values.ts';

const view = (at: number, score: number, state: MomentState = 'waiting', facts = {}): MomentView => ({
  ...{ id: `m${at}`, at, end: at + 1, sfx: 'bell', tag: 'prompt', score, alternatives: [], state },
  ...facts,
});
const tiring: Policy = { ...DEFAULT_POLICY, threshold: 0.3, fatigue: 0.5 };

test('a moment that is unlikely by itself, or after the effects before it; not one that somebody chose', () => {
  const rang = [500, 510, 520, 530, 540, 550].map((at) => view(at, 0.9, 'played'));
  const before = [...rang, view(555, 0.9, 'rejected')];
  assert.equal(unlikelyIds([...rang, view(560, 0.29)], tiring), new Set(['m560']));
  assert.equal(unlikelyIds([...before, view(560, 0.31)], tiring), new Set());
  const many = [...rang, view(552, 0.9, 'due'), view(555, 0.9, 'not-played')];
  assert.equal(unlikelyIds([...many, view(560, 0.31)], tiring), new Set(['m560']));
  assert.equal(unlikelyIds([...many, view(560, 0.31)], { ...tiring, fatigue: 0 }), new Set());
  for (const facts of [{ pinned: true }, { swappedFrom: 'ding' }])
    assert.equal(unlikelyIds([...many, view(560, 0.1, 'waiting', facts)], tiring), new Set());
  assert.equal(
    unlikelyIds([view(560, 0.35)], { ...tiring, fatigue: 0, tagThresholds: { prompt: 0.2 } }),
    new Set(['m560']),
  );
});

test('what waits and is muted is no effect for the later ones', () => {
  const waiting = Array.from({ length: 12 }, (_, i) => view(500 + 5 * i, 0.9));
  const moments = [...waiting, view(560, 0.31)];
  assert.equal(unlikelyIds(moments, tiring), new Set(['m560']));
  for (const muted of [{ mutedTags: ['prompt'] as const }, { mutedEffects: ['bell'] }, { quiet: true }])
    assert.equal(unlikelyIds(moments, { ...tiring, ...muted }), new Set());
});

test('all that waits is marked as the schedule will decide, where no gap or density keeps it out', () => {
  const scores = fc.array(fc.integer({ min: 5, max: 95 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(scores, fc.constantFrom(0, 0.25, 1), (hundredths, fatigue) => {
      const policy = { threshold: 0.3, fatigue, leastGap: ZERO, density: 120 };
      const views = hundredths.map((score, i) => view(10 * i, score / 100));
      const moments = views.map(({ at, score }): PlacedMoment => ({
        ...{ start: fromSeconds(at), end: fromSeconds(at + 1), sfx: 'bell', tag: 'prompt' },
        ...{ probability: score, alternatives: [], window: 0 },
      }));
      const run = scheduler({ policy });
      const events = [...run.replace(moments), ...run.tick(FOREVER)];
      const left = events.flatMap((event) =>
        event.type === 'rejected' ? [`m${event.moment.start / 1e6}`] : [],
      );
      assert.equal([...unlikelyIds(views, { ...DEFAULT_POLICY, ...policy })].sort(), left.sort());
    }),
  );
});

test.run();
