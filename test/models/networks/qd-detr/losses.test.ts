import { test } from 'uvu';
import { qdDetrSchema } from '../../../../models/networks/qd-detr/config.ts';
import { answer, saliencyToOthers } from '../../../../models/networks/qd-detr/forward.ts';
import { qdDetrLosses } from '../../../../models/networks/qd-detr/losses.ts';
import { parameterShapes } from '../../../../models/networks/qd-detr/parameters.ts';
import { rankWeights } from '../../../../models/networks/qd-detr/rank-weights.ts';
import { retrievalInputs } from '../../../../models/networks/retrieval/inputs.ts';
import type { Stored } from '../../../support/parity.ts';
import { checkSetTraining } from '../../../support/set-training.ts';

function rankFeeds(expected: Stored): { rank_weight: Float32Array } {
  const [batch = 0, frames = 0] = expected.shape('saliency_all_labels');
  const ratings = expected.floats('saliency_all_labels');
  const rows = Array.from({ length: batch }, (_, row) => [
    ...ratings.subarray(row * frames, (row + 1) * frames),
  ]);
  return { rank_weight: rankWeights(rows, frames) };
}

test('matching, losses and the gradient of every parameter are those of the authors', () =>
  checkSetTraining(
    'qd_detr',
    (config, shape, scopeFor) => {
      const sizes = qdDetrSchema.parse(config);
      const scope = scopeFor(sizes, parameterShapes(sizes));
      const inputs = retrievalInputs(sizes, shape);
      const answers = answer(scope, inputs, 'all', { mixedUp: true });
      const losses = qdDetrLosses({
        ...answers,
        toOthers: saliencyToOthers(scope, inputs, { mixedUp: true }),
        frameMask: inputs.src_vid_mask,
      });
      return { scope, answers, losses, layers: sizes.dec_layers };
    },
    rankFeeds,
  ));

test.run();
