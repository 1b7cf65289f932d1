/** `panic` on the standard input of a show: what its recording holds of the effect that sounded. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { paceFor } from '../../../src/media/program/pace.ts';
import { fromSeconds, toSeconds } from '../../../src/streams/time.ts';
import { pcm } from '../../media/clips.ts';
import { testWithModel } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg } from '../../support/talk.ts';
import { RATE } from './show.ts';
import { watch, type Entry } from './watched.ts';

const folder = scratch('live-panic');
const clip = join(folder, 'silent.mkv');
ffmpeg(
  `-f lavfi -i testsrc2=s=64x48:r=25 -f lavfi -i anullsrc=r=${RATE}:cl=mono -t 60 -c:v libx264 -preset ultrafast -g 25 -c:a pcm_s16le ${clip}`,
);
const DELAY = 1;
/** Of 32-bit samples: −60 dB of full scale. */
const AUDIBLE = 2 ** 21;
/** Seconds: a block of the mixer, and the frame of AAC that its end lies in. */
const BLOCK = 0.02;
const FRAME = 1024 / RATE;

/** Where there is sound in a recording that begins with media time 0: from and to, in seconds; 0.1 s of silence divide. */
function heard(path: string): { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const [i, sample] of pcm(path).entries()) {
    if (Math.abs(sample) < AUDIBLE) continue;
    const [at, last] = [i / RATE, found.at(-1)];
    if (last === undefined || at - last.to > 0.1) found.push({ from: at, to: at });
    else last.to = at;
  }
  return found;
}

testWithModel('panic while an effect sounds: silent within one block, until it is released', async () => {
  const out = join(folder, 'out.mkv');
  const live = watch(
    [clip, '--realtime', '--asr', 'none', '--threshold', '1', '--delay', String(DELAY), '--to', out],
    { steered: true },
  );
  await live.until('output connected');
  live.say('play waves');
  await live.until('order');
  await sleep(1_000);
  live.say('panic');
  live.say('play gong');
  await live.until('All effects are silenced. Release the panic first.');
  await sleep(2_000);
  live.say('release');
  live.say('play waves');
  // The effect's 2.4 s, and the delay.
  await sleep(3_500);
  await live.stop();

  const orders = live.of('order');
  const command = (entry: Entry | undefined) => entry?.facts['command'] as { at: number; type: string };
  assert.equal(
    orders.map((entry) => command(entry).type),
    ['trigger', 'policy', 'policy', 'trigger'],
  );
  const [played, panicked, , again] = orders;
  const [at, later] = [command(played).at / 1e6, command(again).at / 1e6];
  const [first, second, ...more] = heard(out);
  assert.equal(more, []);
  assert.ok(first !== undefined && second !== undefined, 'it sounds before and after the panic');
  assert.ok(Math.abs(first.from - at) < 0.05, `asked for at ${at}, heard from ${first.from} s`);
  assert.ok(first.to - first.from > 0.3, `it sounded, from ${first.from} to ${first.to} s`);
  // The sound that had left: a trigger is placed so far ahead of it that a cue may still come.
  const { lead, soundAhead } = paceFor(fromSeconds(DELAY), false);
  const passed = ((panicked?.wall ?? 0) - (played?.wall ?? 0)) / 1000;
  const left = at + passed - toSeconds(lead) + toSeconds(soundAhead);
  assert.ok(first.to <= left + BLOCK + FRAME, `${left} s had left, it is heard up to ${first.to} s`);
  assert.ok(Math.abs(second.from - later) < 0.05, `asked for at ${later}, heard from ${second.from} s`);
  assert.ok(second.to - second.from > 2, `whole again: ${second.from} to ${second.to} s`);
});

test.run();
