/** One clock for all streams of an input: holes stay holes, seams are seams, and nothing is ever moved alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { file, make, runRecording } from '../clips.ts';
import { shownPictures, syncClip, syncIn, type Sync } from '../sync-clip.ts';
import { rejects } from '../../support/within.ts';
import { flvOf, flvTags, type FlvTag } from './flv.ts';
import { receive } from './virtual.ts';

/** In ms. */
const SYNC = 5;

function inSync({ flashes, beeps, late }: Sync, expected: number): void {
  assert.is(flashes.length, expected, `flashes at ${flashes.join(', ')}`);
  assert.is(beeps.length, expected, `beeps at ${beeps.join(', ')}`);
  assert.is(late.length, expected);
  assert.ok(Math.max(...late.map(Math.abs)) <= SYNC, `beeps are late by ${late.join(', ')} ms`);
}

/** Pictures 40 ms apart, in ms of the steps that are not. */
const unevenSteps = (shown: readonly number[]): number[] =>
  shown
    .slice(1)
    .map((at, i) => Math.round((at - (shown[i] ?? 0)) * 1000))
    .filter((step) => Math.abs(step - 40) > 1);

/** A transport stream of the clip, or of a part of it. */
const transportStream = (name: string, ...words: string[]): string =>
  make(name, `-i ${syncClip()} -c copy`, ...words);

function joined(name: string, ...parts: string[]): string {
  writeFileSync(file(name), Buffer.concat(parts.map((part) => readFileSync(part))));
  return file(name);
}

async function evenAndInSync(path: string, seconds: number, beeps: number, takes = 1): Promise<void> {
  const out = file(`${path.split('/').at(-1) ?? ''}.mkv`);
  const { summary } = await runRecording(path, out);
  inSync(syncIn(out), beeps);
  const shown = shownPictures(out).map(({ at }) => at);
  assert.is(shown.length, seconds * 25);
  assert.equal(unevenSteps(shown), [], 'recorded');
  assert.ok(Math.abs(summary.duration / 1e6 - seconds) < 0.1, `${summary.duration / 1e6} s`);
  const live = await receive(path, { seconds });
  inSync(live, beeps);
  assert.is(live.shown.length, seconds * 25);
  assert.equal(unevenSteps(live.shown), [], 'live');
  assert.is(live.jumps.filter(({ kind }) => kind === 'jump').length, takes - 1);
}

test('time that goes back inside a transport stream, once and again (two, three takes joined)', async () => {
  const one = transportStream('one.ts');
  await evenAndInSync(joined('twice.ts', one, one), 20, 18, 2);
  await evenAndInSync(joined('thrice.ts', one, one, one), 30, 27, 3);
});

for (const by of [60, 900])
  test(`time that goes back by ${by} s inside a transport stream`, async () => {
    const late = transportStream('late.ts', `-output_ts_offset ${by - 10}`);
    await evenAndInSync(joined(`back-${by}.ts`, late, transportStream('early.ts')), 20, 18, 2);
  });

test('takes of 2 s, one after the other', async () => {
  const two = make('two.ts', `-i ${syncClip(2, 'sync2.mp4')} -c copy`);
  await evenAndInSync(joined('short-takes.ts', two, two, two, two), 8, 4, 4);
});

test('a hole in the sound alone is a hole, however late its sound comes', async () => {
  const path = file('hole.flv');
  writeFileSync(
    path,
    stalled(readFileSync(make('hole-source.flv', `-i ${syncClip(16, 'sync16.mp4')} -c copy`))),
  );
  const live = await receive(path, { seconds: 16 });
  assert.equal(live.jumps, []);
  assert.is(live.flashes.length, 15);
  const around = (beep: number): boolean => live.beeps.some((at) => Math.abs(at - beep) < 0.1);
  for (const second of [1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15])
    assert.ok(around(second + (live.flashes[0] ?? 0) - 1), `second ${second} sounds`);
  assert.ok(Math.max(...live.late.map(Math.abs)) <= SYNC, `beeps are late by ${live.late.join(', ')} ms`);
  assert.ok(live.soundEnd > 15.9, `the sound goes on to the end: ${live.soundEnd} s`);
});

/** FLV whose sound of 5.4 to 9 s is lost and whose sound of 5.2 to 5.4 s comes at 9 s. */
function stalled(bytes: Buffer): Buffer {
  const out: FlvTag[] = [];
  const late: FlvTag[] = [];
  for (const tag of flvTags(bytes)) {
    const sound = tag.type === 8 && tag.at > 0;
    if (tag.at >= 9_000) out.push(...late.splice(0));
    if (sound && tag.at >= 5_200 && tag.at < 5_400) late.push(tag);
    else if (!sound || tag.at < 5_400 || tag.at >= 9_000) out.push(tag);
  }
  return flvOf(out);
}

for (const [name, codec] of [
  ['AAC', '-c:a aac'],
  ['MP2', '-c:a mp2 -b:a 192k'],
  ['AC-3', '-c:a ac3'],
] as const)
  for (const frames of [1, 16])
    test(`${name} that goes from 48 to 44.1 kHz, ${frames} packets a PES`, async () => {
      const pes = frames === 1 ? '-pes_payload_size 16' : '-pes_payload_size 2930';
      const part = (rate: number, seconds: number, from: number): string =>
        make(
          `part-${rate}.ts`,
          `-i ${syncClip()} -t ${seconds} -c:v copy ${codec} -ar ${rate} ${pes} -output_ts_offset ${from}`,
        );
      const path = joined(`rates-${name}-${frames}.ts`, part(48_000, 3.9, 0), part(44_100, 10, 4));
      inSync(await receive(path, { seconds: 14 }), 12);
      const out = file('rates.mkv');
      await runRecording(path, out);
      inSync(syncIn(out), 12);
    });

test('two sounds in a transport stream do not touch each other', async () => {
  const path = make(
    'two-aac.ts',
    `-i ${syncClip()} -f lavfi -i sine=300:r=44100 -map 0:v -map 0:a -map 1:a -c:v copy -c:a aac -t 10`,
  );
  inSync(await receive(path), 9);
  const out = file('two-aac.mkv');
  await runRecording(path, out);
  inSync(syncIn(out), 9);
});

test('a picture that begins 12 s after the sound in a transport stream', async () => {
  const path = make(
    'late-picture.ts',
    `-itsoffset 12 -i ${syncClip()} -i ${syncClip(16, 'sync16.mp4')} -map 0:v -map 1:a -c copy`,
  );
  const out = file('late-picture.mkv');
  await runRecording(path, out);
  const { flashes, beeps, late } = syncIn(out);
  assert.is(flashes.length, 9);
  assert.is(beeps.length, 15);
  assert.is(late.length, 3);
  assert.ok(Math.max(...late.map(Math.abs)) <= SYNC, `beeps are late by ${late.join(', ')} ms`);
});

for (const [name, refusal] of [
  ['mkv', /goes back by \d+\.\d s at \d+\.\d s/],
  ['flv', /cannot be read past 10\.\d s, where another recording begins/],
] as const)
  test(`takes that FFmpeg cannot tell apart are refused: ${name}`, async () => {
    const take = make(`take.${name}`, `-i ${syncClip()} -c copy`);
    await rejects(runRecording(joined(`takes.${name}`, take, take), file('takes-out.mkv')), refusal);
  });

test.run();
