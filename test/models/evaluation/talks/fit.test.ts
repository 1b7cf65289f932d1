import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { admit, type CandidateTalk } from '../../../../models/evaluation/talks/candidates.ts';
import { talkCurve } from '../../../../models/evaluation/talks/curve.ts';
import { ALARM_LIMITS, fitSensitivity, fitThresholds } from '../../../../models/evaluation/talks/fit.ts';
import type { Kind } from '../../../../models/evaluation/talks/talk.ts';
import { SENSITIVITIES } from '../../../../src/analysis/manifest.ts';
import { fromSeconds } from '../../../../src/streams/time.ts';
import type { Tag } from '../../../../src/streams/values.ts';

interface Moment {
  readonly p: number;
  readonly tag?: Tag;
  readonly kind?: Kind;
}

/** A talk with a sentence every 10 s, and a candidate at each with that probability. */
const talkOf = (id: string, moments: readonly Moment[]): CandidateTalk => ({
  talk: {
    id,
    genre: 'talk',
    duration: 10 * moments.length,
    sentences: moments.map(({ kind = null }, i) => ({ start: 10 * i, end: 10 * i + 3, text: 'x', kind })),
    captions: [],
  },
  candidates: moments.map(({ p, tag = 'prompt' }, i) => ({
    at: fromSeconds(10 * i),
    sfx: 'bell',
    tag,
    probability: p,
    chosen: false,
  })),
});
const many = (count: number, moment: Moment): Moment[] => Array.from({ length: count }, () => moment);

/** An hour of quiet talk: 360 moments, of which some are loud. */
const quietHour = (...loud: readonly (readonly [count: number, moment: Moment])[]): CandidateTalk => {
  const moments = loud.flatMap(([count, moment]) => many(count, moment));
  return talkOf('q1', [...moments, ...many(360 - moments.length, { p: 0.03 })]);
};

test('each level is the lowest threshold within its limit', () => {
  // Up to 6, 18 and 60 alarms an hour are allowed.
  const quiet = quietHour([5, { p: 0.905 }], [10, { p: 0.805 }], [40, { p: 0.605 }], [40, { p: 0.405 }]);
  const lively = talkOf('l1', many(30, { p: 0.95, kind: 'selling' }));
  const { sensitivity, tagThresholds, levels } = fitSensitivity({ labelled: [quiet, lively] });
  assert.equal(sensitivity, { low: 0.81, normal: 0.61, high: 0.41 });
  assert.equal(tagThresholds, {}, 'nothing to gain by offsets');
  assert.is(levels.low.suitable, 1);
  for (const level of SENSITIVITIES) assert.ok(levels[level].quietAlarms <= ALARM_LIMITS[level], level);
});

test('with known offsets the thresholds follow from them', () => {
  const quiet = quietHour([10, { p: 0.805, tag: 'surprise' }], [40, { p: 0.605 }]);
  const lively = talkOf('l1', many(30, { p: 0.95, kind: 'selling' }));
  const talks = { labelled: [quiet, lively] };
  const without = fitThresholds(talks, {});
  assert.equal(without.sensitivity, fitSensitivity(talks).sensitivity);
  const stricter = fitThresholds(talks, { surprise: 0.2 });
  assert.equal(stricter.tagThresholds, { surprise: 0.2 });
  assert.is(without.sensitivity.low, 0.81);
  assert.is(stricter.sensitivity.low, 0.61, 'the surprises are held by their offset');
});

test('with fatigue the thresholds are those that keep the limits with it', () => {
  // Forty in a row, six a minute: after the first of them the others would have to be more certain.
  const quiet = quietHour([40, { p: 0.605 }]);
  const talks = { labelled: [quiet, talkOf('l1', many(30, { p: 0.95, kind: 'selling' }))] };
  const without = fitSensitivity(talks);
  assert.is(without.fatigue, 0);
  assert.is(without.sensitivity.high, 0.05, 'all forty are allowed an hour');
  const { fatigue, sensitivity, levels } = fitSensitivity({ ...talks, fatigue: 0.5 });
  assert.is(fatigue, 0.5);
  for (const level of SENSITIVITIES) {
    const alarms = admit(quiet, { threshold: sensitivity[level], fatigue }).length;
    assert.is(levels[level].quietAlarms, alarms / 60);
    assert.ok(alarms <= 60 * ALARM_LIMITS[level], `${level}: ${alarms}`);
  }
});

