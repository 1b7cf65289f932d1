import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plainTalk } from '../../../../models/evaluation/talks/plain.ts';
import { isQuiet, readTalks, TalksError } from '../../../../models/evaluation/talks/talk.ts';
import { parseCaptions } from '../../../../src/captions/files/parse.ts';
import { toSeconds } from '../../../../src/streams/time.ts';
import { rejects } from '../../../support/within.ts';

const test = suite('talks');
const folder = await mkdtemp(join(tmpdir(), 'momentfx-talks-'));
test.after(() => rm(folder, { recursive: true }));

const sentences = [
  { start: 0.5, end: 3, text: 'Welcome back to the bench, everybody.', kind: null },
  { start: 3.2, end: 6, text: 'This is the new folding saw.', kind: 'introduction' },
];
const talk = { id: 'l1', genre: 'review', split: 'train', duration: 8, sentences };
const put = (value: unknown): Promise<void> => writeFile(join(folder, 'talks.json'), JSON.stringify(value));

/** Fails unless the talks are refused, with that code and words. */
async function refused(value: unknown, code: TalksError['code'], pattern: RegExp): Promise<void> {
  await put(value);
  const error = await rejects(readTalks(folder), pattern);
  assert.instance(error, TalksError);
  assert.is((error as TalksError).code, code);
  assert.ok((error as TalksError).nextStep.length > 0);
}

test('captions are those of the file if there is one, else the sentences', async () => {
  await put([talk, { ...talk, id: 'l2', split: 'validation' }]);
  await writeFile(
    join(folder, 'l2.srt'),
    '1\n00:00:00,500 --> 00:00:02,900\nOther words stand in this one.\n',
  );
  const [first, second] = await readTalks(folder, { parseCaptions });
  assert.equal(
    first?.captions.map(({ start, end, text }) => [toSeconds(start), toSeconds(end), text]),
    sentences.map(({ start, end, text }) => [start, end, text]),
  );
  assert.equal(
    second?.captions.map(({ text }) => text),
    ['Other words stand in this one.'],
  );
  const [, unread] = await readTalks(folder);
  assert.equal(unread?.captions, first?.captions, 'without a reader of captions');
});

test('a split is chosen by name; one that is not there is refused with those that are', async () => {
  await put([talk, { ...talk, id: 'l2', split: 'validation' }, { ...talk, id: 'l3', split: undefined }]);
  assert.equal(
    (await readTalks(folder, { split: 'validation' })).map(({ id }) => id),
    ['l2'],
  );
  const error = await rejects(readTalks(folder, { split: 'test' }), /no talks of the split test/);
  assert.match((error as TalksError).nextStep, /train, validation, \(none\)/);
});

test('what is broken is named, file and entry', async () => {
  await refused([], 'talks-broken', /talks\.json: holds no talks/);
  await refused([{ ...talk, duration: 'long' }], 'talks-broken', /talks\.json: \[0\]\.duration: /);
  await refused([{ ...talk, id: '../x' }], 'talks-broken', /\[0\]\.id: must be letters, digits/);
  await refused([{ ...talk, mood: 'merry' }], 'talks-broken', /\[0\]\.mood: /);
  const wrong = (change: object) => [{ ...talk, sentences: [sentences[0], { ...sentences[1], ...change }] }];
  await refused(wrong({ kind: 'joke' }), 'talks-broken', /\[0\]\.sentences\[1\]\.kind: /);
  await refused(
    wrong({ end: 1 }),
    'talks-broken',
    /\[0\]\.sentences\[1\]\.end: must not be before the start/,
  );
  await refused(wrong({ maybe: true }), 'talks-broken', /sentences\[1\]\.maybe: a sentence with a kind/);
  await refused([talk, talk], 'talks-broken', /two talks "l1"/);
  await writeFile(join(folder, 'talks.json'), '[');
  await rejects(readTalks(folder), /talks\.json is not JSON/);
  await rejects(readTalks(join(folder, 'absent')), /talks\.json cannot be read/);
});

test('quiet by the first letter or by mood', () => {
  assert.ok(isQuiet({ id: 'q01-lecture' }));
  assert.ok(isQuiet({ id: 'a', mood: 'quiet' }));
  assert.ok(isQuiet({ id: 'a', mood: 'solemn' }));
  assert.not(isQuiet({ id: 'a', mood: 'lively' }));
  assert.not(isQuiet({ id: 'l01-shop' }));
});

test('plain talk is said at an even pace, and quiet', () => {
  const own = plainTalk('p1', [
    'One two three four five six seven.',
    'Eight nine ten eleven twelve thirteen.',
  ]);
  assert.ok(isQuiet(own));
  assert.is(own.captions.length, 2);
  assert.ok(own.sentences.every(({ kind }) => kind === null));
  assert.ok(Math.abs(own.duration - (13 / 2.6 + 3 * 0.15)) < 1e-9);
});

test.run();
