/** Pictures of a transport stream that lack their stamps: each is shown where it was, whichever it is. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Packet } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../../src/media/input/demuxer.ts';
import { ffmpeg } from '../../../support/talk.ts';
import { scratch } from '../../../support/scratch.ts';

const folder = scratch('missing-stamps');
const COUNT = 75;
/** In ticks. */
const SECOND = 90_000;
const PES = '\0\0\x01\xe0';
/** Where a packet says which stamps it has; none. */
const [STAMPS, NONE] = [7, 0];
/** So many of a stream are needed to tell that it has stamps. */
const FIRST = 8;

/** When pictures are decoded and shown, in ticks, as the demuxer says. */
async function stampsOf(file: string): Promise<(readonly [number, number])[]> {
  await using input = await openInput(file);
  const packet = new Packet();
  packet.alloc();
  const stamps: (readonly [number, number])[] = [];
  try {
    while (await input.read(packet)) {
      if (packet.streamIndex === 0) stamps.push([Number(packet.dts), Number(packet.pts)]);
      packet.unref();
    }
  } finally {
    packet.free();
  }
  return stamps;
}

/** The stream without the stamps of these pictures. */
function without(whole: Buffer, places: readonly number[]): string {
  const bytes = Buffer.from(whole);
  let place = 0;
  for (let at = bytes.indexOf(PES, 0, 'latin1'); at >= 0; at = bytes.indexOf(PES, at + 1, 'latin1'))
    if (places.includes(place++)) bytes[at + STAMPS] = NONE;
  const file = join(folder, 'without.ts');
  writeFileSync(file, bytes);
  return file;
}

for (const [what, codec] of [
  ['no picture before its anchor', '-c:v libx264 -preset veryfast -bf 0 -g 25'],
  ['one', '-c:v libx264 -preset veryfast -bf 1 -g 25'],
  ['a pyramid of three, at even places', '-c:v libx264 -preset veryfast -bf 3 -b_strategy 0 -g 25'],
  ['as many as fit', '-c:v libx264 -preset veryfast -bf 3 -g 25'],
  ['HEVC', '-c:v libx265 -preset ultrafast -x265-params log-level=error:bframes=2 -g 25'],
] as const)
  test(`any single picture; ${what}`, async () => {
    const file = join(folder, 'whole.ts');
    ffmpeg(`-y -f lavfi -i testsrc2=s=96x64:r=25 -t 3 ${codec} -pix_fmt yuv420p ${file}`);
    const whole = readFileSync(file);
    const right = await stampsOf(file);
    assert.is(right.length, COUNT);
    for (let place = FIRST; place < COUNT; place += 1)
      assert.equal(await stampsOf(without(whole, [place])), right, `the ${place}th`);
  });

test('two of them, near each other', async () => {
  const file = join(folder, 'whole.ts');
  for (const between of [0, 1, 2, 3]) {
    ffmpeg(
      `-y -f lavfi -i testsrc2=s=96x64:r=25 -t 3 -c:v libx264 -preset veryfast -bf ${between} -b_strategy 0 -b-pyramid none -g 25 -pix_fmt yuv420p ${file}`,
    );
    const whole = readFileSync(file);
    const right = await stampsOf(file);
    for (let place = 20; place < 32; place += 1)
      for (let gap = 2; gap <= 9; gap += 1)
        assert.equal(
          await stampsOf(without(whole, [place, place + gap])),
          right,
          `${between} between anchors: ${place} and ${place + gap}`,
        );
  }
});

test('the last two', async () => {
  const file = join(folder, 'whole.ts');
  ffmpeg(
    `-y -f lavfi -i testsrc2=s=96x64:r=25 -t 3 -c:v libx264 -preset veryfast -bf 3 -g 25 -pix_fmt yuv420p ${file}`,
  );
  const right = await stampsOf(file);
  assert.equal(await stampsOf(without(readFileSync(file), [COUNT - 2, COUNT - 1])), right);
});

for (const [what, missing] of [
  ['every other one', (place: number) => place % 2 === 1],
  ['all from the thirtieth on', (place: number) => place >= 30],
] as const)
  test(`stamps are missing by nature: ${what}`, async () => {
    const file = join(folder, 'whole.ts');
    ffmpeg(
      `-y -f lavfi -i testsrc2=s=96x64:r=25 -t 3 -c:v libx264 -preset veryfast -bf 3 -g 25 -pix_fmt yuv420p ${file}`,
    );
    const right = await stampsOf(file);
    const places = right.flatMap((_, place) => (missing(place) ? [place] : []));
    const stamps = await stampsOf(without(readFileSync(file), places));
    assert.is(stamps.length, COUNT);
    const end = Math.max(...right.map(([, shown]) => shown));
    for (const [i, [decoded, shown]] of stamps.entries()) {
      assert.ok(decoded > (stamps[i - 1]?.[0] ?? -Infinity), `the ${i}th is decoded behind the one before`);
      assert.ok(shown >= decoded - SECOND && shown <= end + SECOND, `the ${i}th is shown at ${shown}`);
    }
  });

test.run();
