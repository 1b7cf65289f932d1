import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ALL,
  countTalk,
  LIVELY,
  QUIET,
  scoreTalks,
  type ScoredCue,
} from '../../../../models/evaluation/talks/score.ts';
import { KINDS, type Kind, type Talk } from '../../../../models/evaluation/talks/talk.ts';
import { TAGS } from '../../../../src/streams/values.ts';

interface Words {
  readonly kind?: Kind;
  readonly maybe?: true;
}
/** A sentence of 3 s every 10 s. */
const talk = (id: string, words: readonly Words[], facts: Partial<Talk> = {}): Talk => ({
  id,
  genre: 'vlog',
  duration: 10 * words.length,
  sentences: words.map(({ kind = null, maybe }, i) => ({
    start: 10 * i,
    end: 10 * i + 3,
    text: `sentence ${i}`,
    kind,
    ...(maybe === undefined ? {} : { maybe }),
  })),
  captions: [],
  ...facts,
});

test('by hand: reach of a key sentence, suitable tags, false alarms with and without maybe', () => {
  const six = talk('l1', [
    {},
    { kind: 'selling' },
    { kind: 'humour' },
    { maybe: true },
    {},
    { kind: 'surprise' },
  ]);
  const cues: ScoredCue[] = [
    { at: 9, tag: 'prompt' }, // 1.0 s before the selling sentence: found and suited
    { at: 24.5, tag: 'prompt' }, // 1.5 s after the joke: found, not suited
    { at: 24.6, tag: 'humor' }, // too late for the joke: a false alarm
    { at: 29.4, tag: 'humor' }, // at the sentence of taste: an alarm, no hard one
    { at: 33.51, tag: 'humor' }, // just past it: a hard one
    { at: 41, tag: 'action' }, // in a plain sentence
  ];
  assert.equal(countTalk(six, cues), {
    minutes: 1,
    key: 3,
    found: 2,
    matched: 1,
    cues: 6,
    alarms: 4,
    hard: 3,
  });
});

test('rows by genre and mood, kinds in order of appearance; a talk without cues counts', () => {
  const { rows, kinds } = scoreTalks([
    {
      talk: talk('l1', [{ kind: 'humour' }, {}]),
      cues: [
        { at: 1, tag: 'humor' },
        { at: 15, tag: 'others' },
      ],
    },
    { talk: talk('q1', [{}, {}, { kind: 'transition' }], { genre: 'lecture' }), cues: [] },
    { talk: talk('x1', [{}], { mood: 'solemn' }), cues: [{ at: 5, tag: 'prompt' }] },
  ]);
  assert.equal(Object.keys(rows), [LIVELY, QUIET, ALL, 'vlog', 'lecture']);
  assert.equal(rows[LIVELY], { minutes: 20 / 60, key: 1, found: 1, matched: 1, cues: 2, alarms: 1, hard: 1 });
  assert.equal([rows[QUIET]?.cues, rows[QUIET]?.alarms, rows[QUIET]?.key], [1, 1, 1]);
  assert.is(rows['vlog']?.cues, 3);
  assert.equal(kinds, {
    humour: { key: 1, found: 1, matched: 1 },
    transition: { key: 1, found: 0, matched: 0 },
  });
});

/** The rules as the first scoring script had them, which figures of other days were computed with. */
function byScript({ sentences, duration }: Talk, cues: readonly ScoredCue[]) {
  const suits = {
    introduction: ['prompt', 'surprise'],
    transition: ['transition'],
    humour: ['humor'],
    surprise: ['surprise'],
    selling: ['prompt', 'action'],
  };
  const inside = (cue: ScoredCue, s: Talk['sentences'][number]) =>
    cue.at >= s.start - 1.0 && cue.at <= s.end + 1.5;
  const keys = sentences.filter((s) => s.kind);
  const maybe = sentences.filter((s) => s.maybe);
  const near = keys.map((s) => cues.filter((c) => inside(c, s)));
  const alarms = cues.filter((c) => !keys.some((s) => inside(c, s)));
  const hard = alarms.filter((c) => !maybe.some((s) => c.at >= s.start - 0.6 && c.at <= s.end + 0.5));
  return {
    minutes: duration / 60,
    key: keys.length,
    found: near.filter((n) => n.length).length,
    matched: keys.filter((s, i) => near[i]?.some((c) => s.kind && suits[s.kind].includes(c.tag))).length,
    cues: cues.length,
    alarms: alarms.length,
    hard: hard.length,
  };
}

test('any talk and cues: as the first scoring script counted', () => {
  const anyWords: fc.Arbitrary<Words> = fc.constantFrom<Words>(
    {},
    { maybe: true },
    ...KINDS.map((kind) => ({ kind })),
  );
  const anyCue = fc.record({
    at: fc.integer({ min: 0, max: 1200 }).map((n) => n / 10),
    tag: fc.constantFrom(...TAGS),
  });
  fc.assert(
    fc.property(
      fc.array(anyWords, { minLength: 1, maxLength: 12 }),
      fc.array(anyCue, { maxLength: 30 }),
      (words, cues) => {
        const own = talk('l1', words);
        assert.equal(countTalk(own, cues), byScript(own, cues));
      },
    ),
  );
});

test.run();
