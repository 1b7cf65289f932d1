/** Many sessions opened and closed in one process: 20 MB and two descriptors once stayed with each. bench/sessions.ts counts further. */
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keepHeapSmall } from '../../src/plugin/live/heap.ts';
import { scratch } from '../support/scratch.ts';
import { modelFolder, testWithModel } from '../support/model.ts';
import { growthOver, type Growth } from '../support/own-usage.ts';
import { tinySessions } from '../support/sessions.ts';

/** MB that may stay with each session: half of a leak of 1 MB. */
const MOST_EACH = 0.5;

keepHeapSmall();
const sessions = tinySessions(scratch('many-sessions'), modelFolder);

function holds(what: string, { looks, megabytesEach }: Growth): void {
  const files = looks.map((look) => look.files);
  assert.is(new Set(files).size, 1, `${what}: descriptors ${files.join(', ')}`);
  assert.ok(megabytesEach < MOST_EACH, `${what}: ${megabytesEach.toFixed(2)} MB stay with each session`);
  const threads = looks.map((look) => look.threads);
  assert.ok(
    Math.max(...threads) - Math.min(...threads) < looks.length,
    `${what}: threads ${threads.join(', ')}`,
  );
}

test('1,000 inputs, programs, mixers and files', async () => {
  const warmUp = 150;
  const media = async (index: number): Promise<void> => {
    await sessions.media();
    // A stopped mixer is used again after half a second: sessions that follow slower than at first need no more of them.
    if (index >= warmUp) await sleep(15);
  };
  holds('media', await growthOver(media, { warmUp, count: 1_000, every: 100 }));
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

testWithModel('recordings with analysis', async () => {
  // In some of the first thirty rounds the allocator's reserve grows by a step of 15 to 30 MB, and stays; a leak goes on.
  let growth = await growthOver(sessions.recorded, { warmUp: 10, count: 12, every: 2 });
  for (let again = 0; again < 2 && growth.megabytesEach >= MOST_EACH; again += 1)
    growth = await growthOver(sessions.recorded, { warmUp: 0, count: 12, every: 2 });
  holds('decorate', growth);
});

testWithModel('live sessions', async () => {
  holds('startLive', await growthOver(sessions.live, { warmUp: 3, count: 10, every: 1 }));
});

test.run();
