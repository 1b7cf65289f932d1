/** What a worker takes shows of others to cost, against a real Redis. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CostBook } from '../../../src/plugin/fleet/admission/cost-book.ts';
import { guessFor, kindOf } from '../../../src/plugin/fleet/admission/kinds.ts';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { prepareShow } from '../../../src/plugin/fleet/submission.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';

const redis = await startRedis(scratch('fleet-cost-book'));
test.after(async () => {
  await redis[Symbol.asyncDispose]();
});

const place = { folder: '/media', key: undefined };
const own = { analysis: 'own', asr: { type: 'moonshine' } } as const;

test('whoever says that it can take a show has room for the dearest', async () => {
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  try {
    const book = new CostBook(connection);
    const kindWith = (asr: string) =>
      kindOf(
        prepareShow({ input: 'rtmp://x.example/{env:A}', to: ['b.mkv'], settings: { asr } }, place).intent,
        own,
      );
    const recognised = guessFor(kindWith('moonshine'));
    assert.equal(book.dearestShow, recognised, 'of what nobody has measured');
    await book.learn(kindWith('none'), { cores: 0.5, bytes: 1e8 });
    await book.refresh();
    assert.equal(book.dearestShow, { cores: 0.5, bytes: recognised.bytes });
  } finally {
    connection.disconnect();
  }
});

test.run();
