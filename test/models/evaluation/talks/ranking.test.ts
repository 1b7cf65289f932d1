import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { auc, rankTalks } from '../../../../models/evaluation/talks/ranking.ts';
import type { Kind, Talk } from '../../../../models/evaluation/talks/talk.ts';

test('the area: all above, all below, ties count half, nothing to compare', () => {
  assert.is(auc([0.8, 0.9], [0.1, 0.7]), 1);
  assert.is(auc([0.1], [0.2, 0.3]), 0);
  assert.is(auc([0.5, 0.5], [0.5]), 0.5);
  // 0.9 beats all three, 0.4 beats one and ties with one: (3 + 1.5) of 6.
  assert.is(auc([0.9, 0.4], [0.2, 0.4, 0.6]), 0.75);
  assert.ok(Number.isNaN(auc([], [0.1])));
  assert.ok(Number.isNaN(auc([0.1], [])));
});

test('kinds against all plain sentences, maybe left out, the mean counts kinds alike', () => {
  const sentence = (kind: Kind | null, maybe = false): Talk['sentences'][number] => ({
    start: 0,
    end: 1,
    text: 'x',
    kind,
    ...(maybe ? { maybe } : {}),
  });
  const talk = (sentences: Talk['sentences']): Talk => ({
    id: 'l1',
    genre: 'vlog',
    duration: 9,
    sentences,
    captions: [],
  });
  const ranking = rankTalks([
    { talk: talk([sentence('selling'), sentence('selling'), sentence(null)]), scores: [0.9, 0.8, 0.3] },
    { talk: talk([sentence('humour'), sentence(null), sentence(null, true)]), scores: [0.5, 0.7, 1] },
  ]);
  assert.equal(ranking.kinds, { selling: 1, humour: 0.5 });
  assert.is(ranking.mean, 0.75);
  assert.ok(Math.abs(ranking.all - 5 / 6) < 1e-12);
});

test.run();
