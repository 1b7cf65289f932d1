import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AsyncQueue } from '../../src/core/async-queue.ts';
import { rejects, within } from '../support/within.ts';

test('a queue gives in order, tells that its reader waits, and ends or fails after what is queued', async () => {
  const queue = new AsyncQueue<number>(() => undefined);
  queue.push(1);
  queue.push(2);
  const seen: number[] = [];
  const reading = (async () => {
    for await (const item of queue) seen.push(item);
  })();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(queue.starving);
  queue.push(3);
  queue.end();
  await within(reading, 1_000, 'reading');
  assert.equal(seen, [1, 2, 3]);
  const failing = new AsyncQueue<number>(() => undefined);
  failing.push(7);
  failing.fail(new Error('broken'));
  const read = failing[Symbol.asyncIterator]();
  assert.equal(await read.next(), { done: false, value: 7 });
  await rejects(read.next(), /broken/);
});

test.run();
