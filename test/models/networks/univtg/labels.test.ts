import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { frameLabels, ratedSalience, windowSalience } from '../../../../models/networks/univtg/labels.ts';
import { baselineJson, firstOfPool } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';
import { UNIVTG } from '../../../support/univtg.ts';

const LIMIT = 1e-6;
const pair = z.tuple([z.number(), z.number()]);
const { cases } = z
  .object({
    cases: z
      .array(
        z.object({
          clip_len: z.number(),
          ctx_l: z.int(),
          windows: z.array(pair),
          timestamp: z.array(pair),
          span_labels_nn: z.array(pair),
          timestamp_window: z.array(z.number()),
          pos: z.array(z.int()),
        }),
      )
      .min(1),
  })
  .parse(baselineJson(UNIVTG, 'labels.json'));

test('windows become labels of frames as in the authors’ loader', () => {
  for (const { clip_len, ctx_l, windows, timestamp, span_labels_nn, timestamp_window, pos } of cases) {
    const made = frameLabels(windows, { length: ctx_l, clipSeconds: clip_len });
    const what = JSON.stringify({ windows, clip_len, ctx_l });
    closeTo(
      made.timestamps.flatMap((time) => [time, time]),
      timestamp.flat(),
      LIMIT,
      what,
    );
    closeTo(made.inside.map(Number), timestamp_window, 0, what);
    closeTo(made.spans.flat(), span_labels_nn.flat(), LIMIT, what);
    const { saliency, chosen } = windowSalience(made.inside, firstOfPool);
    closeTo(saliency, timestamp_window, 0, what);
    assert.is(chosen, pos[0], what);
  }
});

test('a random relevant clip is chosen, the best where all are relevant, none where there are none', () => {
  const scores = [
    [1, 2, 3],
    [4, 4, 4],
  ];
  const some = ratedSalience({ relevant: [1, 3], scores, length: 4 }, firstOfPool);
  closeTo(some.saliency, [0, 2, 0, 4], 0, 'mean ratings');
  assert.is(some.chosen, 1);
  assert.is(ratedSalience({ relevant: [0, 1], scores, length: 2 }, firstOfPool).chosen, 1);
  assert.is(windowSalience([false, false], firstOfPool).chosen, undefined);
});

test('without windows no frame is inside', () => {
  const { inside, spans } = frameLabels([], { length: 2, clipSeconds: 1 });
  assert.equal(inside, [false, false]);
  assert.equal(spans, [
    [0, 0],
    [0, 0],
  ]);
});

test.run();
