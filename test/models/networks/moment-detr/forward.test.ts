import { test } from 'uvu';
import { momentDetrSchema } from '../../../../models/networks/moment-detr/config.ts';
import { answer } from '../../../../models/networks/moment-detr/forward.ts';
import { parameterShapes } from '../../../../models/networks/moment-detr/parameters.ts';
import { testSetForward } from '../../../support/set-forward.ts';

testSetForward({
  network: 'moment_detr',
  parse: (config) => momentDetrSchema.parse(config),
  parameterShapes,
  answer: (scope, inputs) => ({ ...answer(scope, inputs, 'all') }),
});

test.run();
