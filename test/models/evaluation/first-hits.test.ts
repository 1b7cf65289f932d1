import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstHits } from '../../../models/evaluation/first-hits.ts';

test('the most probable moment counts, wherever it stands; clips without one are missed', () => {
  const predictions = [
    // The second one is the most probable, and overlaps [4, 8] by 3 of 5.
    { qid: 'a', moment_pred_windows: [[4, 8, 0.5] as const, [5, 9, 0.9] as const] },
    // The right one is not the most probable.
    { qid: 'b', moment_pred_windows: [[0, 2, 0.9] as const, [6, 8, 0.8] as const] },
    { qid: 'c', moment_pred_windows: [] },
    // Either truth will do.
    { qid: 'd', moment_pred_windows: [[10, 12, 0.1] as const] },
  ];
  const truths = [
    { moment_gt_windows: [[4, 8] as const] },
    { moment_gt_windows: [[6, 8] as const] },
    { moment_gt_windows: [[1, 2] as const] },
    { moment_gt_windows: [[0, 3] as const, [10, 12] as const] },
  ];
  assert.is(firstHits(predictions, truths, 0.5), 0.5);
  assert.is(firstHits(predictions, truths, 0.75), 0.25);
  assert.is(firstHits([], [], 0.5), 0);
});

test.run();
