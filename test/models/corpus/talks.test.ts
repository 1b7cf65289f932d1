import assert from 'node:assert/strict';
import { test } from 'uvu';
import { SPLITS } from '../../../models/corpus/grammar/split.ts';
import { isKeyAct, KEY } from '../../../models/corpus/grammar/types.ts';
import { inSomeVoice, saidWords, withoutMarks } from '../../../models/corpus/talks/forms.ts';
import { actOfMark, MARKS } from '../../../models/corpus/talks/marks.ts';
import {
  LANGUAGES,
  MOODS,
  parseTalk,
  readTalks,
  TalkFileError,
} from '../../../models/corpus/talks/reader.ts';
import type { Talk } from '../../../models/corpus/talks/reader.ts';
import { splitTalks } from '../../../models/corpus/talks/split.ts';
import { stretchOf } from '../../../models/corpus/talks/stretch.ts';
import { Random } from '../../../models/training/random.ts';
import { freshSentences, keptApart, normalised } from '../../support/kept-apart.ts';

const header = '# genre: vlog\n# mood: lively\n# voice: calm\n';
const body = '- | One.\n? | Two, maybe.\njoke | Three!\n\n- | Four.\nprice | Five.\n- | Six.\n';

test('a talk: header, marks, sentences', () => {
  const talk = parseTalk(`\uFEFF${header}${body}`.replaceAll('\n', '\r\n'), 'vlog-sheds.txt');
  assert.deepEqual(talk, {
    name: 'vlog-sheds',
    genre: 'vlog',
    mood: 'lively',
    voice: 'calm',
    lines: [
      { act: 'plain', text: 'One.' },
      { act: 'taste', text: 'Two, maybe.' },
      { act: 'joke', text: 'Three!' },
      { act: 'plain', text: 'Four.' },
      { act: 'price', text: 'Five.' },
      { act: 'plain', text: 'Six.' },
    ],
  });
});

test('marks are the key acts but the noises, and two for what rings not', () => {
  assert.equal(MARKS.length, 2 + Object.keys(KEY).length - 2);
  assert.equal(actOfMark('sound'), undefined);
  assert.equal(actOfMark('Joke'), undefined);
});

test('a broken talk is refused with file and line', () => {
  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['an unknown mark', `${header}gag | Ha.\n${body}`, /^a\.txt, line 4: a sentence begins with "MARK \| "/],
    ['no mark', `${header}${body}Seven.\n`, /^a\.txt, line 11: a sentence begins/],
    ['an empty sentence', `${header}${body}- | \n`, /^a\.txt, line 11/],
    ['two sentences in a line', `${header}${body}- | Yes | no.\n`, /^a\.txt, line 11: after the mark/],
    ['no mood', header.replace('# mood: lively\n', '') + body, /^a\.txt, line 1: header, mood/],
    ['another mood', header.replace('lively', 'loud') + body, /^a\.txt, line 2: header, mood/],
    ['a key twice', `# mood: quiet\n${header}${body}`, /^a\.txt, line 3: the header has two lines "mood"/],
    ['an unknown key', `# author: me\n${header}${body}`, /^a\.txt, line 1: header/],
    ['a joke in a solemn talk', header.replace('lively', 'solemn') + body, /^a\.txt, line 6: a solemn talk/],
    ['too few sentences', `${header}- | One.\n`, /^a\.txt, line 4: the talk has 1 sentences/],
    ['nothing', '', /^a\.txt, line 1/],
  ];
  for (const [what, text, message] of broken)
    assert.throws(
      () => parseTalk(text, 'a.txt'),
      (error) => error instanceof TalkFileError && message.test(error.message),
      what,
    );
});

test("the project's talks read, in every language, mood and kind", () => {
  for (const language of LANGUAGES) {
    const talks = readTalks(language);
    assert.equal(new Set(talks.map(({ name }) => name)).size, talks.length);
    for (const mood of MOODS)
      assert.ok(
        talks.some((talk) => talk.mood === mood),
        `${language}: ${mood}`,
      );
    const acts = new Set(talks.flatMap(({ lines }) => lines.map(({ act }) => act)));
    for (const mark of MARKS) assert.ok(acts.has(actOfMark(mark)!), `${language}: ${mark}`);
  }
});

test('quiet talks hardly ring', () => {
  for (const talk of readTalks('en').filter(({ mood }) => mood === 'quiet'))
    assert.ok(talk.lines.filter(({ act }) => isKeyAct(act)).length <= 2, talk.name);
});

