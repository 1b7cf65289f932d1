/** A show steered by lines on standard input: another delay, no effects, and what is no order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { runCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { BEEP_AT, beepsIn, locate, makeShow, pictures, RATE, sound } from './show.ts';
import { inSync, runs, timesRise } from './sync.ts';
import { watch } from './watched.ts';

const folder = scratch('live-commands');
const file = (name: string): string => join(folder, name);

interface RecordedCue {
  readonly id: string;
  readonly at: number;
  readonly sfx: string;
}

testWithModel('delay 2 → 6 → 2 and quiet, by lines on standard input', async () => {
  const show = makeShow(folder);
  const out = file('out.mp4');
  const record = file('show.jsonl');
  const live = watch(
    [
      ...[show.mp4, '--realtime', '--asr', `captions:${show.captions}`, '--threshold', '0.3', '--delay', '2'],
      ...['--duck', '0', '--gain', '6', '--log', record, '--to', out],
    ],
    { steered: true },
  );
  const began = await live.until('input connected');
  const at = (ms: number): Promise<void> => sleep(Math.max(0, began.wall + ms - Date.now()));
  live.say('louder');
  live.say('delay 99');
  await at(3_000);
  live.say('delay 6');
  await at(12_000);
  live.say('delay 2');
  await at(13_500);
  live.say('quiet on');
  await live.until('order');
  const { code, stderr } = await live.outcome;
  assert.is(code, 0, stderr);
  assert.ok(
    live.entries.some(
      ({ level, msg }) => level === 'warn' && /"louder" is no command\. Known are: delay/.test(msg),
    ),
  );
  assert.ok(
    live.entries.some(({ level, msg }) => level === 'warn' && /The delay is 0 to 60 seconds/.test(msg)),
  );
  const changes = live.of('delay changed').map(({ facts }) => facts);
  assert.equal(
    changes.map(({ from, to }) => [from, to]),
    [
      [2, 6],
      [6, 2],
    ],
  );
  const cut = Number(changes[1]?.['cut']);
  assert.ok(cut > 2 && cut < 5, `${cut} s were left out`);
  assert.equal(
    live.of('order').map(({ facts }) => facts['command']),
    [{ type: 'policy', change: { quiet: true } }],
  );

  timesRise(out);
  const units = await pictures(out);
  const found = runs(units, await pictures(show.mp4));
  assert.is(found.length, 2, `one cut: ${JSON.stringify(found)}`);
  const [first, second] = found;
  assert.is(second === undefined ? -1 : second.from % 25, 0, 'it goes on with a key picture');
  inSync(out, units, 8);

  // Beeps are a second apart and the first one is that of media time 0: so effects have their places among them.
  const sheet = file('cues.json');
  assert.is((await runCli(['replay', record, '--cues', sheet])).code, 0);
  const { cues } = JSON.parse(readFileSync(sheet, 'utf8')) as { cues: RecordedCue[] };
  assert.ok(cues.length > 0, 'there are effects');
  const { samples } = sound(out);
  const beeps = beepsIn(samples);
  const until = ((first?.length ?? 0) / 25) * RATE;
  const before = cues.filter((cue) => cue.at * RATE < until - RATE);
  assert.ok(before.length > 0, 'some of them before the cut');
  for (const { at: start, sfx } of before) {
    const beep = beeps[Math.round(start)];
    assert.ok(beep !== undefined);
    const expected = Math.round(beep - BEEP_AT + (start - Math.round(start)) * RATE);
    const place = locate(samples, sound(join(bundledLibrary, `${sfx}.wav`)).samples, expected, 400);
    assert.ok(place.likeness > 0.5, `${sfx} is there (likeness ${place.likeness.toFixed(2)})`);
    assert.ok(Math.abs(place.at - expected) <= 48, `${sfx} is off by ${place.at - expected} samples`);
  }
});

test.run();
