import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random } from '../../../models/training/random.ts';
import {
  drawNegatives,
  drawUniform,
  negativeCounts,
  negativeGroups,
  type NegativeGroup,
} from '../../../models/training/tag-aware-negatives.ts';
import { fixture } from '../../support/fixtures.ts';

interface Case {
  name: string;
  input: {
    tags: number[];
    sims: number[];
    positive_index: number;
    nega_num?: number | null;
    same_num: number;
    diff_num: number;
  };
  expected: {
    error?: string;
    same_mode: string;
    same_indices: number[];
    same_weights: number[] | null;
    same_draws: number | null;
    diff_indices: number[];
    diff_weights: number[];
    diff_draws: number;
    total_negatives: number;
  };
}
const cases = JSON.parse(await readFile(fixture('dm', 'tans', 'tans.json'), 'utf8')) as Case[];
const request = ({ input }: Case) => ({
  tags: input.tags,
  sims: input.sims,
  positive: input.positive_index,
  sameNum: input.same_num,
  diffNum: input.diff_num,
});

/** Fails when drawn counts are further from their expectation than chance allows (6 standard deviations). */
function agrees(group: NegativeGroup, drawn: readonly number[], calls: number): void {
  const total = group.weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, index] of group.indices.entries()) {
    const p = group.weights[i]! / total;
    const n = group.draws * calls;
    const count = drawn.filter((value) => value === index).length;
    const spread = Math.sqrt(n * p * (1 - p));
    assert.ok(Math.abs(count - n * p) <= 6 * spread, `${index}: ${count} of ${n}, expected ${n * p}`);
  }
}

assert.ok(cases.length > 0);
for (const own of cases) {
  const { expected } = own;
  test(`${own.name}${expected.error === undefined ? '' : ' (the authors raise)'}`, () => {
    const wanted = request(own);
    if (typeof own.input.nega_num === 'number')
      assert.equal(negativeCounts(own.input.tags, own.input.positive_index, own.input.nega_num - 1), {
        sameNum: own.input.same_num,
        diffNum: own.input.diff_num,
      });
    const { same, diff } = negativeGroups(wanted);
    const random = new Random(11);
    const calls = 2000;
    const draws = Array.from({ length: calls }, () => drawNegatives(wanted, random));
    for (const drawn of draws) {
      assert.is(drawn.length, wanted.sameNum + wanted.diffNum, 'never fewer than asked for');
      assert.not.ok(drawn.includes(wanted.positive), 'never the positive');
    }
    if (same.mode === 'weighted' && same.draws > 0)
      agrees(
        same,
        draws.flatMap((drawn) => drawn.slice(0, same.draws)),
        calls,
      );
    if (diff.draws > 0)
      agrees(
        diff,
        draws.flatMap((drawn) => drawn.slice(same.draws)),
        calls,
      );
    if (expected.error !== undefined) return;
    const near = (a: readonly number[], b: readonly number[]): void => {
      assert.is(a.length, b.length);
      a.forEach((value, i) => assert.ok(Math.abs(value - b[i]!) <= 1e-12, `${value}, expected ${b[i]}`));
    };
    assert.equal(same.indices, expected.same_indices);
    assert.equal(diff.indices, expected.diff_indices);
    if (expected.same_mode === 'every_same_tag_candidate_once') {
      assert.is(same.mode, 'every-once');
      for (const drawn of draws) assert.equal(drawn.slice(0, same.draws), expected.same_indices);
    } else {
      assert.is(same.mode, 'weighted');
      assert.is(same.draws, expected.same_draws);
      near(same.weights, expected.same_weights!);
    }
    assert.is(diff.draws, expected.diff_draws);
    near(diff.weights, expected.diff_weights);
    assert.is(same.draws + diff.draws, expected.total_negatives);
  });
}

test('equal distances: uniform weights instead of an error', () => {
  const { same } = negativeGroups({
    tags: [0, 0, 0, 1],
    sims: [0.5, 0.25, 0.75, 0],
    positive: 0,
    sameNum: 2,
    diffNum: 1,
  });
  assert.equal(same.weights, [1, 1]);
});

test('a tag with one effect draws from the other tags alone', () => {
  const wanted = { tags: [0, 1, 1, 2], sims: [0.5, 0.3, 0.1, 0.2], positive: 0, sameNum: 0, diffNum: 3 };
  assert.equal(negativeGroups(wanted).same, { mode: 'weighted', indices: [], weights: [], draws: 0 });
  assert.ok(drawNegatives(wanted, new Random(1)).every((index) => index > 0));
});

test('a library with one tag gives all negatives of that tag', () => {
  const wanted = { tags: [0, 0, 0], sims: [0.5, 0.3, 0.1], positive: 1, sameNum: 5, diffNum: 0 };
  const drawn = drawNegatives(wanted, new Random(1));
  assert.is(drawn.length, 5);
  assert.equal(drawn.slice(0, 2), [0, 2]);
});

test('hard negatives are the most similar effects, whatever their tags', () => {
  const wanted = { tags: [0, 0, 1, 2], sims: [0.9, 0.1, 0.5, 0.7], positive: 0, sameNum: 1, diffNum: 1 };
  assert.equal(drawNegatives(wanted, new Random(1), 'hard'), [3, 2]);
  assert.equal(drawNegatives({ ...wanted, diffNum: 3 }, new Random(1), 'hard'), [3, 2, 1, 3]);
});

test("one-side negatives: other tags by similarity, the positive's own tag uniformly", () => {
  // Tag-aware, the farthest of the same tag is never drawn; the two of another tag are drawn by 9 to 1.
  const wanted = {
    tags: [0, 0, 0, 1, 1],
    sims: [0.5, 0.5, 0.1, 0.9, 0.1],
    positive: 0,
    sameNum: 2,
    diffNum: 2,
  };
  const count = (how: 'tag-aware' | 'one-side'): number[] => {
    const counts = [0, 0, 0, 0, 0];
    const random = new Random(2);
    for (let call = 0; call < 1000; call++)
      for (const drawn of drawNegatives(wanted, random, how)) counts[drawn]! += 1;
    return counts;
  };
  assert.is(count('tag-aware')[2], 0);
  const [own, near, far, similar, other] = count('one-side') as [number, number, number, number, number];
  assert.is(own, 0);
  assert.ok(Math.abs(near - 1000) < 100 && Math.abs(far - 1000) < 100, `${near}, ${far}`);
  assert.ok(Math.abs(similar - 1800) < 60 && Math.abs(other - 200) < 60, `${similar}, ${other}`);
});

test('a library of one effect has no negatives', () => {
  const wanted = { tags: [0], sims: [0.5], positive: 0, sameNum: 1, diffNum: 0 };
  assert.throws(() => drawNegatives(wanted, new Random(1)), /at least two effects/);
  assert.throws(() => drawUniform(1, 3, 0, new Random(1)), /at least two effects/);
});

test('uniform negatives: different ones while the library lasts, never the positive', () => {
  const random = new Random(4);
  const drawn = drawUniform(20, 19, 7, random);
  assert.equal(
    drawn.toSorted((a, b) => a - b),
    [...Array(20).keys()].filter((i) => i !== 7),
  );
  assert.is(drawUniform(5, 11, 2, random).length, 11);
  assert.not.ok(drawUniform(5, 11, 2, random).includes(2));
});

test.run();
