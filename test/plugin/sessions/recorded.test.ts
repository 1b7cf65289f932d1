/** Recordings, analysis included, opened and closed in one process: 20 MB once stayed with each. */
import { test } from 'uvu';
import { keepHeapSmall } from '../../../src/plugin/live/heap.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { assertFlat, growthOver, MOST_EACH } from '../../support/own-usage.ts';
import { scratch } from '../../support/scratch.ts';
import { tinySessions } from '../../support/sessions.ts';

keepHeapSmall();
const sessions = tinySessions(scratch('many-sessions'), modelFolder);

testWithModel('recordings with analysis', async () => {
  // In some of the first thirty rounds the allocator's reserve grows by a step of 15 to 30 MB, and stays; a leak goes on.
  let growth = await growthOver(sessions.recorded, { warmUp: 10, count: 12, every: 2 });
  for (let again = 0; again < 2 && growth.megabytesEach >= MOST_EACH; again += 1)
    growth = await growthOver(sessions.recorded, { warmUp: 0, count: 12, every: 2 });
  assertFlat('decorate', growth);
});

test.run();
