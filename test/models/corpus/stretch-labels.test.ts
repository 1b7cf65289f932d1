import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import { SPLITS } from '../../../models/corpus/grammar/split.ts';
import { readPlainTalk } from '../../../models/corpus/talks/plain.ts';
import { FEWEST_LINES } from '../../../models/corpus/talks/reader.ts';
import { digestOf, labelStretches, readStretchLabels } from '../../../models/corpus/talks/stretch-labels.ts';
import type { StretchLabels } from '../../../models/corpus/talks/stretch-labels.ts';
import { packageFile } from '../../../src/core/paths.ts';
import { Random } from '../../../models/training/random.ts';

const rows = (episode: string, numbers: readonly number[]) =>
  numbers.map((i) => ({ source: 'somewhere', episode, i, text: `${episode} ${i}.` }));
const labels = (
  own: Partial<StretchLabels>,
  said = ['a/one.md 2.', 'a/one.md 5.', 'a/one.md 6.'],
): StretchLabels => ({
  source: 'somewhere',
  episode: 'a/one.md',
  first: 2,
  count: 3,
  mood: 'lively',
  digest: digestOf(said.map((text) => ({ text }))),
  marks: {},
  ...own,
});

test('labels join their rows, by number, also where numbers are missing between them', () => {
  const all = [...rows('a/one.md', [0, 1, 2, 5, 6, 7]), ...rows('b.md', [2, 3, 4])];
  const { stretches, others, changed } = labelStretches(all, [
    labels({ marks: { '5': 'joke', '6': 'taste' } }),
  ]);
  assert.equal(changed, 0);
  assert.deepEqual(
    stretches.map(({ talk }) => talk),
    [
      {
        name: 'real-a-one-md-2',
        genre: 'real talk',
        mood: 'lively',
        voice: 'as it was',
        lines: [
          { act: 'plain', text: 'a/one.md 2.' },
          { act: 'joke', text: 'a/one.md 5.' },
          { act: 'taste', text: 'a/one.md 6.' },
        ],
      },
    ],
  );
  assert.deepEqual(
    others.map(({ text }) => text),
    ['a/one.md 0.', 'a/one.md 1.', 'a/one.md 7.', 'b.md 2.', 'b.md 3.', 'b.md 4.'],
  );
});

test('labels of episodes that the file lacks, or has in part only, are passed over', () => {
  const all = rows('a/one.md', [0, 1, 2, 3]);
  for (const own of [
    labels({}),
    labels({ episode: 'c.md' }),
    labels({ source: 'elsewhere' }),
    labels({ first: 9 }),
  ]) {
    const { stretches, others, changed } = labelStretches(all, [own]);
    assert.equal(stretches.length, 0);
    assert.equal(others.length, 4);
    assert.equal(changed, 0);
  }
});

test('labels of other words, of sentences outside, or of a stretch that another one has are not used', () => {
  const all = rows('a/one.md', [0, 1, 2, 5, 6, 7]);
  const used = (own: readonly StretchLabels[]): readonly number[] => {
    const { stretches, others, changed } = labelStretches(all, own);
    return [stretches.length, others.length, changed];
  };
  assert.deepEqual(used([labels({})]), [1, 3, 0]);
  assert.deepEqual(used([labels({}, ['a/one.md 2.', 'a/one.md 5.', 'Another 6.'])]), [0, 6, 1]);
  assert.deepEqual(used([labels({ marks: { '7': 'joke' } })]), [0, 6, 1]);
  const later = labels({ first: 6, count: 2 }, ['a/one.md 6.', 'a/one.md 7.']);
  assert.deepEqual(used([labels({}), later]), [1, 3, 1]);
});

test("the project's labels: no sentence in two stretches, no mark before the first sentence", async () => {
  const all = await readStretchLabels();
  assert.ok(all.length > 500);
  const ends = new Map<string, number>();
  for (const { source, episode, first, count, marks } of all.toSorted((a, b) => a.first - b.first)) {
    assert.ok(count >= FEWEST_LINES);
    for (const number of Object.keys(marks)) assert.ok(Number(number) >= first);
    const key = `${source} ${episode}`;
    // Numbers may be missing between sentences: it ends there or later.
    assert.ok(first >= (ends.get(key) ?? 0), `${key} ${first}`);
    ends.set(key, first + count);
  }
});

test('the labels travel with the package, whose training reads them', () => {
  const { files } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { files: string[] };
  assert.ok(files.includes('models/corpus/talks/real-labels.jsonl'));
});

test('a file of plain talk gives its labelled stretches as talks, by episode, and draws nothing of them', async () => {
  const all = await readStretchLabels();
  const own = all.slice(0, 40);
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-stretches-'));
  try {
    const file = join(folder, 'plain.jsonl.gz');
    const write = (
      kept: readonly StretchLabels[],
      words: (at: number, i: number) => string,
    ): Promise<void> => {
      const lines = kept.flatMap(({ source, episode, first, count }, at) =>
        Array.from({ length: count + 30 }, (_, i) => ({
          ...{ source, licence: 'MIT', episode, speaker: 's0' },
          i: first + i,
          text: words(at, i),
          split: at < 30 ? 'train' : 'validation',
        })),
      );
      return writeFile(file, gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
    };
    await write(own, (at, i) => `other ${at} ${i}`);
    const talk = await readPlainTalk(file);
    assert.equal(talk.changed, 40, 'in other words');
    assert.deepEqual(
      SPLITS.map((split) => talk.labelled(split).length),
      [0, 0, 0],
    );
    // Whole episodes that are kept aside fit thresholds, or test.
    const episodesOf = (split: (typeof SPLITS)[number]): Set<string> => {
      const random = new Random(5);
      const drawn = Array.from({ length: 400 }, () => talk.draw(split, random)).flat();
      return new Set(drawn.map((text) => text.split(' ')[1] ?? ''));
    };
    const [train, val, aside] = SPLITS.map(episodesOf);
    assert.equal(train?.size, 30);
    assert.ok(val !== undefined && aside !== undefined && val.size > 0 && aside.size > 0);
    assert.equal(val.size + aside.size, 10);
    assert.ok([...val].every((episode) => !aside.has(episode)));
    const fewer = own.slice(1);
    await write(fewer, (at, i) => `other ${at + 1} ${i}`);
    const again = await readPlainTalk(file);
    const random = new Random(5);
    for (let i = 0; i < 400; i++)
      assert.ok(!val.has(again.draw('test', random)[0]?.split(' ')[1] ?? ''), 'what is added moves none');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
