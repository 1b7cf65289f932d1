import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import { ensureLiteEncoders } from '../../../models/encoders/lite.ts';
import { CorpusFolderError } from '../../../models/corpus/generated-files.ts';
import type { HeardRecord, VideoRecord } from '../../../models/corpus/generated-files.ts';
import { generateCorpus, loadGenerated } from '../../../models/corpus/generated.ts';
import { ORIGINS, ORIGIN_SHARES, originOf } from '../../../models/corpus/genres.ts';
import type { Material, Origin, OriginShares } from '../../../models/corpus/genres.ts';
import { SPLITS, grammarOf } from '../../../models/corpus/grammar/split.ts';
import type { Split } from '../../../models/corpus/grammar/split.ts';
import { isKeyAct } from '../../../models/corpus/grammar/types.ts';
import type { SpokenAct } from '../../../models/corpus/grammar/types.ts';
import { planBank } from '../../../models/corpus/pictures/bank.ts';
import { shoot } from '../../../models/corpus/pictures/footage.ts';
import { writeScript } from '../../../models/corpus/script.ts';
import { TARGETS, statisticsOf, statisticsTable } from '../../../models/corpus/statistics.ts';
import type { PlainTalk } from '../../../models/corpus/talks/plain.ts';
import { readTalks } from '../../../models/corpus/talks/reader.ts';
import type { Talk } from '../../../models/corpus/talks/reader.ts';
import { splitTalks } from '../../../models/corpus/talks/split.ts';
import { speak } from '../../../models/corpus/timing.ts';
import { makeVideo } from '../../../models/corpus/video.ts';
import { wholeTalks } from '../../../models/corpus/whole-talks.ts';
import { Random } from '../../../models/training/random.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { rejects, within } from '../../support/within.ts';

const { shots } = planBank(3, 0.05);
const talks = splitTalks(readTalks('en'));
/** As labelled stretches of real talk: mostly plain, with a joke. */
const real: Talk = {
  name: 'real-invented',
  genre: 'real talk',
  mood: 'lively',
  voice: 'as it was',
  lines: Array.from({ length: 60 }, (_, at) => ({
    act: at % 30 === 12 ? ('joke' as const) : at % 30 === 20 ? ('taste' as const) : ('plain' as const),
    text: `Somebody really says number ${at}, and more of it.`,
  })),
};
/** Two hundred invented sentences, six to nine in a row. */
const plain: PlainTalk = {
  sources: [{ source: 'invented', licence: 'MIT' }],
  has: (split) => split !== 'test',
  labelled: (split) => (split === 'test' ? [] : [real]),
  changed: 0,
  draw(_split, random, most = 9) {
    const first = random.below(190 - most);
    return Array.from(
      { length: 6 + random.below(most - 5) },
      (_, at) => `Plain words number ${first + at}, and so on.`,
    );
  },
};

/** Videos without features, which is all that the figures need. */
function sketches(count: number, shares: OriginShares, split: Split = 'train'): VideoRecord[] {
  const material: Material = { split, grammar: grammarOf(split), talks: talks[split], plain };
  const rows = new Map<string, number>();
  return Array.from({ length: count }, (_, index) =>
    makeVideo({ seed: 21, index, material, shares, shots, rows }),
  );
}
const only = (origin: Origin): OriginShares => ({ grammar: 0, talks: 0, plain: 0, real: 0, [origin]: 1 });

test('lengths, effects, subtitles and tags are as intended, whatever the videos are made of; sentences hardly repeat', () => {
  for (const origin of ['grammar', 'talks'] as const) {
    const found = statisticsOf(sketches(1500, only(origin)));
    const check = (name: string, value: number, [low, high]: readonly [number, number]): void => {
      assert.ok(
        value >= low && value <= high,
        `${origin}: ${name} is ${value}, not within ${low} and ${high}`,
      );
    };
    const { tags, ...figures } = TARGETS[origin];
    for (const [name, limits] of Object.entries(figures))
      check(name, found[name as keyof typeof figures], limits);
    for (const [tag, limits] of Object.entries(tags))
      check(tag, found.tags[tag as keyof typeof tags], limits);
  }
});

test('shares: videos are made of what is there by its share; what a split lacks the others share', () => {
  const counted = (videos: readonly VideoRecord[]): Record<Origin, number> => {
    const counts: Record<Origin, number> = { grammar: 0, talks: 0, plain: 0, real: 0 };
    for (const { genre } of videos) counts[originOf(genre)] += 1;
    return {
      grammar: counts.grammar / videos.length,
      talks: counts.talks / videos.length,
      plain: counts.plain / videos.length,
      real: counts.real / videos.length,
    };
  };
  const all = counted(sketches(1500, ORIGIN_SHARES));
  for (const origin of ORIGINS)
    assert.ok(Math.abs(all[origin] - ORIGIN_SHARES[origin]) < 0.04, `${origin}: ${all[origin]}`);
  const test = counted(sketches(1500, ORIGIN_SHARES, 'test'));
  assert.equal(test.plain + test.real, 0);
  assert.ok(Math.abs(test.talks - 0.55 / 0.75) < 0.04, String(test.talks));
  assert.equal(counted(sketches(20, only('plain'))).plain, 1);
});

