/** OBS streams by itself into a session, which sends it on. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { hasModel, testIf } from '../../support/model.ts';
import { hasObs, startObs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { beepsIn, listening, makeShow, pictures, RATE, sound } from './show.ts';
import { timesRise } from './sync.ts';
import { watch } from './watched.ts';

const folder = scratch('live-obs');

testIf(hasModel && hasObs)("OBS's own stream: pictures, sound and time arrive", async () => {
  const show = makeShow(folder);
  const out = join(folder, 'obs.mp4');
  const port = await freePort();
  const server = `rtmp://127.0.0.1:${port}/live`;
  const live = watch([`${server}/{env:OBS_KEY}`, '--listen', '--asr', 'none', '--delay', '1', '--to', out], {
    env: { OBS_KEY: 'show' },
  });
  await using obs = await startObs(subfolder(folder, 'home'));
  const { currentProgramSceneName: sceneName } = await obs.ask('GetCurrentProgramScene');
  await obs.ask('CreateInput', {
    sceneName,
    inputName: 'show',
    inputKind: 'ffmpeg_source',
    inputSettings: { is_local_file: true, local_file: show.mp4, looping: true },
  });
  await obs.ask('SetStreamServiceSettings', {
    streamServiceType: 'rtmp_custom',
    streamServiceSettings: { server, key: 'show' },
  });
  await listening(port);
  await obs.ask('StartStream');
  await live.until('output connected');
  await sleep(6_000);
  await obs.ask('StopStream');
  await live.until('input lost');
  await live.stop();

  assert.equal(live.of('input time stamps set straight'), []);
  assert.equal(live.of('input not there yet'), []);
  timesRise(out);
  const units = await pictures(out);
  const shown = units.map(({ pts }) => pts).sort((a, b) => a - b);
  assert.ok(shown.length > 120, `${shown.length} pictures`);
  const steps = shown.slice(1).map((pts, i) => pts - (shown[i] ?? 0));
  const usual = steps.toSorted((one, two) => one - two)[Math.floor(steps.length / 2)] ?? 0;
  assert.ok(Math.abs(usual - 1 / 30) < 0.002, `usually a picture every ${usual} s`);
  // A machine that is busy makes OBS leave out pictures, a few at a time.
  assert.ok(Math.max(...steps) < 0.3, `a hole of ${Math.max(...steps)} s`);
  const { samples } = sound(out);
  assert.ok(
    Math.abs(samples.length / RATE - ((shown.at(-1) ?? 0) - (shown[0] ?? 0))) < 0.5,
    'as much sound as pictures',
  );
  const beeps = beepsIn(samples);
  assert.ok(beeps.length >= 3, `${beeps.length} beeps`);
  for (const [i, beep] of beeps.slice(1).entries())
    assert.ok(
      Math.abs(beep - (beeps[i] ?? 0) - RATE) < RATE / 20,
      `a beep after ${beep - (beeps[i] ?? 0)} samples`,
    );
});

test.run();
