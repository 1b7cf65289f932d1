/** The corpus in Chinese: what is spoken, how it is captioned, and which talks it is made of. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ZH_STYLES, zhCaptionsOf } from '../../../models/corpus/captions-zh.ts';
import { generateCorpus, loadGenerated } from '../../../models/corpus/generated.ts';
import { readTalks } from '../../../models/corpus/talks/reader.ts';
import { splitTalks, writtenSplits } from '../../../models/corpus/talks/split.ts';
import { speak } from '../../../models/corpus/timing.ts';
import { CorpusFolderError } from '../../../models/corpus/generated-files.ts';
import { trainStarter } from '../../../models/training/starter.ts';
import { writtenTalks } from '../../../models/evaluation/talks/written.ts';
import { Random } from '../../../models/training/random.ts';
import { liteFolder } from '../../support/encoders.ts';
import { rejects } from '../../support/within.ts';

const HAN = /\p{Script=Han}/u;
const [talk] = readTalks('zh');

test('two quiet talks more fit thresholds, and no talk is in two splits', () => {
  const quiet = (talks: readonly { readonly mood: string }[]): number =>
    talks.filter(({ mood }) => mood === 'quiet').length;
  const [own, usual] = [writtenSplits('zh'), splitTalks(readTalks('zh'))];
  assert.is(quiet(own.val), quiet(usual.val) + 2);
  assert.equal(own.test, usual.test);
  const names = Object.values(own).flatMap((talks) => talks.map(({ name }) => name));
  assert.equal(
    names.sort(),
    readTalks('zh').map(({ name }) => name),
  );
  assert.equal(writtenSplits('en'), splitTalks(readTalks('en')));
});

test('about 4.5 characters a second', () => {
  const paces = Array.from({ length: 60 }, (_, seed) => {
    const { spoken } = speak(talk!.lines, new Random(seed), 'zh');
    const seconds = spoken.reduce((sum, { start, end }) => sum + end - start, 0);
    return spoken.reduce((sum, { text }) => sum + text.length, 0) / seconds;
  });
  const mean = paces.reduce((sum, pace) => sum + pace, 0) / paces.length;
  assert.ok(Math.abs(mean - 4.5) < 0.25, `${mean}`);
});

test('talks that thresholds are fitted on are said as fast', () => {
  for (const { sentences, captions, mood } of writtenTalks('zh', 'val')) {
    const letters = sentences.reduce((sum, { text }) => sum + text.length, 0);
    const seconds = sentences.reduce((sum, { start, end }) => sum + end - start, 0);
    assert.ok(Math.abs(letters / seconds - 4.5) < 0.01);
    assert.ok(captions.length > 0.7 * sentences.length);
    if (mood === 'lively') assert.ok(sentences.some(({ kind }) => kind !== null));
  }
});

test('captions of each style, in order, with the words that were said', () => {
  const said = speak(talk!.lines, new Random(2), 'zh');
  const letters = (texts: readonly { readonly text: string }[]): string =>
    texts.map(({ text }) => text.replace(/[^\p{L}\p{N}]/gu, '')).join('');
  for (const style of ZH_STYLES) {
    const captions = zhCaptionsOf(said.spoken, said.duration, style, new Random(3));
    for (const [at, { start, end }] of captions.entries()) {
      assert.ok(end >= start, style);
      assert.ok(start >= (captions[at - 1]?.end ?? 0), style);
    }
    const [more, fewer] = [captions.length > said.spoken.length, captions.length < said.spoken.length];
    assert.equal([more, fewer], [style === 'cut', style === 'blocks'], style);
    if (style === 'unmarked') for (const { text } of captions) assert.not.match(text, /[，。！？、：；]/u);
    else assert.is(letters(captions), letters(said.spoken), style);
  }
});

test('a corpus of talks alone, made and read back; training asks for its language', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-zh-'));
  try {
    const corpus = join(folder, 'corpus');
    const options = { seed: 4, videos: 9, pictures: 0.01, workers: 1, encodersFolder: await liteFolder() };
    await generateCorpus({ ...options, folder: corpus, language: 'zh' });
    const { language, splits, plain } = await loadGenerated(corpus);
    assert.equal([language, plain], ['zh', []]);
    const hearings = new Set<string>();
    for (const video of Object.values(splits).flat()) {
      assert.match(video.genre, /^(lively|quiet|solemn) talk$/);
      assert.ok(video.asr.every(({ text }) => HAN.test(text)));
      hearings.add(video.hearing);
    }
    for (const hearing of hearings)
      assert.ok(
        ZH_STYLES.some((style) => style === hearing),
        hearing,
      );
    const train = (asked: 'en' | 'zh') =>
      trainStarter({
        folder: join(folder, 'run'),
        model: join(folder, 'model'),
        corpus,
        language: asked,
        seed: 4,
        videos: 9,
        minutes: 1,
        steps: { msm: 1, endToEnd: 1 },
        threads: 1,
      });
    const error = await rejects(train('en'), /it is in Chinese, not in English/);
    assert.instance(error, CorpusFolderError);
    const result = await train('zh');
    if (result.outcome !== 'finished') throw new Error('expected the run to finish');
    const { name, languages } = result.manifest;
    assert.equal([name, languages], ['momentfx starter (Chinese)', ['zh']]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
