import assert from 'node:assert/strict';
import { test } from 'uvu';
import { effectsFor, usedEffects } from '../../../models/corpus/effects.ts';
import { fixArticles, plural, thirdPerson, tidy } from '../../../models/corpus/grammar/language.ts';
import { PatternError, parsePattern, slotsOf, variantsOf } from '../../../models/corpus/grammar/pattern.ts';
import { PATTERNS } from '../../../models/corpus/grammar/patterns/index.ts';
import { SPLITS, grammarOf, shareOf } from '../../../models/corpus/grammar/split.ts';
import { KEY, KEY_ACTS, isKeyAct } from '../../../models/corpus/grammar/types.ts';
import type { Act, KeyAct } from '../../../models/corpus/grammar/types.ts';
import { PRODUCT_GROUPS, isSlot, sentenceOf } from '../../../models/corpus/grammar/vocabulary.ts';
import { hasIcon } from '../../../models/corpus/pictures/icons.ts';
import { CATALOGUE } from '../../../models/library/catalogue.ts';
import { Random } from '../../../models/training/random.ts';
import { freshSentences, keptApart, normalised } from '../../support/kept-apart.ts';

const acts = Object.entries(PATTERNS) as [Act, readonly string[]][];
const all = acts.flatMap(([act, list]) => list.map((pattern) => ({ act, pattern })));

test('at least 500 patterns, and none occurs twice', () => {
  assert.ok(all.length >= 500, `${all.length} patterns`);
  assert.equal(new Set(all.map(({ pattern }) => pattern)).size, all.length);
});

test('at least half of the patterns are no key moment', () => {
  const quiet = all.filter(({ act }) => !isKeyAct(act)).length;
  assert.ok(quiet >= all.length / 2, `${quiet} of ${all.length}`);
});

test('every pattern parses and every slot can be filled', () => {
  for (const { act, pattern } of all)
    for (const slot of slotsOf(parsePattern(pattern)))
      assert.ok(isSlot(slot), `<${slot}> in ${act}: ${pattern}`);
});

test('an unbalanced pattern is refused with its place', () => {
  for (const pattern of ['{a|b', 'a}', '<product', 'a > b', '<not a slot>'])
    assert.throws(() => parsePattern(pattern), PatternError);
});

test('choices nest and multiply', () => {
  assert.equal(variantsOf(parsePattern('{a|b{c|d}} {e|}')), 6);
});

test('no pattern, product or punch line is shared between splits, and each split has all acts', () => {
  for (const [act, list] of acts) {
    const shares = SPLITS.map((split) => shareOf(list, act, split));
    assert.equal(shares.flat().length, list.length);
    assert.equal(new Set(shares.flat()).size, list.length);
    for (const share of shares) assert.ok(share.length > 0, act);
  }
  const names = SPLITS.flatMap((split) => grammarOf(split).vocabulary.deeds);
  assert.equal(new Set(names).size, names.length);
});

test('about a tenth of the patterns is kept for each of val and test', () => {
  for (const split of ['val', 'test'] as const) {
    const kept = acts.reduce((sum, [act, list]) => sum + shareOf(list, act, split).length, 0) / all.length;
    assert.ok(kept > 0.08 && kept < 0.13, `${split}: ${kept}`);
  }
});

test('every effect that an act asks for is in the library under the tag of the act', () => {
  const tags = new Map(CATALOGUE.map(({ id, tag }) => [id, tag]));
  for (const [act, id] of usedEffects()) assert.equal(tags.get(id), KEY[act].tag, `${act}: ${id}`);
});

test('the weights of a moment add up to 1, best first', () => {
  for (const act of KEY_ACTS) {
    const weights = effectsFor(act, 'Look, here is the next one.').map(({ weight }) => weight);
    assert.ok(Math.abs(weights.reduce((a, b) => a + b, 0) - 1) < 1e-9);
    assert.deepEqual(
      weights,
      [...weights].sort((a, b) => b - a),
    );
  }
});

test('effects follow the words of real talk: codes, prices beside others, clocks, a crash', () => {
  const best = (act: KeyAct, text: string): string | undefined => effectsFor(act, text)[0]?.id;
  assert.equal(best('discount', 'Put in LARKS7, the number, and the second pair is half.'), 'coin');
  assert.equal(effectsFor('discount', 'Put in LARKS7 and the second is half.')[1]?.id, 'notification');
  assert.equal(effectsFor('discount', 'TAKE ANOTHER TEN OFF THE PAIR.')[1]?.id, 'coins-pouring', 'no code');
  assert.equal(
    effectsFor('price', "In the shops that's ninety and here it's sixty.")[1]?.id,
    'coins-pouring',
  );
  assert.equal(effectsFor('link', 'You just type larks dot co dot uk.')[1]?.weight, 0.4);
  assert.equal(best('order', 'So you push on the orange thing under my chin.'), 'mouse-click');
  assert.equal(best('mishap', 'Oh no, the whole shelf is down!'), 'impact');
  assert.equal(best('switch', 'Anyway, back to the engine.'), 'tape-rewind');
  assert.equal(best('switch', 'Let me put it back and then we do the lamps.'), 'whoosh-fast');
});

test('every product family has a picture', () => {
  for (const { group, icons } of PRODUCT_GROUPS) assert.ok(icons.some(hasIcon), group);
});

function* sentences(perPattern: number): Generator<string> {
  const random = new Random(11);
  for (const split of SPLITS) {
    const { patterns, vocabulary } = grammarOf(split);
    for (const list of Object.values(patterns))
      for (const parts of list)
        for (let i = 0; i < perPattern; i++) {
          const [product, other] = [random.pick(vocabulary.products), random.pick(vocabulary.products)];
          yield sentenceOf(parts, random, { product, other }, vocabulary);
        }
  }
}

test('no sentence of the clips that accuracy is judged on comes out of a pattern, nor six of its words in a row', () => {
  const isKept = keptApart();
  for (const sentence of sentences(25)) assert.ok(!isKept(sentence), sentence);
});

test('none of the fresh talks comes out of a pattern', () => {
  const fresh = freshSentences();
  assert.ok(fresh.size >= 60);
  for (const sentence of sentences(25)) assert.ok(!fresh.has(normalised(sentence)), sentence);
});

test('sentences come out clean: a capital, a mark at the end, no bracket, no double space', () => {
  for (const sentence of sentences(3))
    assert.match(sentence, /^[A-Z0-9](?!.*[{}<>|])(?!.* {2}).*[.!?]$/, sentence);
});

test('articles, third person and plurals', () => {
  assert.equal(
    fixArticles('a umbrella, a unusual hour, A USB hub, a one'),
    'an umbrella, an unusual hour, A USB hub, a one',
  );
  assert.deepEqual(['carry it', 'have two', 'reach far', 'never need it'].map(thirdPerson), [
    'carries it',
    'has two',
    'reaches far',
    'never needs it',
  ]);
  assert.deepEqual(['pair of jeans', 'kitchen knife', 'paint brush'].map(plural), [
    'pairs of jeans',
    'kitchen knives',
    'paint brushes',
  ]);
  assert.equal(tidy('so ,  here we go'), 'So, here we go.');
});

test.run();
