import { test } from 'uvu';
import { momentDetrSchema } from '../../../../models/networks/moment-detr/config.ts';
import { answer } from '../../../../models/networks/moment-detr/forward.ts';
import { parameterShapes } from '../../../../models/networks/moment-detr/parameters.ts';
import { retrievalInputs } from '../../../../models/networks/retrieval/inputs.ts';
import { setDetectionLosses } from '../../../../models/networks/retrieval/set-detection.ts';
import { checkSetTraining } from '../../../support/set-training.ts';

const NETWORK = 'moment_detr';

test('matching, losses and the gradient of every parameter are those of the authors', () =>
  checkSetTraining(NETWORK, (config, shape, scopeFor) => {
    const sizes = momentDetrSchema.parse(config);
    const scope = scopeFor(sizes, parameterShapes(sizes));
    const answers = answer(scope, retrievalInputs(sizes, shape), 'all');
    return {
      scope,
      answers,
      losses: setDetectionLosses(answers),
      layers: sizes.dec_layers,
    };
  }));

test.run();
