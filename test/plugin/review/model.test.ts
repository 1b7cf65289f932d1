/** A review's state: what is decided while the recording is still looked through, what is kept, what is undone. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/plugin/errors.ts';
import type { Found } from '../../../src/plugin/review/edits.ts';
import type { KeptReview } from '../../../src/plugin/review/kept.ts';
import { ReviewModel, untouched } from '../../../src/plugin/review/model.ts';
import type { ReviewChange } from '../../../src/plugin/review/protocol.ts';
import { applyReviewChange } from '../../../src/plugin/review/review-state.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import type { Sightings } from '../../../src/streams/values.ts';

/** A window that sees a moment in each of these seconds. */
const saw = (index: number, ...seconds: number[]): Sightings => ({
  horizon: fromSeconds(index),
  moments: seconds.map((second) => ({
    ...{ start: fromSeconds(second), end: fromSeconds(second + 2), sfx: 'bell', tag: 'prompt' },
    ...{ probability: 0.9, window: index, alternatives: [] },
  })),
});
const found = (...sightings: Sightings[]): Found => ({
  ...{ sightings, policy: { threshold: 0.5 }, duration: fromSeconds(60) },
  language: { known: ['en'], initially: 'en' },
});

function rig(
  onDecided: (kept: KeptReview) => void = () => undefined,
  kept: KeptReview = untouched({ gain: 0, duck: 4 }),
) {
  const asked: string[] = [];
  const model = new ReviewModel({
    ...{ name: 'talk.fx.mp4', cueSheet: 'talk.fx.cues.json', kept },
    media: { type: 'failed', message: '' },
    tags: new Map([
      ['gong', 'prompt'],
      ['bell', 'prompt'],
    ]),
    thresholdFor: () => 0.5,
    fatigue: 0.25,
    sensitivityOf: (threshold) => (threshold === 0.5 ? 'normal' : undefined),
    onDecided,
    onAsked: (what) => asked.push(what),
  });
  const playing = (): (readonly [number, string])[] =>
    model.whole.items.filter(({ state }) => state === 'play').map(({ at, sfx }) => [at, sfx] as const);
  const idAt = (at: number): string => model.whole.items.find((item) => item.at === at)?.id ?? 'none';
  return { model, asked, playing, idAt };
}

const codeOf = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error.code;
    throw error;
  }
  return 'done';
};

test('what is decided while windows still come holds when all have come; nothing is saved or mixed before', () => {
  const { model, asked, playing, idAt } = rig();
  assert.is(
    codeOf(() => model.act({ type: 'undo' })),
    'review-not-ready',
  );
  model.findSoFar(found(saw(0, 4, 9)));
  assert.equal(playing(), [
    [4, 'bell'],
    [9, 'bell'],
  ]);
  model.act({ type: 'veto', id: idAt(4) });
  model.act({ type: 'swap', id: idAt(9), sfx: 'gong' });
  for (const type of ['save', 'mix'] as const)
    assert.is(
      codeOf(() => model.act({ type })),
      'review-not-ready',
    );
  model.find(found(saw(0, 4, 9), saw(1, 4, 9, 14)));
  assert.equal(playing(), [
    [9, 'gong'],
    [14, 'bell'],
  ]);
  model.act({ type: 'mix' });
  assert.equal(asked, ['mix']);
});

test('a change that cannot be kept is none', () => {
  let full = false;
  const { model, playing, idAt } = rig(() => {
    if (full) throw new UsageError('unwritable', 'The disk is full.', 'Make room.');
  });
  model.find(found(saw(0, 4)));
  model.act({ type: 'swap', id: idAt(4), sfx: 'gong' });
  full = true;
  for (const action of [{ type: 'veto', id: idAt(4) }, { type: 'undo' }] as const) {
    assert.is(
      codeOf(() => model.act(action)),
      'unwritable',
    );
    assert.equal(playing(), [[4, 'gong']]);
  }
  full = false;
  model.act({ type: 'undo' });
  assert.equal(playing(), [[4, 'bell']]);
  assert.not.ok(model.whole.canUndo, 'no step was counted that was none');
});

