/** Files in which damage met the presentation stamps of single pictures: these go back to their places, and nothing else moves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { file, make, mixed, packets } from '../clips.ts';
import { syncClip } from '../sync-clip.ts';
import { isWhole, SECONDS } from './whole-sync.ts';

const PES = '\0\0\x01\xe0';
/** The second of the presentation stamp's five bytes, from where the packet begins: it holds bits 29 to 22. */
const PTS_SECOND = 10;
/** Of a clock of 90 kHz: 2,982 s. */
const BIT_28 = 0x40;

/** Where a packet says which stamps it has. */
const STAMPS = 7;

type Damage = (bytes: Buffer, packet: number) => void;
/** Flips a bit of a picture's presentation stamp. */
const later: Damage = (bytes, packet) => {
  bytes[packet + PTS_SECOND] = (bytes[packet + PTS_SECOND] ?? 0) ^ BIT_28;
};
/** Says that there are no stamps. */
const stampless: Damage = (bytes, packet) => {
  bytes[packet + STAMPS] = 0;
};

/** The clip as a transport stream, in which damage met these pictures. */
function damaged(places: readonly number[], seconds = SECONDS, damage = later): string {
  const clip = syncClip(seconds, `sync${seconds}.mp4`);
  const bytes = readFileSync(make(`plain${seconds}.ts`, `-i ${clip} -c copy`));
  let place = 0;
  for (let at = bytes.indexOf(PES, 0, 'latin1'); at >= 0; at = bytes.indexOf(PES, at + 1, 'latin1'))
    if (places.includes(place++)) damage(bytes, at);
  const path = file(`${damage.name}-${places.join('-')}.ts`);
  writeFileSync(path, bytes);
  return path;
}

test('a picture that damage shows 50 minutes later', async () => {
  await isWhole(damaged([60], 12), 1, 12);
});

// An anchor and one that is shown before it, two of these, and one with the next anchor.
for (const places of [
  [60, 61],
  [61, 62],
  [62, 63],
])
  test(`two pictures in a row, from the ${places[0]}th on, soon before the end`, async () => {
    await isWhole(damaged(places), 2);
  });

// Anchors and those that are shown before them; two in a row; soon before the end.
for (const places of [
  [60],
  [61],
  [62],
  [63],
  [115],
  [60, 61],
  [62, 63],
  [20, 40, 60],
  [146],
  [147],
  [148],
  [149],
])
  test(`pictures without stamps: ${places.join(', ')}`, async () => {
    await isWhole(damaged(places, SECONDS, stampless), 0);
  });

for (const [what, options] of [
  ['pictures of five seconds each, three between anchors', 'testsrc2=s=160x120:r=1/5:d=300'],
  ['a still picture of 20 s in a talk', "testsrc2=s=160x120:r=25:d=40,select='not(between(t,10,30))'"],
] as const)
  test(`${what}, are shown when they say`, async () => {
    const clip = make('late.mp4', `-f lavfi -i ${options} -fps_mode vfr -c:v libx264 -bf 3`);
    const out = file('late-out.mp4');
    assert.is((await mixed(clip, out)).jumps, 0);
    const shown = (path: string): number[] => packets(path, 'v:0').map(({ pts_time: at }) => Number(at));
    assert.equal(shown(out), shown(clip));
  });

test.run();
