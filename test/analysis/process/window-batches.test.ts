/** Windows of several sessions before a detector that notes its batches. */
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Batching } from '../../../src/analysis/batching.ts';
import type { EmbeddedLibrary } from '../../../src/analysis/decision.ts';
import type { Detector } from '../../../src/analysis/detector.ts';
import { WindowBatches } from '../../../src/analysis/process/window-batches.ts';
import { within } from '../../support/within.ts';
import { randomWindow } from '../support/windows.ts';

const library = {} as EmbeddedLibrary;
const window = randomWindow(0, 2, 0);

/** As much of a detector as the batches ask; `batching` may change. */
function noted(batching: Batching) {
  const state = { batching, sizes: [] as number[] };
  const detector = {
    get batching() {
      return state.batching;
    },
    check: () => undefined,
    detectFor: (asked: readonly unknown[]) => {
      state.sizes.push(asked.length);
      return Promise.resolve(asked.map(() => []));
    },
  } as unknown as Detector;
  return { state, batches: new WindowBatches(detector) };
}

const ask = (batches: WindowBatches, session: object) =>
  batches.detect({ session, windows: [window], library });

test('where a device gains by it, windows of two sessions wait for each other', async () => {
  const { state, batches } = noted({ sizes: [1, 2], holdMs: 2_000 });
  const [one, two] = [{}, {}];
  await within(ask(batches, one), 1_000, 'the answer of a session that is alone');
  const first = ask(batches, two);
  await sleep(20);
  assert.equal(state.sizes, [1], 'it waits');
  await within(Promise.all([first, ask(batches, one)]), 1_000, 'a full batch');
  assert.equal(state.sizes, [1, 2]);
});

test('the wait ends by itself, with the other session, and with the device', async () => {
  const { state, batches } = noted({ sizes: [1, 2], holdMs: 30 });
  const [one, two] = [{}, {}];
  await Promise.all([ask(batches, one), ask(batches, two)]);
  await within(ask(batches, one), 1_000, 'an answer after the wait');
  state.batching = { sizes: [1, 2], holdMs: 60_000 };
  const alone = ask(batches, one);
  await sleep(5);
  batches.leave(two);
  await within(alone, 1_000, 'an answer once nobody else is there');
  state.batching = { sizes: [1, 2, 4, 8], holdMs: 0 };
  await within(Promise.all([ask(batches, two), ask(batches, one)]), 1_000, 'answers on the CPU');
  assert.equal(state.sizes, [2, 1, 1, 2]);
});

test.run();