test('plain talk counts as quiet talk', () => {
  const lively = talkOf('l1', many(30, { p: 0.95, kind: 'selling' }));
  const plain = quietHour([20, { p: 0.705 }]);
  const { sensitivity } = fitSensitivity({ labelled: [lively], plain: [plain] });
  assert.is(sensitivity.low, 0.71);
  assert.is(sensitivity.normal, 0.71);
  assert.ok(sensitivity.high < 0.1, 'twenty an hour are fewer than one a minute');
});

test('a tag that rings falsely is made rarer, so that others may come more readily', () => {
  const quiet = quietHour([30, { p: 0.805, tag: 'humor' }], [4, { p: 0.45 }]);
  const lively = talkOf('l1', [
    ...many(50, { p: 0.7, kind: 'selling' }),
    ...many(2, { p: 0.95, tag: 'humor', kind: 'humour' }),
  ]);
  const { tagThresholds, levels } = fitSensitivity({ labelled: [quiet, lively] });
  assert.ok((tagThresholds.humor ?? 0) > 0 || (tagThresholds.prompt ?? 0) < 0, JSON.stringify(tagThresholds));
  assert.ok(levels.normal.suitable > 0.9, String(levels.normal.suitable));
  assert.ok(Object.keys(tagThresholds).length <= 4);
});

test('a single sentence earns no offset', () => {
  const quiet = quietHour([30, { p: 0.805, tag: 'humor' }]);
  const lively = talkOf('l1', [...many(400, { p: 0.95, kind: 'selling' }), { p: 0.78, kind: 'selling' }]);
  assert.equal(fitSensitivity({ labelled: [quiet, lively] }).tagThresholds, {});
});

test('no threshold within the limit: the highest there is; nothing to fit on: an error', () => {
  const lively = talkOf('l1', many(3, { p: 1, kind: 'selling' }));
  const loud = fitSensitivity({ labelled: [talkOf('q1', many(60, { p: 1 })), lively] });
  assert.equal(loud.sensitivity, { low: 0.998, normal: 0.998, high: 0.998 });
  assert.throws(() => fitSensitivity({ labelled: [lively] }), /no quiet talk/);
  assert.throws(() => fitSensitivity({ labelled: [talkOf('q1', [{ p: 0.5 }])] }), /no key sentence/);
});

test('the curve: what each threshold finds and costs, with the offsets of tags', () => {
  const talks = [
    talkOf('l1', [{ p: 0.9, kind: 'selling' }, { p: 0.6, kind: 'humour', tag: 'humor' }, { p: 0.7 }]),
    talkOf('q1', many(3, { p: 0.65 })),
  ];
  const [low, high] = talkCurve(talks, { tagThresholds: { humor: 0.15 } }, [0.5, 0.8]);
  assert.equal(low, { threshold: 0.5, found: 0.5, suitable: 0.5, alarms: 4, hardAlarms: 4, quietAlarms: 6 });
  assert.equal(high, { threshold: 0.8, found: 0.5, suitable: 0.5, alarms: 0, hardAlarms: 0, quietAlarms: 0 });
  const [without] = talkCurve(talks, {}, [0.5]);
  assert.is(without?.found, 1);
  assert.ok(Number.isNaN(talkCurve([talks[1] as CandidateTalk], {}, [0.5])[0]?.found), 'no key sentences');
});

test('what is admitted keeps the gaps and the density, muted tags are silent', () => {
  const own = talkOf('l1', many(12, { p: 0.9 }));
  assert.is(admit(own, {}).length, 12);
  assert.is(admit(own, { density: 3 }).length, 6);
  assert.is(admit(own, { leastGap: fromSeconds(15) }).length, 6);
  assert.is(admit(own, { mutedTags: ['prompt'] }).length, 0);
});

test.run();
