/** Sentences of whole talks are drawn as a stream would show them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FEATURE_WIDTH } from '../../../src/analysis/pack.ts';
import { CONTEXT_PARTS } from '../../../src/analysis/sentence-context.ts';
import { Random } from '../../../models/training/random.ts';
import { talkRows, type RowTalk } from '../../../models/training/talk-rows.ts';

/** Sentence i is spoken from 3i to 3i + 2.5 s and embedded as i + 1; the one at `key` has a moment of tag 2, the next is of taste. */
function talkOf(count: number, key: number, solemn = false): RowTalk {
  const span = (i: number) => ({ start: 3 * i, end: 3 * i + 2.5 });
  const asr = Array.from({ length: count }, (_, i) => ({
    text: `${i}`,
    ...span(i),
    embedding: new Float32Array(FEATURE_WIDTH).fill(i + 1),
  }));
  return {
    asr,
    moments: [{ ...span(key), effects: [{ row: 1, weight: 1 }] }],
    taste: [span(key + 1)],
    solemn,
  };
}
const options = { tags: Int32Array.of(0, 2), maxTexts: 11, earlier: 12 };
const partsOf = (context: Float32Array): number[] =>
  Array.from({ length: CONTEXT_PARTS }, (_, part) => context[part * FEATURE_WIDTH]!);

test('every sentence comes, with its class, its neighbours and the talk before it', () => {
  const draw = talkRows({ talks: [talkOf(40, 20)], ...options });
  const random = new Random(1);
  const rows = Array.from({ length: 2000 }, () => draw(random));
  const seen = new Set<number>();
  for (const { context, sentenceClass, solemn } of rows) {
    const [own = 0, before, after = 0, , soFar = 0] = partsOf(context);
    seen.add(own);
    assert.is(before, own - 1, 'zeros before the first');
    assert.ok(after === own + 1 || after === 0, 'the one after it, if the window shows it');
    assert.is(sentenceClass, own === 21 ? 3 : own === 22 ? -1 : 0);
    assert.is(solemn, false);
    // The sum of the first n numbers and of four zeros, by their count; up to four sentences ahead are among them.
    const meanTo = (last: number): number => (last * (last + 1)) / 2 / (last + 4);
    assert.ok(soFar >= meanTo(own) - 1e-3 && soFar <= meanTo(own + 4) + 1e-3, `${own}: ${soFar}`);
  }
  assert.is(seen.size, 40);
});

test('long talks and short ones: any sentence is as likely; the mood is the talk’s', () => {
  const draw = talkRows({ talks: [talkOf(30, 3), talkOf(10, 3, true)], ...options });
  const random = new Random(2);
  const solemn = Array.from({ length: 2000 }, () => draw(random)).filter((row) => row.solemn).length / 2000;
  assert.ok(Math.abs(solemn - 0.25) < 0.04, String(solemn));
});

test('talks without a sentence are refused', () => {
  assert.throws(() => talkRows({ talks: [{ asr: [], moments: [], solemn: false }], ...options }), RangeError);
});

test.run();
