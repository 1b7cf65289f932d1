import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import { ensureLiteEncoders } from '../../../models/encoders/lite.ts';
import { CorpusFolderError } from '../../../models/corpus/generated-files.ts';
import { generateCorpus, loadGenerated } from '../../../models/corpus/generated.ts';
import { SPLITS, grammarOf } from '../../../models/corpus/grammar/split.ts';
import { isKeyAct } from '../../../models/corpus/grammar/types.ts';
import type { Act } from '../../../models/corpus/grammar/types.ts';
import { planBank } from '../../../models/corpus/pictures/bank.ts';
import { shoot } from '../../../models/corpus/pictures/footage.ts';
import { writeScript } from '../../../models/corpus/script.ts';
import { TARGETS, statisticsOf, statisticsTable } from '../../../models/corpus/statistics.ts';
import type { GeneratedVideo } from '../../../models/corpus/generated.ts';
import { hear, speak } from '../../../models/corpus/timing.ts';
import { listeningOf } from '../../../models/corpus/asr-noise.ts';
import { KEY } from '../../../models/corpus/grammar/types.ts';
import { Random } from '../../../models/training/random.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { rejects, within } from '../../support/within.ts';

/** Videos without features, which is all that the figures need. */
function sketches(count: number): GeneratedVideo[] {
  const random = new Random(21);
  const grammar = grammarOf('train');
  return Array.from({ length: count }, (_, index) => {
    const script = writeScript(grammar, random);
    const { spoken, duration } = speak(script.lines, random);
    return {
      name: String(index),
      genre: script.genre,
      duration,
      frames: Math.floor(duration),
      frameEmbeddings: new Float32Array(0),
      sentences: spoken.map(({ text, act, start, end }) => ({ text, act, start, end })),
      asr: hear({ spoken, duration }, listeningOf(random), random).map((it) => ({
        ...it,
        embedding: new Float32Array(0),
      })),
      moments: spoken.flatMap(({ act, start, end }) =>
        isKeyAct(act) ? [{ act, start, end, tag: KEY[act].tag, sfxIds: [], effects: [] }] : [],
      ),
    };
  });
}

test('lengths, effects, subtitles and tags are as intended; sentences hardly repeat', () => {
  const found = statisticsOf(sketches(1500));
  const check = (name: string, value: number, [low, high]: readonly [number, number]): void => {
    assert.ok(value >= low && value <= high, `${name} is ${value}, not within ${low} and ${high}`);
  };
  const { tags, ...figures } = TARGETS;
  for (const [name, limits] of Object.entries(figures))
    check(name, found[name as keyof typeof figures], limits);
  for (const [tag, limits] of Object.entries(tags)) check(tag, found.tags[tag as keyof typeof tags], limits);
});

test('talks hold no key moment at all', () => {
  const talks = sketches(400).filter(({ genre }) => genre === 'talk');
  assert.ok(talks.length > 40);
  for (const { sentences } of talks) for (const { act } of sentences) assert.ok(!isKeyAct(act as Act));
});

test('in at least two videos of five the picture does not follow the words', () => {
  const { shots } = planBank(3, 0.05);
  const kindOf = (picture: number): string => shots.find(({ first, count }) => picture < first + count)!.kind;
  const random = new Random(4);
  const grammar = grammarOf('train');
  let constant = 0;
  for (let i = 0; i < 300; i++) {
    const pictures = shoot(speak(writeScript(grammar, random).lines, random), shots, random);
    if (new Set(pictures.map(kindOf)).size === 1) constant += 1;
  }
  assert.ok(constant / 300 > 0.3, `${constant} of 300 show one kind of picture only`);
});

const videos = 10;
const make = async (folder: string, workers: number): Promise<void> => {
  await within(
    generateCorpus({ seed: 5, videos, folder, pictures: 0.05, workers }),
    240_000,
    'making the corpus',
  );
};

const digest = async (folder: string): Promise<Record<string, string>> => {
  const names = (await readdir(folder)).sort();
  const sums = names.map(async (name) => {
    const bytes = await readFile(join(folder, name));
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
};

test('a tiny corpus: the same seed gives the same bytes with any number of workers; it loads whole and refuses damage', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-corpus-'));
  try {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await make(one, 1);
    await make(two, 2);
    assert.deepEqual(await digest(one), await digest(two));

    const corpus = await loadGenerated(one);
    assert.equal(
      SPLITS.reduce((sum, split) => sum + corpus.splits[split].length, 0),
      videos,
    );
    assert.equal(corpus.library.audio.length, 1024 * corpus.library.ids.length);
    for (const video of Object.values(corpus.splits).flat()) {
      assert.equal(video.frameEmbeddings.length, 512 * video.frames);
      assert.equal(video.frames, Math.max(1, Math.floor(video.duration)));
      for (const { embedding } of video.asr) assert.ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-3);
      for (const { effects, sfxIds, start, end } of video.moments) {
        assert.deepEqual(
          effects.map(({ row }) => corpus.library.ids[row]),
          sfxIds.map(({ id }) => id),
        );
        assert.ok(video.sentences.some((sentence) => sentence.start === start && sentence.end === end));
      }
    }
    assert.match(statisticsTable(corpus), /train/);

    const encoders = await openEncoders(await ensureLiteEncoders(), { threads: 1 });
    try {
      const [first] = corpus.splits.train[0]!.asr;
      const [again] = await encoders.text.embed([first!.text]);
      assert.deepEqual(first!.embedding, again);
    } finally {
      await encoders.release();
    }

    await writeFile(join(one, 'texts.f32'), new Uint8Array(8));
    assert.ok((await rejects(loadGenerated(one), /texts\.f32 is too short/)) instanceof CorpusFolderError);
    await writeFile(join(one, 'corpus.json'), '{}');
    await rejects(loadGenerated(one), /corpus\.json/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a folder without a corpus is named in the error', async () => {
  await rejects(loadGenerated(join(tmpdir(), 'no-such-corpus')), /no-such-corpus/);
});

test.run();