test('labelled stretches of real talk: their own shares, their own moments', () => {
  const videos = sketches(200, only('real'));
  assert.ok(videos.every(({ genre }) => genre === 'real lively talk'));
  for (const { moments, sentences } of videos)
    assert.equal(moments.length, sentences.filter(({ act }) => act === 'joke').length);
  assert.ok(videos.some(({ moments }) => moments.length > 0) && videos.some(({ taste }) => taste.length > 0));
});

test('noises are rare: people who talk on camera do not announce them', () => {
  const acts = sketches(800, only('grammar')).flatMap(({ moments }) => moments.map(({ act }) => act));
  const noises = acts.filter((act) => act === 'sound' || act === 'ambience').length / acts.length;
  assert.ok(noises > 0.005 && noises < 0.04, String(noises));
});

test('talks, solemn talks and plain talk hold no key moment at all', () => {
  const quiet = sketches(800, ORIGIN_SHARES).filter(({ genre }) =>
    ['talk', 'solemn talk', 'plain talk'].includes(genre),
  );
  assert.ok(quiet.length > 150);
  for (const { moments, taste } of quiet.filter(({ genre }) => genre !== 'solemn talk'))
    assert.equal(moments.length + taste.length, 0);
  for (const { moments } of quiet) assert.equal(moments.length, 0);
});

test('a video of a talk is a stretch of it: moments at its key sentences, taste at those that are a matter of taste', () => {
  // Full stops and exclamation marks are as some captioner would set them.
  const written = (of: readonly { readonly text: string }[]): string =>
    of.map(({ text }) => text.replace(/!+/g, '.')).join('\n');
  const lines = new Map(talks.train.map((talk) => [written(talk.lines), talk]));
  let [moments, taste] = [0, 0];
  for (const video of sketches(300, only('talks'))) {
    const texts = written(video.sentences);
    const talk = [...lines].find(([whole]) => whole.includes(texts))?.[1];
    assert.ok(talk && video.genre === `${talk.mood} talk`, texts);
    const spans = (act: (act: string) => boolean): { start: number; end: number }[] =>
      video.sentences.filter((line) => act(line.act)).map(({ start, end }) => ({ start, end }));
    assert.deepEqual(
      video.moments.map(({ start, end }) => ({ start, end })),
      spans((act) => isKeyAct(act as SpokenAct)),
    );
    assert.deepEqual(
      video.taste,
      spans((act) => act === 'taste'),
    );
    moments += video.moments.length;
    taste += video.taste.length;
  }
  assert.ok(moments > 300 && taste > 200, `${moments} moments, ${taste} matters of taste`);
});

test('whole talks: all of their sentences, each talk as often, with plain talk among them; as many hearings as are asked for', () => {
  const material: Material = { split: 'train', talks: talks.train, plain };
  const make = (hearings: number): HeardRecord[] =>
    wholeTalks({ seed: 3, hearings, material, language: 'en', rows: new Map() });
  const few = make(3);
  assert.equal(few.filter(({ genre }) => genre !== 'plain talk' && !genre.startsWith('real')).length, 3);
  const all = make(1e5);
  assert.equal(all.filter(({ genre }) => genre === 'real lively talk').length, 1, 'real talk once');
  const heard = all.filter(({ genre }) => genre !== 'plain talk' && !genre.startsWith('real'));
  assert.equal(heard.length, 3 * talks.train.length);
  const moments = heard.reduce((sum, own) => sum + own.moments.length, 0);
  const keys = talks.train.flatMap(({ lines }) => lines).filter(({ act }) => isKeyAct(act)).length;
  assert.equal(moments, 3 * keys);
  const plainShare = all.filter(({ genre }) => genre === 'plain talk').length / heard.length;
  assert.ok(Math.abs(plainShare - 0.15) < 0.01, String(plainShare));
  for (const { asr, duration } of all) {
    assert.ok(asr.length > 0 && asr.every(({ start, end }) => start < end && end <= duration + 0.5));
  }
});

test('no long text is heard in two splits', () => {
  const heard = SPLITS.map(
    (split) =>
      new Set(
        sketches(400, only('talks'), split)
          .filter(({ hearing }) => hearing === 'sentences')
          .flatMap(({ asr }) => asr.map(({ text }) => text))
          .filter((text) => text.length > 40),
      ),
  );
  assert.ok(heard.every(({ size }) => size > 100));
  assert.equal(
    new Set(heard.flatMap((own) => [...own])).size,
    heard.reduce((sum, { size }) => sum + size, 0),
  );
});

test('in at least two videos of five the picture does not follow the words, in some it never changes', () => {
  const kindOf = (picture: number): string => shots.find(({ first, count }) => picture < first + count)!.kind;
  const random = new Random(4);
  const grammar = grammarOf('train');
  let [constant, frozen] = [0, 0];
  for (let i = 0; i < 300; i++) {
    const pictures = shoot(speak(writeScript(grammar, random).lines, random), shots, random);
    if (new Set(pictures.map(kindOf)).size === 1) constant += 1;
    if (new Set(pictures).size === 1) frozen += 1;
  }
  assert.ok(frozen / 300 > 0.12, `${frozen} of 300 show one picture only`);
  assert.ok(constant / 300 > 0.3, `${constant} of 300 show one kind of picture only`);
});

const videos = 10;
const make = async (folder: string, workers: number): Promise<void> => {
  await within(
    generateCorpus({ seed: 5, videos, folder, pictures: 0.05, workers, plain }),
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
    assert.match(statisticsTable(corpus), /train, talks/);
    assert.deepEqual(corpus.plain, plain.sources);
    assert.equal(corpus.labelled, 1);

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
