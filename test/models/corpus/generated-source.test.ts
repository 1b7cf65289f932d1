import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { from, lastValueFrom, toArray } from 'rxjs';
import {
  earlierIn,
  momentsIn,
  sentenceClassesIn,
  showSource,
  textsIn,
  type Show,
} from '../../../models/corpus/generated-source.ts';
import { knownSpeech } from '../../../models/evaluation/whole-video.ts';
import { Random } from '../../../models/training/random.ts';
import { windowToItem } from '../../../src/analysis/pack.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { windows } from '../../../src/streams/windows.ts';

const library = {
  ids: ['a', 'b'],
  tags: Int32Array.of(0, 1),
  audio: new Float32Array(2048),
  text: new Float32Array(1024),
};
const blank = new Float32Array(512);

/** Every frame and text is recognisable by its first value. */
function show(frames: number, number = 0): Show {
  const random = new Random(frames);
  const mark = (value: number): Float32Array => new Float32Array(512).fill(value, 0, 1);
  const frameEmbeddings = new Float32Array(frames * 512);
  for (let i = 0; i < frames; i++) frameEmbeddings[i * 512] = 1000 * number + i;
  const asr = [];
  for (let at = 0.3; at < frames - 1; at += 3.1 + random.next())
    asr.push({ text: `${at}`, start: at, end: Math.min(at + 2.4, frames - 0.1), embedding: mark(at) });
  return {
    name: `show ${number}`,
    frames,
    frameEmbeddings,
    asr,
    moments: asr
      .filter((_, i) => i % 2 === 0)
      .map(({ start, end }) => ({
        effects: [
          { row: 0, weight: 0.8 },
          { row: 1, weight: 0.2 },
        ],
        start,
        end,
      })),
  };
}

test('training cuts texts exactly as the stream does, window by window', async () => {
  const own = show(31);
  const frames = Array.from({ length: own.frames }, (_, i) => ({
    at: fromSeconds(i),
    embedding: own.frameEmbeddings.subarray(i * 512, (i + 1) * 512),
  }));
  const served = await lastValueFrom(windows(from(frames), from(knownSpeech(own.asr))).pipe(toArray()));
  assert.ok(served.length >= 31);
  let seen = 0;
  for (const window of served) {
    const first = Math.round(window.start / 1e6);
    const item = windowToItem(window, 5);
    const trained = textsIn(own, first, window.frames.length, 40);
    const before = earlierIn(own, first, window.frames.length, 5);
    assert.equal(
      before.map(({ embedding, start, end }) => [embedding[0], start, end]),
      item.tts.map(({ embedding, start, end }) => [embedding[0], start, end]),
      `sentences before window ${window.index} at ${first} s`,
    );
    seen = Math.max(seen, before.length);
    assert.equal(
      trained.map(({ embedding, start, end }) => [embedding[0], start, end]),
      item.asr.map(({ embedding, start, end }) => [embedding[0], start, end]),
      `window ${window.index} at ${first} s`,
    );
  }
  assert.is(seen, 5, 'sentences from before a window were compared');
});

test('dropout: a share of the values of each sentence is 0, the others are larger, the show stays as it is', async () => {
  const own: Show = {
    ...show(20),
    asr: show(20).asr.map((text) => ({ ...text, embedding: new Float32Array(512).fill(1) })),
  };
  const source = showSource([own], { library, blank, maxTexts: 9, earlier: 4, textDropout: 0.25 });
  const items = await source.sample(0, 50, new Random(2));
  const values = items.flatMap(({ item }) =>
    [...item.asr, ...item.tts].flatMap(({ embedding }) => [...embedding]),
  );
  assert.ok(values.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6));
  const dropped = values.filter((value) => value === 0).length / values.length;
  assert.ok(Math.abs(dropped - 0.25) < 0.01, `${dropped} dropped`);
  assert.ok(own.asr.every(({ embedding }) => embedding.every((value) => value === 1)));
});

test('moments: exact boxes, clipped; what is mostly outside does not count', () => {
  const own: Show = { ...show(30), moments: [{ effects: [{ row: 1, weight: 1 }], start: 10.5, end: 13.5 }] };
  const [whole] = momentsIn(own, 5, 12, ([effect]) => effect!.row);
  assert.equal(whole, { sfxIndex: 1, start: 5, end: 8, box: [7 / 12, 0.25] });
  const [late] = momentsIn(own, 12, 12, ([effect]) => effect!.row);
  assert.equal(late!.box, [0.75 / 12, 1.5 / 12], 'half of it is enough');
  assert.equal(
    momentsIn(own, 13, 12, () => 0),
    [],
    'less is not',
  );
  const [cut] = momentsIn(own, 11, 12, ([effect]) => effect!.row);
  assert.equal(cut, { sfxIndex: 1, start: 0, end: 2, box: [1.25 / 12, 2.5 / 12] });
});

test('sentences are of the class of the moment that they mostly lie in; matters of taste do not count', () => {
  const text = (start: number, end: number) => ({ text: '', start, end, embedding: blank });
  const own: Show = {
    ...show(20),
    asr: [text(0, 3), text(3, 6), text(6, 7), text(7, 12), text(15, 18)],
    moments: [
      { effects: [{ row: 1, weight: 1 }], start: 3.2, end: 6.5 },
      { effects: [{ row: 0, weight: 1 }], start: 8, end: 9 },
    ],
    taste: [{ start: 14.9, end: 18 }],
  };
  assert.equal(sentenceClassesIn(own, 0, 20, 9, library.tags), [0, 2, 2, 1, -1]);
  assert.equal(sentenceClassesIn(own, 0, 20, 2, library.tags), [1, -1], 'the newest ones, as textsIn');
});

test('random windows: seeded, with beginnings, windows without moments, and strange pictures', async () => {
  const shows = [show(30), show(40, 1), show(8, 2)];
  const source = showSource(shows, { library, blank, maxTexts: 3 });
  const first = await source.sample(0, 600, new Random(4));
  assert.equal(first, await source.sample(0, 600, new Random(4)));
  const lengths = first.map(({ item }) => item.frames.length);
  assert.ok(Math.max(...lengths) <= 12 && Math.min(...lengths) >= 1);
  assert.ok(lengths.filter((length) => length < 8).length > 20, 'beginnings');
  assert.ok(
    first.some(({ moments }) => moments.length === 0),
    'windows where nothing happens',
  );
  for (const { item, moments } of first) {
    assert.ok(item.asr.length <= 3);
    for (const { start, end, box } of moments) {
      assert.ok(start >= 0 && start <= end && end < item.frames.length);
      const [center, width] = box!;
      assert.ok(width > 0 && center - width / 2 >= -1e-9 && center + width / 2 <= 1 + 1e-9);
    }
  }
  assert.equal(
    new Set(first.flatMap(({ moments }) => moments.map(({ sfxIndex }) => sfxIndex))),
    new Set([0, 1]),
  );
});

test.run();
