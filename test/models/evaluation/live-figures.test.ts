import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { askedOnce, WindowCost } from '../../../models/evaluation/live/asked-once.ts';
import { liveFigures } from '../../../models/evaluation/live/live-figures.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import type { Moment, Window } from '../../../src/streams/values.ts';
import { keySentences } from './key-sentences.ts';

const { key, video } = keySentences(40);

let asked = 0;
/** A network that sees every sentence that its window was given. */
const detect = (windows: readonly Window[]): Promise<Moment[][]> => {
  asked += windows.length;
  return Promise.resolve(
    windows.map(({ subtitles }) =>
      subtitles.map(({ subtitle: { start, end } }) => ({
        start,
        end,
        sfx: 'ding',
        tag: 'prompt' as const,
        probability: key.some((own) => fromSeconds(own.start) === start) ? 0.9 : 0.1,
        alternatives: [],
      })),
    ),
  );
};

test('live: late by what recognition takes; with a delay, and recorded, where the moment starts', async () => {
  const cost = new WindowCost();
  const rows = await liveFigures([{ video, detector: askedOnce(detect, cost) }], {
    delays: [0, 5],
    policy: { threshold: 0.5 },
    lead: () => fromSeconds(0.1),
  });
  assert.equal(
    rows.map(({ delay }) => delay),
    [0, 5, 'recorded'],
  );
  for (const { found, matched, falseAlarmsPerMinute, cuesPerMoment } of rows)
    assert.equal([found, matched, falseAlarmsPerMinute, cuesPerMoment], [1, 1, 0, 1]);
  const [live, delayed, recorded] = rows.map(({ reaction }) => reaction);
  // A guess comes 0.2 s after a sentence and 0.24 s of work, a window's answer 0.02 s after that, in turns of 0.04 s.
  assert.ok(live!.half > 0.4 && live!.half < 0.7, String(live!.half));
  assert.ok(live!.most >= live!.half);
  assert.is(delayed!.half, -3);
  assert.is(recorded!.half, -3);
  assert.is(cost.windows, asked, 'each window was asked once');
  assert.ok(cost.msPerWindow >= 0);
});

test('without cues there is no reaction', async () => {
  const [row] = await liveFigures([{ video, detector: askedOnce(detect, new WindowCost()) }], {
    delays: [],
    policy: { threshold: 1 },
    lead: () => fromSeconds(0.1),
  });
  assert.is(row?.found, 0);
  assert.ok(Number.isNaN(row?.reaction.half));
});

test.run();
