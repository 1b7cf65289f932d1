/**
 * Live = recorded: with a delay that is long enough, a stream gets the same cues at the same samples as its recording.
 * Other clips: MOMENTFX_CLIPS names a folder of .mp4 files.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { decorate } from '../../../src/plugin/decorate/session.ts';
import { startLive } from '../../../src/plugin/live/session.ts';
import { toSample } from '../../../src/streams/time.ts';
import type { Cue } from '../../../src/streams/values.ts';
import { scratch } from '../../support/scratch.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { makeTalk } from '../../support/talk.ts';
import { within } from '../../support/within.ts';

const folder = scratch('live-equality');
const given = process.env['MOMENTFX_CLIPS'];
/** More than windows, sentences and their recognition can need. */
const DELAY = 45;
/** Faster than real time, as slowly as recognition on a busy machine needs. */
const SPEED = 2.5;

const clips: readonly string[] =
  given === undefined
    ? [makeTalk(folder).mp4]
    : readdirSync(given)
        .filter((name) => name.endsWith('.mp4'))
        .map((name) => join(given, name));
assert.ok(clips.length > 0, `no .mp4 in ${given}`);

const settings = resolveSettings({ delay: DELAY, model: modelFolder }, {}, join(folder, 'none.json'));

const told = (cues: readonly Cue[]): unknown[] =>
  [...cues]
    .sort((a, b) => a.at - b.at)
    .map(({ at, end, sfx, tag, score, subtitle }) => ({
      sample: toSample(at, 48_000),
      end,
      sfx,
      tag,
      score: score.toFixed(4),
      subtitle,
    }));

async function liveCues(input: string, name: string): Promise<{ found: Cue[]; played: string[] }> {
  const found: Cue[] = [];
  const played: string[] = [];
  const session = await startLive({
    input: new Address(input),
    realtime: true,
    outputs: [planOutput(new Address(join(folder, `${name}.mkv`)))],
    settings,
    version: 'test',
    clock: systemClock(SPEED),
    onEvent(event) {
      if (event.type === 'cue') found.push(event.cue);
      if (event.type === 'played') played.push(event.id);
    },
  });
  await within(session.done, 250_000, `${name} live`);
  return { found, played };
}

let compared = 0;
for (const [index, clip] of clips.entries())
  testWithModel(`live equals recorded: clip ${index + 1} of ${clips.length}`, async () => {
    const { cues } = await decorate({ input: clip, settings });
    const { found, played } = await liveCues(clip, `clip-${index}`);
    compared += cues.length;
    assert.equal(told(found), told(cues));
    assert.is(played.length, cues.length, 'all of them are played');
  });

testWithModel('there was something to compare', () => {
  assert.ok(compared > 0, 'no clip has a cue');
});

test.run();
