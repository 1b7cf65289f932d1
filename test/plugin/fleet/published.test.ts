/** That an output is at its address is told before its process has ended, which takes a while: so that a worker can write it down at once. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { prepareJob } from '../../../src/plugin/fleet/submission.ts';
import { startJob } from '../../../src/plugin/fleet/worker/start-job.ts';
import { scratch } from '../../support/scratch.ts';
import { within } from '../../support/within.ts';
import { makeWork, startStore } from './support.ts';

const folder = scratch('fleet-published');
const { clip, sheet } = makeWork(folder);

test('it is told once the server has it, while the process still runs', async () => {
  await using store = await startStore(clip);
  const { intent } = prepareJob(
    { input: clip, output: store.url('out.mkv'), fromCues: sheet },
    { folder, key: undefined },
  );
  const told: string[] = [];
  const job = startJob(
    intent,
    { claim: undefined, state: undefined, until: 0, version: '0', takeSpare: () => undefined },
    {
      ...{ onProgress: () => undefined, onLine: () => undefined, onState: () => undefined },
      onFigures: () => undefined,
      mayPublish: () => Promise.resolve(true),
      onPublished: () => {
        assert.ok(job.pid !== undefined && process.kill(job.pid, 0));
        told.push(`published, put ${store.puts('out.mkv')} times`);
      },
    },
  );
  const { type } = await within(job.outcome, 60_000, 'it ends');
  told.push(type);
  assert.equal(told, ['published, put 1 times', 'done']);
});

test.run();
