import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boxToTime } from '../../src/analysis/decision.ts';
import { openDetector, type Detector } from '../../src/analysis/detector.ts';
import { MODEL_FILES, parseModelManifest, type ModelManifest } from '../../src/analysis/manifest.ts';
import { packBatch, PackShapeError } from '../../src/analysis/pack.ts';
import { fromSeconds, micros } from '../../src/streams/time.ts';
import { TAGS } from '../../src/streams/values.ts';
import { rejects } from '../support/within.ts';
import { randomEffects, randomVector, randomWindow } from './support/windows.ts';
import { TINY_NETWORK, tinyManifest, writeTinyCheckpoint } from './support/checkpoint.ts';

const encoderNames = { frame: 'f-1', text: 't-1', audio: 'a-1' };
const blank = randomVector(512);
const effects = randomEffects(9);

/** A folder with seeded weights; the temperature's start makes probabilities differ. */
const modelFolder = (change: Partial<ModelManifest> = {}): Promise<string> =>
  writeTinyCheckpoint(encoderNames, change);

async function withDetector(use: (detector: Detector) => Promise<void>): Promise<void> {
  const folder = await modelFolder();
  try {
    const detector = await openDetector(folder, { threads: 1, blank, encoderNames });
    try {
      await use(detector);
    } finally {
      await detector.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('a window gives one moment for each query, and of sentences they leave out, inside the window', () =>
  withDetector(async (detector) => {
    await detector.loadLibrary(effects);
    const windows = [randomWindow(0, 12, 3), randomWindow(3, 1, 0), randomWindow(7, 5, 40)];
    const found = await detector.detect(windows);
    assert.is(found.length, 3);
    for (const [w, moments] of found.entries()) {
      const { subtitles } = windows[w]!;
      assert.ok(moments.length >= TINY_NETWORK.query_num);
      assert.ok(moments.length <= TINY_NETWORK.query_num + subtitles.length);
      for (const moment of moments) {
        assert.ok(
          moment.start >= windows[w]!.start && moment.end <= windows[w]!.end && moment.start < moment.end,
        );
        assert.ok(moment.probability >= 0 && moment.probability < 1);
        assert.is(moment.alternatives.length, 4);
        assert.ok(moment.alternatives.every(({ score }, i, all) => i === 0 || score <= all[i - 1]!.score));
        const effect = effects.find(({ id }) => id === moment.sfx)!;
        assert.is(moment.tag, effect.tag);
      }
    }
    assert.equal(await detector.detect([]), []);
  }));

test('a window says the same alone, in a batch, and in any order', () =>
  withDetector(async (detector) => {
    await detector.loadLibrary(effects);
    const windows = Array.from({ length: 11 }, (_, i) => randomWindow(i, 1 + i, i % 5));
    const together = await detector.detect(windows);
    const backwards = (await detector.detect([...windows].reverse())).reverse();
    for (const [i, window] of windows.entries()) {
      const [alone] = await detector.detect([window]);
      for (const other of [together[i]!, backwards[i]!])
        for (const [q, moment] of other.entries()) {
          assert.is(moment.sfx, alone![q]!.sfx);
          assert.ok(Math.abs(moment.probability - alone![q]!.probability) < 1e-5);
          assert.ok(Math.abs(moment.start - alone![q]!.start) < 100);
        }
    }
  }));

test('probabilities over library and SFX0 sum to one and follow the temperature', () =>
  withDetector(async (detector) => {
    await detector.loadLibrary(effects.slice(0, 5));
    const [moments] = await detector.detect([randomWindow(0, 12, 2)]);
    for (const { probability, alternatives } of moments!) {
      const others = alternatives.reduce((sum, { score }) => sum + score, 0);
      assert.ok(others < probability + 1e-9, 'all five effects together have 1 − P(SFX0)');
    }
  }));

test('calls queue up, and after release they are refused', () =>
  withDetector(async (detector) => {
    await rejects(detector.detect([randomWindow(0, 12, 0)]), /before loadLibrary/);
    const [, first, second] = await Promise.all([
      detector.loadLibrary(effects),
      detector.detect([randomWindow(0, 12, 0)]),
      detector.detect([randomWindow(1, 2, 0)]),
    ]);
    assert.is(first.length + second.length, 2);
    await rejects(detector.detect([randomWindow(0, 13, 0)]), /13 frames/);
    await rejects(detector.detect([randomWindow(0, 12, 41)]), /41 subtitles/);
    await rejects(detector.loadLibrary([]), /empty/);
    await rejects(
      detector.loadLibrary([{ ...effects[0]!, text: new Float32Array(3) }]),
      /e0 has a feature of 3/,
    );
    await detector.release();
    await detector.release();
    await rejects(detector.detect([randomWindow(0, 12, 0)]), /after release/);
  }));

test('a box becomes media time: fractions of the frames that are there, clamped to the window', () => {
  const window = randomWindow(4, 6, 0);
  assert.equal(boxToTime(0.5, 0.5, window), { start: fromSeconds(5.5), end: fromSeconds(8.5) });
  assert.equal(boxToTime(0, 0.5, window), { start: fromSeconds(4), end: fromSeconds(5.5) });
  assert.equal(boxToTime(0.9, 3, window), { start: fromSeconds(4), end: fromSeconds(10) });
  const { start, end } = boxToTime(0.5, 0, window);
  assert.is(end, micros(start + 1), 'never empty');
});

test('a folder that cannot serve is refused: other encoders, version, missing and broken parts', async () => {
  const folder = await modelFolder();
  const open = (names = encoderNames) => openDetector(folder, { threads: 1, blank, encoderNames: names });
  const put = (change: object): Promise<void> =>
    writeFile(
      join(folder, MODEL_FILES.manifest),
      JSON.stringify({ ...tinyManifest(encoderNames), ...change }),
    );
  try {
    await rejects(
      open({ ...encoderNames, text: 't-2' }),
      /trained with the text encoder t-1, but t-2 is in use$/,
      /^Install/,
    );
    await put({ version: 2 });
    await rejects(open(), /version 2, this program reads version 1$/, /^Update/);
    await put({ tags: TAGS.slice(1) });
    await rejects(open(), /manifest\.json is no usable manifest: "tags"/);
    await put({ threshold: 'high' });
    await rejects(open(), /"threshold"/);
    await put({ maxSubtitles: 30 });
    await rejects(open(), /asr_batch has 41 places, the manifest promises 31/);
    await writeFile(join(folder, MODEL_FILES.manifest), '{');
    await rejects(open(), /is not JSON/);
    await put({});
    const good = await readFile(join(folder, MODEL_FILES.network));
    await writeFile(join(folder, MODEL_FILES.network), good.subarray(0, 1000));
    await rejects(open(), /network\.onnx cannot be loaded/);
    await rm(join(folder, MODEL_FILES.sfx));
    await writeFile(join(folder, MODEL_FILES.network), good);
    await rejects(open(), /sfx\.onnx cannot be read/);
    await rm(folder, { recursive: true });
    await rejects(open(), /is no model folder/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the manifest keeps unknown sizes of the network and fills what is for people', () => {
  const { training: _, accuracy: __, ...rest } = tinyManifest(encoderNames);
  const parsed = parseModelManifest({ ...rest, network: { ...TINY_NETWORK, layer_norm_eps: 1e-5 } }, 'x');
  assert.equal(parsed.training, {});
  assert.is(parsed.network['layer_norm_eps'], 1e-5);
});

test('packing refuses what does not fit', () => {
  const item = { frames: [randomVector(512), randomVector(512)], tts: [], asr: [] };
  assert.throws(
    () => packBatch([item], blank, { frames: 1, tts: 1, asr: 1 }),
    (e: Error) => e instanceof PackShapeError,
  );
  assert.throws(() => packBatch([{ ...item, frames: [randomVector(3)] }], blank), /embedding of 3 values/);
  const packed = packBatch([item], blank, { frames: 3, tts: 1, asr: 2 });
  assert.equal([...packed.frame_mask], [0, 0, -1e6]);
  assert.equal([...packed.asr_mask], [0, -1e6]);
  assert.equal(packed.asr_batch.subarray(0, 512), blank);
});

test.run();