test('pages are told what has changed, one by one, and see the whole', () => {
  const { model, idAt } = rig();
  let seen = model.whole;
  const told = (): ReviewChange => {
    const change = model.changes() ?? {};
    seen = applyReviewChange(seen, change);
    assert.equal(seen, model.whole);
    return change;
  };
  told();
  model.hear({ id: 's1', start: 1, end: 2, text: 'One.' });
  model.findSoFar(found(saw(0, 4, 9)));
  told();
  const before = seen;
  model.hear({ id: 's2', start: 3, end: 4, text: 'Two.' });
  model.find(found(saw(0, 4, 9), saw(1, 4, 9, 14)));
  const more = told();
  assert.equal([more.sentences?.map(({ id }) => id), more.items?.map(({ at }) => at)], [['s2'], [14]]);
  assert.is(seen.items[0], before.items[0], 'what has not changed is the same object');
  model.act({ type: 'veto', id: idAt(9) });
  assert.equal(Object.keys(told()).sort(), ['canRedo', 'canUndo', 'isSaved', 'items', 'settings']);
  model.act({ type: 'add', sfx: 'gong', at: 20 });
  const added = idAt(20);
  told();
  model.act({ type: 'veto', id: added });
  assert.equal(told().gone, [added]);
  model.act({ type: 'threshold', value: 0.95 });
  assert.equal(
    told().items?.map(({ at, state }) => [at, state]),
    [
      [4, 'left-out'],
      [14, 'left-out'],
    ],
  );
  assert.is(seen.settings.sensitivity, undefined);
  assert.is(model.changes(), undefined);
});

test('nudges add up, however many are asked for before any is seen; a level changes no cue sheet', () => {
  const { model, playing, idAt } = rig();
  model.find(found(saw(0, 4)));
  model.setSaved();
  model.act({ type: 'gain', value: -3 });
  assert.ok(model.whole.isSaved);
  const id = idAt(4);
  for (let i = 0; i < 3; i += 1) model.act({ type: 'nudge', id, by: -0.1 });
  assert.equal(playing(), [[3.7, 'bell']]);
  model.act({ type: 'nudge', id, by: -10 });
  assert.equal(playing(), [[0, 'bell']]);
  assert.is(
    codeOf(() => model.act({ type: 'nudge', id, by: 60 })),
    'behind-the-end',
  );
});

test('a muted effect is left out but where somebody has put it; a runner-up of its kind takes its place', () => {
  const { model, playing, idAt } = rig();
  const window = saw(0, 4, 9, 14);
  const moments = window.moments.map((moment, index) =>
    index === 2 ? { ...moment, alternatives: [{ sfx: 'gong', tag: 'prompt' as const, score: 0.5 }] } : moment,
  );
  model.find(found({ ...window, moments }));
  model.act({ type: 'move', id: idAt(9), at: 10 });
  model.act({ type: 'mute', sfx: 'bell', on: true });
  model.act({ type: 'mute', sfx: 'bell', on: true });
  assert.equal(playing(), [
    [10, 'bell'],
    [14, 'gong'],
  ]);
  assert.is(model.whole.items.find(({ at }) => at === 4)?.reason, 'muted-effect');
  assert.equal(model.whole.settings.mutedEffects, ['bell']);
  model.act({ type: 'undo' });
  assert.is(playing().length, 3, 'one step');
  model.act({ type: 'redo' });
  model.act({ type: 'mute', sfx: 'bell', on: false });
  assert.equal(
    playing().map(([, sfx]) => sfx),
    ['bell', 'bell', 'bell'],
  );
  assert.is(
    codeOf(() => model.act({ type: 'mute', sfx: 'nowhere', on: true })),
    'no-such-effect',
  );
});

test('a threshold that a person sets holds throughout; a sensitivity brings the fatigue of the checkpoint', () => {
  const decided: KeptReview[] = [];
  const { model } = rig((kept) => decided.push(kept));
  model.find(found(saw(0, 4)));
  model.act({ type: 'threshold', value: 0.3 });
  model.act({ type: 'sensitivity', level: 'normal' });
  assert.equal(
    decided.map(({ state }) => state.policy),
    [
      { threshold: 0.3, fatigue: 0 },
      { threshold: 0.5, fatigue: 0.25 },
    ],
  );
});

test.run();
