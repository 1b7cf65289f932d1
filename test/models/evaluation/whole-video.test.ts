import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  cuesAt,
  figuresAt,
  fitThreshold,
  judge,
  sight,
  THRESHOLDS,
  type LabelledVideo,
} from '../../../models/evaluation/whole-video.ts';
import { add, fromSeconds } from '../../../src/streams/time.ts';
import type { Cue, Moment, Tag, Window } from '../../../src/streams/values.ts';
import { keySentences } from './key-sentences.ts';

const { key, video, texts } = keySentences(60);
const moment = (start: number, end: number, probability: number, tag: Tag = 'prompt'): Moment => ({
  start: fromSeconds(start),
  end: fromSeconds(end),
  sfx: 'ding',
  tag,
  probability,
  alternatives: [],
});
/** A network that sees every sentence that its window holds whole: key ones at 0.8, others at 0.3. */
const detect = (windows: readonly Window[]): Promise<Moment[][]> =>
  Promise.resolve(
    windows.map((window) =>
      texts
        .filter(({ start, end }) => fromSeconds(start) >= window.start && fromSeconds(end) <= window.end)
        .map(({ start, end }) => moment(start, end, key.some((k) => k.start === start) ? 0.8 : 0.3)),
    ),
  );

test('every key moment once, whatever the number of windows that saw it', async () => {
  const sighted = await sight(video, detect);
  const figures = await figuresAt([sighted], 0.5);
  assert.equal(figures, {
    found: 1,
    matched: 1,
    exact: 1,
    falseAlarmsPerMinute: 0,
    cuesPerMoment: 1,
    precision: 1,
  });
  assert.is((await cuesAt(sighted, 0.9)).length, 0);
  assert.is((await figuresAt([sighted], 0.2)).falseAlarmsPerMinute, 6, 'the other six sentences');
  const rare = { threshold: 0.5, tagThresholds: { prompt: 0.4 } };
  assert.is((await figuresAt([sighted], rare)).found, 0, 'the tag needs more');
});

test('the threshold is fitted between what is key and what is not', async () => {
  const { threshold, figures, tried } = await fitThreshold([await sight(video, detect)], THRESHOLDS);
  assert.ok(threshold > 0.3 && threshold <= 0.8, String(threshold));
  assert.is(figures.matched, 1);
  assert.is(tried.length, THRESHOLDS.length);
});

test('the judge: tolerance, tags, effects, false alarms', () => {
  const cue = (at: number, sfx: string, tag: Tag): Cue => ({
    id: String(at),
    at: fromSeconds(at),
    end: add(fromSeconds(at), fromSeconds(1)),
    sfx,
    tag,
    score: 1,
    alternatives: [],
  });
  const two: LabelledVideo = {
    ...video,
    moments: [
      { start: 10, end: 12, sfx: ['a'], tags: ['prompt'] },
      { start: 20, end: 22, sfx: ['b'], tags: ['humor'] },
    ],
  };
  const figures = judge([
    { video: two, cues: [cue(9, 'x', 'prompt'), cue(23.5, 'b', 'action'), cue(23.6, 'b', 'humor')] },
  ]);
  assert.equal(figures, {
    found: 1,
    matched: 0.5,
    exact: 0.5,
    falseAlarmsPerMinute: 1,
    cuesPerMoment: 1.5,
    precision: 2 / 3,
  });
  assert.is(judge([{ video: two, cues: [] }]).precision, 0);
  const tasteful = { ...two, taste: [{ start: 30, end: 33 }] };
  const alike = judge([
    { video: tasteful, cues: [cue(9, 'x', 'prompt'), cue(31, 'b', 'humor'), cue(50, 'b', 'humor')] },
  ]);
  assert.equal(
    [alike.falseAlarmsPerMinute, alike.cuesPerMoment, alike.precision],
    [1, 1, 0.5],
    'a matter of taste counts neither way',
  );
});

test.run();
