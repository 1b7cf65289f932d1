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
import { labelStretches, readStretchLabels } from '../../../models/corpus/talks/stretch-labels.ts';
import type { StretchLabels } from '../../../models/corpus/talks/stretch-labels.ts';
import { packageFile } from '../../../src/core/paths.ts';
import { Random } from '../../../models/training/random.ts';

const rows = (episode: string, numbers: readonly number[]) =>
  numbers.map((i) => ({ source: 'somewhere', episode, i, text: `${episode} ${i}.` }));
const labels = (own: Partial<StretchLabels>): StretchLabels => ({
  source: 'somewhere',
  episode: 'a/one.md',
  first: 2,
  count: 3,
  mood: 'lively',
  marks: {},
  ...own,
});

test('labels join their rows, by number, also where numbers are missing between them', () => {
  const all = [...rows('a/one.md', [0, 1, 2, 5, 6, 7]), ...rows('b.md', [2, 3, 4])];
  const { stretches, others } = labelStretches(all, [labels({ marks: { '5': 'joke', '6': 'taste' } })]);
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
    const { stretches, others } = labelStretches(all, [own]);
    assert.equal(stretches.length, 0);
    assert.equal(others.length, 4);
  }
});

test("the project's labels: none twice, marks only at sentences of the stretch's numbers, solemn ones without moments", async () => {
  const all = await readStretchLabels();
  assert.ok(all.length > 500);
  const places = new Set(all.map(({ source, episode, first }) => `${source} ${episode} ${first}`));
  assert.equal(places.size, all.length);
  for (const { first, count, mood, marks } of all) {
    assert.ok(count >= FEWEST_LINES);
    for (const [number, act] of Object.entries(marks)) {
      assert.ok(Number(number) >= first);
      assert.ok(mood !== 'solemn' || act === 'taste');
    }
  }
});

test('the labels travel with the package, whose training reads them', () => {
  const { files } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { files: string[] };
  assert.ok(files.includes('models/corpus/talks/real-labels.jsonl'));
});

test('a file of plain talk gives its labelled stretches as talks, and draws nothing of them', async () => {
  const all = await readStretchLabels();
  const own = all.slice(0, 40);
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-stretches-'));
  try {
    const file = join(folder, 'plain.jsonl.gz');
    const lines = own.flatMap(({ source, episode, first, count }, at) =>
      Array.from({ length: count + 30 }, (_, i) => ({
        source,
        licence: 'MIT',
        episode,
        i: first + i,
        speaker: 's0',
        text: `${i < count ? 'labelled' : 'other'} ${at} ${i}`,
        split: at < 30 ? 'train' : 'validation',
      })),
    );
    const episodes = new Set(own.map(({ source, episode }) => `${source} ${episode}`));
    await writeFile(file, gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
    const talk = await readPlainTalk(file);
    const counts = SPLITS.map((split) => talk.labelled(split).length);
    assert.ok(episodes.size === own.length, 'each of another episode');
    assert.deepEqual(counts, [30, 5, 5]);
    for (const split of SPLITS)
      for (const { lines: said } of talk.labelled(split))
        assert.ok(said.every(({ text }) => text.startsWith('labelled')));
    const random = new Random(5);
    for (let i = 0; i < 200; i++)
      assert.ok(talk.draw('train', random).every((text) => text.startsWith('other')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
