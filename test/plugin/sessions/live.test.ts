/** Live sessions, analysis included, opened and closed in one process: 20 MB and two descriptors once stayed with each. */
import { test } from 'uvu';
import { keepHeapSmall } from '../../../src/plugin/live/heap.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { assertFlat, lastingGrowth } from '../../support/own-usage.ts';
import { scratch } from '../../support/scratch.ts';
import { tinySessions } from '../../support/sessions.ts';

keepHeapSmall();
const sessions = tinySessions(scratch('many-sessions'), modelFolder);

testWithModel('live sessions', async () => {
  assertFlat('startLive', await lastingGrowth(sessions.live, { warmUp: 3, count: 10, every: 1 }));
});

test.run();
