/** Pictures squeezed as Pillow squeezes them for CLIP, and as ever for others. */
import { AV_PIX_FMT_RGB24 } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PictureFilter } from '../../../../src/core/formats.ts';
import { PictureScaler } from '../../../../src/media/input/video/scaler.ts';
import { patternPicture, pictureFixture } from '../../../support/paper-fixture.ts';

const { resized, step } = pictureFixture;
const { width, height } = resized;

/** How far the pattern, squeezed by this filter, is from Pillow's bicubic: differences of 8-bit values. */
function differences(filter: PictureFilter): number[] {
  const frame = new Frame();
  frame.alloc();
  try {
    frame.format = AV_PIX_FMT_RGB24;
    frame.width = width;
    frame.height = height;
    assert.ok(frame.getBuffer(1) >= 0);
    const [rows, stride] = [frame.data![0]!, frame.linesize[0]!];
    const data = patternPicture(width, height);
    for (let y = 0; y < height; y += 1)
      rows.set(data.subarray(y * width * 3, (y + 1) * width * 3), y * stride);
    using scaler = new PictureScaler(filter);
    const picture = scaler.scale(frame);
    assert.equal(scaler.scale(frame), picture);
    const got: number[] = [];
    for (let y = 0; y < 224; y += step)
      for (let x = 0; x < 224; x += step)
        for (let channel = 0; channel < 3; channel += 1) got.push(picture.data[(y * 224 + x) * 3 + channel]!);
    assert.is(got.length, resized.values.length);
    return got.map((value, at) => Math.abs(value - resized.values[at]!));
  } finally {
    frame.free();
  }
}
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('bicubic: as Pillow, but for rounding and what leaves the range between its steps', () => {
  const off = differences('bicubic');
  assert.ok(mean(off) < 0.25, `on average off by ${mean(off)}`);
  const far = off.filter((difference) => difference > 2).length / off.length;
  assert.ok(far < 0.005, `${100 * far} % off by more than 2 of 255`);
  assert.ok(Math.max(...off) <= 8, `at most off by ${Math.max(...off)}`);
});

test('areas are averaged unless asked otherwise: another picture', () => {
  assert.ok(mean(differences('area')) > 1);
});

test.run();
