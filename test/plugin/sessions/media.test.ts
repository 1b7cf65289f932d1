/** Many sessions of media alone, opened and closed in one process. bench/sessions.ts counts further. */
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keepHeapSmall } from '../../../src/plugin/live/heap.ts';
import { modelFolder } from '../../support/model.ts';
import { assertFlat, growthOver, MOST_EACH, slopeOf } from '../../support/own-usage.ts';
import { scratch } from '../../support/scratch.ts';
import { tinySessions } from '../../support/sessions.ts';

keepHeapSmall();
const sessions = tinySessions(scratch('many-sessions'), modelFolder);

test('1,000 inputs, programs, mixers and files', async () => {
  // A stopped mixer is used again after half a second: here are more of them than sessions fit into that.
  await Promise.all(Array.from({ length: 24 }, (_, at) => sessions.media(`first-${at}.mp4`)));
  const warmUp = 150;
  const media = async (): Promise<void> => {
    await sessions.media();
    await sleep(15);
  };
  assertFlat('media', await growthOver(media, { warmUp, count: 1_000, every: 100 }));
});

test('a leak of 1 MB a session would be seen', async () => {
  const kept: Buffer[] = [];
  const leaking = async (): Promise<void> => {
    await sessions.media();
    kept.push(Buffer.alloc(2 ** 20, 1));
  };
  const { megabytesEach } = await growthOver(leaking, { warmUp: 5, count: 20, every: 4 });
  assert.ok(megabytesEach > MOST_EACH, `${megabytesEach} MB of ${kept.length}`);
});

test('a step counts nothing, a leak in steps does', () => {
  const looks = (step: (i: number) => number): number[] => {
    let at = 100;
    return Array.from({ length: 11 }, (_, i) => (at += step(i)));
  };
  assert.is(slopeOf(looks((i) => (i === 5 ? 30 : 0))), 0);
  assert.ok(slopeOf(looks(() => 1)) > MOST_EACH);
  assert.ok(slopeOf(looks((i) => (i % 4 === 3 ? 20 : 0))) > MOST_EACH);
});

test.run();
