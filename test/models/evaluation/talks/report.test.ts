/** Figures on talks in words, in a picture, and on the model card. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CurvePoint } from '../../../../models/evaluation/talks/curve.ts';
import { curvePicture } from '../../../../models/evaluation/talks/picture.ts';
import { talkLines, type TalkFigures } from '../../../../models/evaluation/talks/report.ts';
import { ALL, LIVELY, QUIET, type TalkCounts } from '../../../../models/evaluation/talks/score.ts';
import { talkSection, talkWeaknesses } from '../../../../models/training/talk-card.ts';

const counts = (change: Partial<TalkCounts> = {}): TalkCounts => ({
  minutes: 10,
  key: 20,
  found: 15,
  matched: 10,
  cues: 30,
  alarms: 12,
  hard: 6,
  ...change,
});
const point = (threshold: number, found: number, alarms: number): CurvePoint => ({
  threshold,
  found,
  suitable: found / 2,
  alarms,
  hardAlarms: alarms / 2,
  quietAlarms: alarms / 4,
});
const figures: TalkFigures = {
  talks: 3,
  threshold: 0.7,
  rows: {
    [LIVELY]: counts(),
    [QUIET]: counts({ key: 0, found: 0, matched: 0, cues: 4, alarms: 4, hard: 4 }),
    [ALL]: counts({ minutes: 20, cues: 34, alarms: 16, hard: 10 }),
    vlog: counts(),
    lecture: counts({ key: 0, found: 0, matched: 0, cues: 4, alarms: 4, hard: 4 }),
  },
  kinds: { selling: { key: 12, found: 11, matched: 9 }, humour: { key: 8, found: 4, matched: 1 } },
  ranking: { all: 0.81, kinds: { selling: 0.9, humour: 0.62 }, mean: 0.76 },
  curve: [point(0.5, 0.9, 6.2), point(0.7, 0.75, 0.8), point(0.9, 0.1, 0)],
};

test('the table: genres, then sums; kinds, all in one line, ranking and curve', () => {
  const lines = talkLines(figures);
  assert.equal(
    lines.slice(0, 6).map((line) => line.slice(0, 9).trim()),
    ['genre', 'vlog', 'lecture', '= lively', '= quiet', '= all'],
  );
  assert.match(lines[1] ?? '', /vlog +10\.0 +20 +75% +50% +30 +1\.20 +0\.60 +1\.50/);
  assert.match(lines[2] ?? '', /lecture +10\.0 +0 +– +– +4 +0\.40 +0\.40 +–/);
  assert.is(lines[6], 'selling 92%/75% of 12, humour 50%/13% of 8');
  assert.is(
    lines[7],
    'found 75%  matched 50%  false alarms 0.80/min (quiet talks 0.40)  without maybe 0.50/min (quiet 0.40)  cues per key moment 1.70',
  );
  assert.ok(lines.includes('all talks 0.810, mean over kinds 0.760 (selling 0.900, humour 0.620)'));
  assert.match(lines.at(-2) ?? '', /0\.7 +75% +38% +0\.80 +0\.40 +0\.20/);
});

test('the picture: both lines, the chosen threshold, and no words that break it', () => {
  const picture = curvePicture('a < b & c', figures.curve, 0.7);
  assert.match(picture, /^<svg .*<\/svg>\n$/s);
  assert.match(picture, /a &lt; b &amp; c/);
  assert.is(picture.match(/<polyline/g)?.length, 2);
  assert.is(picture.match(/<circle/g)?.length, 6);
  assert.match(picture, />threshold 0\.7</);
  assert.not.match(picture, /NaN|undefined/);
  const empty = curvePicture('no key sentence', [{ ...point(0.5, NaN, 1), suitable: NaN }], 0.5);
  assert.not.match(empty, /NaN|undefined/);
});

test('the card: a row for each sensitivity measured, kinds, and what it is bad at', () => {
  const talks = { set: '3 labelled talks', levels: { normal: figures, low: { ...figures, threshold: 0.9 } } };
  const section = talkSection(talks);
  assert.match(section, /\| low \| 0\.9 \| 75 % \| 50 % \| 0\.40 \| 0\.60 \|\n\| normal \| 0\.7 \|/);
  assert.not.match(section, /\| high \|/);
  assert.match(section, /\| humour \| 8 \| 50 % \| 13 % \| 0\.620 \|/);
  const weak = talkWeaknesses(talks);
  assert.match(weak, /leaves 25 % of key sentences/);
  assert.match(weak, /weak at humour \(13 % suited\)\./);
  assert.match(weak, /about every 2\.5 minutes/);
});

test.run();
