/** What is said of sound that came before the first picture. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_SOUND } from '../../../src/media/pcm.ts';
import type { InputItem } from '../../../src/media/input/source.ts';
import { LatePictures } from '../../../src/plugin/live/late-pictures.ts';
import { fromSeconds, toSample } from '../../../src/streams/time.ts';

const connection = (pictures: boolean): InputItem =>
  ({
    type: 'connection',
    connection: { info: pictures ? { video: { index: 0 } } : {}, format: NO_SOUND },
  }) as unknown as InputItem;
const sound = (at: number): InputItem =>
  ({ type: 'audio', block: { start: toSample(fromSeconds(at), NO_SOUND.rate) } }) as InputItem;
/** Of stream 0; it is shown half a second after it is decoded. */
const picture = (at: number, key = true, stream = 0): InputItem =>
  ({ type: 'video', stream, time: { dts: fromSeconds(at), pts: fromSeconds(at + 0.5), key } }) as InputItem;

/** All that is said. */
function said(...items: readonly InputItem[]): readonly string[] {
  const pictures = new LatePictures();
  return items.flatMap((item) => pictures.look(item) ?? []);
}

test('how much sound came before the first key picture, once', () => {
  assert.equal(
    said(connection(true), sound(0), picture(0.5, false), sound(0.02), picture(1.5), sound(2), picture(9)),
    ['Left out: the first 1.5 s of sound, before the first picture that outputs can begin with.'],
  );
});

test('nothing where they begin together, in whatever order', () => {
  assert.equal(said(connection(true), picture(0), sound(0.1), picture(2)), []);
  assert.equal(said(connection(true), sound(0), picture(0.1)), []);
});

test('covers and pictures of other programmes count no more than they are shown', () => {
  assert.is(
    said(connection(true), picture(0, true, 3), sound(0), picture(0.4, true, 2), picture(1.5)).length,
    1,
  );
});

test('nothing of a show without pictures, nor of one that had begun without', () => {
  assert.equal(said(connection(false), sound(0), connection(true), picture(5)), []);
  assert.equal(said(connection(true), sound(0), picture(20)), []);
});

test.run();
