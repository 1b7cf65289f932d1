import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CATALOGUE } from '../../models/library/catalogue.ts';
import { guessDescription, guessName, guessTag, uniqueId } from '../../src/library/guess.ts';

for (const [path, tag] of [
  ['whoosh_transition_01.wav', 'transition'],
  ['FastWhoosh.mp3', 'transition'],
  ['Cash Register 2.flac', 'prompt'],
  ['humour/thing.ogg', 'humor'],
  ['surprise/ding.wav', 'surprise'],
  ['crowd-applause-long.wav', 'surprise'],
  ['door_knock.wav', 'action'],
  ['搞笑_弹簧.wav', 'humor'],
  ['掌声.wav', 'surprise'],
  ['take 7.wav', 'others'],
  // "pop" is a word of its own; "population" is not.
  ['population.wav', 'others'],
] as const)
  test(`${path} sounds like ${tag}`, () => assert.is(guessTag(path), tag));

test('the bundled effects would mostly be guessed right from their file names alone', () => {
  const right = CATALOGUE.filter(({ id, tag }) => guessTag(`${id}.wav`) === tag);
  assert.ok(right.length >= 0.85 * CATALOGUE.length, `${right.length} of ${CATALOGUE.length}`);
});

test('a name for people', () => {
  assert.is(guessName('sub/whoosh_transition_01.wav'), 'Whoosh transition 01');
  assert.is(guessName('BigBang.final.wav'), 'Big Bang final');
  assert.is(guessName('大笑.wav'), '大笑');
  assert.is(guessName('_.wav'), '_');
});

test('a sentence for the text encoder, without the take number', () => {
  assert.is(
    guessDescription('Ding 02', 'prompt'),
    'Ding: a sound effect that points to the product, its price or the link.',
  );
  assert.is(guessDescription('7', 'humor').startsWith('7:'), true);
});

test('ids are kebab-case and unique', () => {
  const taken = new Set<string>();
  const ids = [
    'a/Ding Dong!.wav',
    'b/ding_dong.mp3',
    'DingDong.ogg',
    '大笑.wav',
    '叮.wav',
    'Café.wav',
    `${'x'.repeat(100)}.wav`,
  ].map((path) => uniqueId(path, taken));
  assert.equal(ids, [
    'ding-dong',
    'ding-dong-2',
    'ding-dong-3',
    'effect',
    'effect-2',
    'cafe',
    'x'.repeat(60),
  ]);
  assert.ok(ids.every((id) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)));
});

test.run();
