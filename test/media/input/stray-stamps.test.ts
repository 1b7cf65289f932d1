/** Files with damaged time stamps: what one packet says of minutes ahead neither makes a show wait nor moves what follows. */
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { file, make, mixed } from '../clips.ts';
import { syncClip, syncIn } from '../sync-clip.ts';
import { flvOf, flvTags, type FlvTag } from './flv.ts';
import { isWhole, SECONDS } from './whole-sync.ts';

const [SOUND, PICTURE] = [8, 9];
/** One flipped bit of a stamp in ms. */
const BIT_19 = 2 ** 19;

const tags = (): FlvTag[] =>
  flvTags(readFileSync(make('plain.flv', `-i ${syncClip(SECONDS, 'sync6.mp4')} -c copy`)));
/** The places of a stream's tags from `from` ms on. */
const placesOf = (all: readonly FlvTag[], type: number, from: number): number[] =>
  [...all.keys()].filter((i) => all[i]?.type === type && (all[i]?.at ?? 0) >= from);

/** The file with `by` ms added to the stamps of these tags. */
function moved(name: string, all: readonly FlvTag[], places: readonly number[], by: number): string {
  const out = all.map((tag, i) => (places.includes(i) ? { ...tag, at: tag.at + by } : tag));
  writeFileSync(file(name), flvOf(out));
  return file(name);
}

test('a picture that damage stamps minutes ahead stays where it was', async () => {
  const all = tags();
  await isWhole(moved('picture.flv', all, placesOf(all, PICTURE, 3_000).slice(0, 1), BIT_19));
});

test('a picture that damage stamps three seconds ahead', async () => {
  const all = tags();
  await isWhole(moved('three.flv', all, placesOf(all, PICTURE, 3_000).slice(0, 1), 3_000));
});

test('a run of five packets of sound, as one PES carries them', async () => {
  const all = tags();
  await isWhole(moved('run.flv', all, placesOf(all, SOUND, 3_000).slice(0, 5), BIT_19));
});

test('the last picture, behind which only sound follows', async () => {
  const all = tags();
  // Behind it comes the mark that no picture follows.
  await isWhole(moved('last.flv', all, placesOf(all, PICTURE, 3_000).slice(-2, -1), BIT_19));
});

test('a picture clock that goes minutes ahead alone, for good', async () => {
  const all = tags();
  await isWhole(moved('alone.flv', all, placesOf(all, PICTURE, 3_000), BIT_19));
});

test('a hole of 20 s in all streams stays one', async () => {
  const all = tags();
  const later = [...all.keys()].filter((i) => (all[i]?.at ?? 0) >= 3_000);
  const out = file('hole.mkv');
  const summary = await mixed(moved('hole.flv', all, later, 20_000), out);
  assert.is(summary.jumps, 0);
  assert.ok(Math.abs(summary.duration / 1e6 - SECONDS - 20) < 0.1, `${summary.duration / 1e6} s`);
  const { flashes, late } = syncIn(out);
  assert.is(flashes.length, SECONDS - 1);
  assert.ok(Math.max(...late.map(Math.abs)) <= 5, `beeps are late by ${late.join(', ')} ms`);
});

test('pictures alone that stand still for a minute keep it', async () => {
  const all = tags().filter(({ type }) => type === PICTURE);
  const later = placesOf(all, PICTURE, 3_000);
  const out = file('still.mkv');
  const summary = await mixed(moved('still.flv', all, later, 60_000), out);
  assert.is(summary.jumps, 0);
  assert.ok(Math.abs(summary.duration / 1e6 - SECONDS - 60) < 0.1, `${summary.duration / 1e6} s`);
});

test.run();
