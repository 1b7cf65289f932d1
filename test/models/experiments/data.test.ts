/** What experiments take away from their data, and what tells data apart. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  libraryWithout,
  MODALITIES,
  testWindows,
  type ExperimentData,
} from '../../../models/experiments/data.ts';
import { digestOf } from '../../../models/experiments/data-digest.ts';
import { openFolder } from '../../../models/experiments/folder-data.ts';
import { fixture } from '../../support/fixtures.ts';

const data = await openFolder(fixture('dm', 'sfx-moment-mini'));
const isZero = (values: Float32Array): boolean => values.every((value) => value === 0);

test('a window without a modality lacks it, and has all else', () => {
  const whole = testWindows(data, []);
  assert.ok(whole.some(({ item }) => item.asr.length > 0 && item.tts.length > 0));
  assert.ok(whole.every(({ item }) => item.frames.length > 0 && !item.frames.every(isZero)));
  for (const without of ['frames', 'asr', 'tts'] as const)
    for (const [index, { item, moments }] of testWindows(data, [without]).entries()) {
      const own = whole[index]!;
      assert.is(item.frames.length, own.item.frames.length);
      assert.is(item.frames.every(isZero), without === 'frames');
      assert.is(item.asr.length, without === 'asr' ? 0 : own.item.asr.length);
      assert.is(item.tts.length, without === 'tts' ? 0 : own.item.tts.length);
      assert.equal(moments, own.moments);
    }
});

test('a library without a modality lacks it, and negatives go by its tags as before', () => {
  const { library } = data;
  for (const without of ['audio', 'description', 'tag'] as const) {
    const own = libraryWithout(library, [without]);
    assert.is(isZero(own.audio), without === 'audio');
    assert.is(isZero(own.text), without === 'description');
    assert.is(new Set(own.tags).size === 1, without === 'tag');
    assert.equal(own.drawTags ?? own.tags, library.tags);
  }
  assert.is(MODALITIES.length, 6);
});

test('other vectors, places or effects are other data; the same ones are not', () => {
  const [video] = data.train;
  const [frame] = video!.frames;
  const [sentence] = video!.asr;
  const first = (own: object): Partial<ExperimentData> => ({
    train: [{ ...video!, ...own }, ...data.train.slice(1)],
  });
  const others: Partial<ExperimentData>[] = [
    first({ frames: [frame!.map((value) => value + 1), ...video!.frames.slice(1)] }),
    first({ asr: [{ ...sentence!, embedding: sentence!.embedding.map((value) => -value) }] }),
    first({ asr: [{ ...sentence!, end: sentence!.end + 1 }, ...video!.asr.slice(1)] }),
    first({ moments: [] }),
    { library: { ...data.library, audio: data.library.audio.map((value) => value / 2) } },
    { encoders: { ...data.encoders, text: 'another' } },
    { blank: data.blank.map((value) => value + 1) },
    { train: data.test, test: data.train },
  ];
  const digests = others.map((own) => digestOf({ ...data, ...own }));
  const own = digestOf(data);
  assert.is(digestOf(structuredClone({ ...data, shows: undefined, validation: undefined })), own);
  assert.is(new Set([own, ...digests]).size, others.length + 1);
  assert.match(data.id, own);
});

test.run();