test('no talk is in two splits, and val and test have talks of each mood', () => {
  const talks = readTalks('en');
  const splits = splitTalks(talks);
  const all = SPLITS.flatMap((split) => splits[split]);
  assert.deepEqual(
    all.map(({ name }) => name).sort(),
    talks.map(({ name }) => name),
  );
  for (const split of ['val', 'test'] as const) {
    const share = splits[split].length / talks.length;
    assert.ok(share > 0.05 && share < 0.1, `${split}: ${share}`);
    assert.deepEqual(new Set(splits[split].map(({ mood }) => mood)), new Set(MOODS));
  }
});

/** Short answers such as "Yeah, exactly." are anyone's. */
const ownWords = (talks: readonly Talk[]): ReadonlySet<string> =>
  new Set(
    talks
      .flatMap(({ lines }) => lines.map(({ text }) => normalised(text)))
      .filter((text) => text.split(' ').length >= 5),
  );

test('a stretch is written louder, calmer or as it is; the words stay', () => {
  const lines = [
    { act: 'plain', text: 'We stayed.' },
    { act: 'joke', text: 'And it worked!!' },
    { act: 'plain', text: 'Why?' },
  ];
  const random = new Random(4);
  const seen = Array.from({ length: 300 }, () =>
    inSomeVoice(lines, random)
      .map(({ text }) => text)
      .join(' '),
  );
  assert.deepEqual(
    new Set(seen),
    new Set([
      'We stayed. And it worked!! Why?',
      'We stayed! And it worked!! Why?',
      'We stayed. And it worked. Why?',
    ]),
  );
  assert.deepEqual(
    inSomeVoice(lines, random).map(({ act }) => act),
    ['plain', 'joke', 'plain'],
  );
});

test("no talk's text is in two splits", () => {
  const splits = splitTalks(readTalks('en'));
  const texts = SPLITS.map((split) => ownWords(splits[split]));
  for (const [at, own] of texts.entries())
    for (const other of texts.slice(at + 1))
      assert.deepEqual(
        [...own].filter((text) => other.has(text)),
        [],
      );
});

test('the split follows from the names: a new talk leaves most where they are', () => {
  const talks = readTalks('en');
  const before = splitTalks(talks);
  const after = splitTalks([...talks, { ...talks[0]!, name: 'a-new-one' }]);
  assert.deepEqual(splitTalks(talks.toReversed()).val, before.val, 'the order of files does not matter');
  const still = new Set(after.train.map(({ name }) => name));
  assert.ok(before.train.filter(({ name }) => !still.has(name)).length <= 2);
});

test('no sentence that accuracy is judged on is in a talk, nor six of its words in a row', () => {
  const isKept = keptApart();
  const fresh = freshSentences();
  for (const { name, lines } of readTalks('en'))
    for (const { text } of lines) {
      assert.ok(!isKept(text), `${name}: ${text}`);
      assert.ok(!fresh.has(normalised(text)), `${name}: ${text}`);
    }
});

test('stretches: consecutive, 6 to 24 lines, from anywhere', () => {
  const lines = Array.from({ length: 60 }, (_, at) => at);
  const random = new Random(7);
  const [lengths, starts] = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < 2000; i++) {
    const stretch = stretchOf(lines, random);
    assert.deepEqual(
      stretch,
      stretch.map((_, at) => stretch[0]! + at),
    );
    lengths.add(stretch.length);
    starts.add(stretch[0]!);
  }
  assert.deepEqual(
    [...lengths].sort((a, b) => a - b),
    Array.from({ length: 19 }, (_, at) => at + 6),
  );
  assert.ok(starts.has(0) && starts.has(54));
  assert.equal(stretchOf(lines.slice(0, 4), random).length, 4, 'fewer than six: all');
  assert.deepEqual(stretchOf(lines, new Random(3)), stretchOf(lines, new Random(3)));
});

test('forms: without marks; as said, without speakers and capitals', () => {
  assert.equal(
    withoutMarks('So, it\'s— it\'s $24.50, okay? 20% off! "Mine," she said... use MIA-15.'),
    "so it's it's $24.50 okay 20% off mine she said use mia-15",
  );
  assert.equal(withoutMarks('第一泡，石上雨。'), '第一泡石上雨');
  assert.equal(withoutMarks('—'), '');
  assert.equal(saidWords('>> TRENT: FOUR LEFT.'), 'Four left.');
  assert.equal(saidWords('Orla: hello there'), 'hello there');
  assert.equal(saidWords("I'm reading from the card: press it"), "I'm reading from the card: press it");
});

test.run();
