/** Undo and redo: whatever was done, and however often the review was begun anew in between. */
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { afterWish, type Wish, type Wished } from '../../../src/plugin/review/asked.ts';
import { itemsOf, UNTOUCHED, type Found } from '../../../src/plugin/review/edits.ts';
import { NO_HISTORY, stepped, withChange } from '../../../src/plugin/review/history.ts';
import { readReview, writeReview, type KeptReview } from '../../../src/plugin/review/kept.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { scratch } from '../../support/scratch.ts';

const FOUND: Found = {
  ...{ policy: { threshold: 0.5 }, duration: fromSeconds(60), language: { known: ['en'], initially: 'en' } },
  sightings: [
    {
      horizon: fromSeconds(0),
      moments: [4, 9, 14, 19, 24].map((second) => ({
        ...{ start: fromSeconds(second), end: fromSeconds(second + 2), sfx: 'bell', tag: 'prompt' },
        ...{ probability: 0.9, window: 0, alternatives: [] },
      })),
    },
  ],
};
const BEGINNING: KeptReview = { state: UNTOUCHED, levels: { gain: 0, duck: 4 }, history: NO_HISTORY };
const file = join(scratch('review-history'), 'talk.fx.review.json');

const itemsNow = ({ state }: KeptReview) => itemsOf(FOUND, state);
/** What a person sees of it. */
const seen = (kept: KeptReview): unknown => ({
  levels: kept.levels,
  items: itemsNow(kept),
  policy: kept.state.policy,
});

const TYPES = ['veto', 'restore', 'swap', 'nudge', 'add', 'threshold', 'mute', 'gain', 'mute-tags'] as const;
interface Asked {
  readonly type: (typeof TYPES)[number];
  readonly which: number;
  readonly value: number;
}
const anyWish = fc.record({
  type: fc.constantFrom(...TYPES),
  which: fc.nat(10),
  value: fc.nat(9),
  restarts: fc.boolean(),
});

function wishOf({ type, which, value }: Asked, id: string): Wish {
  switch (type) {
    case 'veto':
    case 'restore':
      return { type, id };
    case 'swap':
      return { type, id, sfx: 'gong' };
    case 'nudge':
      return { type, id, by: value / 10 };
    case 'add':
      return { type, sfx: 'gong', at: which };
    case 'threshold':
      return { type, value: value / 10 };
    case 'mute':
      return { type, sfx: 'bell', on: value < 5 };
    case 'mute-tags':
      return { type, tags: value < 5 ? ['prompt'] : [] };
    case 'gain':
      return { type, value };
  }
}

async function restarted(kept: KeptReview): Promise<KeptReview> {
  writeReview(file, 'talk.mp4', kept, []);
  return (await readReview(file, 'talk.mp4'))!;
}

test('all that was done is undone and done again, step by step, whatever restarts lie between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyWish, { maxLength: 12 }), fc.boolean(), async (wishes, restarts) => {
      let kept = BEGINNING;
      const was: unknown[] = [seen(kept)];
      for (const wish of wishes) {
        const items = itemsNow(kept);
        const of: Wished = {
          ...{ items, duration: FOUND.duration, thresholdFor: () => 0.5, fatigue: 0.25 },
          tags: new Map([
            ['bell', 'prompt'],
            ['gong', 'prompt'],
          ]),
        };
        const next = afterWish(kept, wishOf(wish, items[wish.which % items.length]?.id ?? ''), of);
        if (next.state === kept.state && next.levels === kept.levels) continue;
        kept = { ...next, history: withChange(kept.history, kept, next, false) };
        was.push(seen(kept));
        if (wish.restarts) kept = await restarted(kept);
      }
      for (const direction of ['undo', 'redo', 'undo'] as const) {
        const expected = direction === 'undo' ? was.slice(0, -1).reverse() : was.slice(1);
        for (const each of expected) {
          const next = stepped(kept, kept.history, direction)!;
          kept = { ...next.decided, history: next.history };
          if (restarts) kept = await restarted(kept);
          assert.equal(seen(kept), each);
        }
        assert.is(stepped(kept, kept.history, direction), undefined);
      }
    }),
    { numRuns: 25 },
  );
});

test('a step back over levels leaves the effects as they are; a file of an older version has no steps', async () => {
  const louder = { state: UNTOUCHED, levels: { gain: 3, duck: 4 } };
  const history = withChange(NO_HISTORY, BEGINNING, louder, false);
  assert.is(stepped(louder, history, 'undo')?.decided.state, UNTOUCHED);
  const { history: _, ...older } = BEGINNING;
  writeReview(file, 'talk.mp4', older as KeptReview, []);
  assert.equal((await readReview(file, 'talk.mp4'))?.history, NO_HISTORY);
});

test.run();
