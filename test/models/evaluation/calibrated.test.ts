import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { evaluateCalibrated } from '../../../models/evaluation/calibrated.ts';
import { evaluateClips } from '../../../models/evaluation/clips.ts';

/** Two effects near each other, and SFX0 between them: a moment that either fits is nearer to SFX0 than to any. */
const library = {
  ids: ['a', 'b'],
  emb: Float32Array.of(0.8, 0.6, 0.8, -0.6),
  sfx0: Float32Array.of(2, 0),
  logScale: Math.log(2),
};

const clip = (foreground?: Float32Array) => ({
  qid: 'one',
  output: {
    boxes: Float32Array.of(0.25, 0.5, 0.75, 0.5),
    // Between the effects, nearer to the first; right on SFX0.
    emb: Float32Array.of(0.995, 0.0998, 1, 0),
    frames: 4,
    ...(foreground && { foreground }),
  },
  truth: { moment_gt_windows: [[0, 3] as const], gt_sfx: ['a'] },
});

test('a moment that several effects fit is kept, though SFX0 is nearest', () => {
  assert.equal(evaluateClips([clip()], library).predictions[0]!.moment_pred_windows, []);
  const { predictions, figures } = evaluateCalibrated([clip()], library);
  assert.equal(predictions[0]!.matched_sfx[0], ['a', 'b'], 'SFX0 is no effect');
  assert.is(figures.map_vid_50, 1);
});

test('scores are the share among the effects times the probability of a moment', () => {
  const [scores] = evaluateCalibrated([clip(Float32Array.of(0.5, 0.25))], library).predictions[0]!
    .moment_score;
  assert.ok(Math.abs(scores!.reduce((sum, own) => sum + own, 0) - 0.5) < 1e-9);
  const powers = [0.8 * 0.995 + 0.6 * 0.0998, 0.8 * 0.995 - 0.6 * 0.0998].map((cosine) =>
    Math.exp(2 * cosine),
  );
  assert.ok(Math.abs(scores![0]! - (0.5 * powers[0]!) / (powers[0]! + powers[1]!)) < 1e-6);
});

test.run();
