import { test } from 'uvu';
import { qdDetrSchema, type QdDetrConfig } from '../../../../models/networks/qd-detr/config.ts';
import { answer, saliencyToOthers } from '../../../../models/networks/qd-detr/forward.ts';
import { parameterShapes } from '../../../../models/networks/qd-detr/parameters.ts';
import type { Scope } from '../../../../models/networks/network.ts';
import type { RetrievalInputs } from '../../../../models/networks/retrieval/inputs.ts';
import { testSetForward } from '../../../support/set-forward.ts';

const answers = (mixedUp: boolean) => (scope: Scope<QdDetrConfig>, inputs: RetrievalInputs) => ({
  ...answer(scope, inputs, 'all', { mixedUp }),
  saliency_scores_neg: saliencyToOthers(scope, inputs, { mixedUp }),
});

testSetForward({
  network: 'qd_detr',
  parse: (config) => qdDetrSchema.parse(config),
  parameterShapes,
  answer: answers(true),
  proper: answers(false),
});

test.run();
