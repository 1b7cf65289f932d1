/** What a worker holds for no job, beside the jobs that it takes. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Admission } from '../../../src/plugin/fleet/admission/admission.ts';
import { Seat } from '../../../src/plugin/fleet/admission/seat.ts';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { prepareShow } from '../../../src/plugin/fleet/submission.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';

const folder = scratch('fleet-spare-memory');

test('what is held for no job makes room for one, and is not to be held where the next would lack it', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  try {
    using admission = new Admission({
      redis: connection,
      capacity: { cores: 4, bytes: 2 * 2 ** 30, most: { batch: 0, live: 9 } },
      defaults: { analysis: 'own', asr: { type: 'moonshine' } },
    });
    const { intent } = prepareShow(
      { input: 'rtmp://x.example/{env:A}', to: ['a.mkv'] },
      { folder, key: undefined },
    );
    const candidate = { intent, queue: 'live', takenOver: false } as const;
    const takes = (id: string): boolean => admission.enter({ ...candidate, id }) instanceof Seat;
    admission.besides = () => 300 * 2 ** 20;
    assert.ok(admission.hasMemoryBeside(256 * 2 ** 20));
    assert.ok(takes('one'));
    assert.not(admission.hasMemoryBeside(0), 'the next one needs it');
    assert.ok(takes('two'), 'as it would without');
    assert.not(takes('three'));
  } finally {
    connection.disconnect();
  }
});

test.run();
