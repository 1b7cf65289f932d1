/** Recordings, analysis included, opened and closed in one process: 20 MB once stayed with each. */
import { test } from 'uvu';
import { keepHeapSmall } from '../../../src/plugin/live/heap.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { assertFlat, lastingGrowth } from '../../support/own-usage.ts';
import { scratch } from '../../support/scratch.ts';
import { tinySessions } from '../../support/sessions.ts';

keepHeapSmall();
const sessions = tinySessions(scratch('many-sessions'), modelFolder);

testWithModel('recordings with analysis', async () => {
  assertFlat('decorate', await lastingGrowth(sessions.recorded, { warmUp: 10, count: 12, every: 2 }));
});

test.run();
