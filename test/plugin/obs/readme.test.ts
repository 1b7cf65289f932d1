/**
 * A new user's minute: the README's section on OBS, followed word for word by somebody whose OBS streams to a server. What
 * the server receives has effects that OBS did not send.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectControl } from '../../../src/plugin/control/client.ts';
import { iniEntry } from '../../../src/plugin/obs/ini.ts';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { subfolder } from '../../support/cli.ts';
import { hasModel, testIf } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { hasObs, startObs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg, makeTalk } from '../../support/talk.ts';
import { atTerminal, hasTerminal, KEYS } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { RATE, sound } from '../live/show.ts';
import { KEY, machineIn, setService, showClip } from './machine.ts';

const folder = scratch('obs-readme');
const root = join(import.meta.dirname, '..', '..', '..');
/** The talk lasts 16 s, over and over; a moment is heard of some seconds after it was spoken. */
const EFFECT_MS = 60_000;
/** What the server has recorded begins up to so many samples beside the show. */
const REACH = 9_600;
/** Not all of an effect's samples are needed to know it. */
const STEP = 3;

/** A talk with a pause behind it. */
function makeClip(place: string): string {
  const clip = join(place, 'clip.mp4');
  ffmpeg(
    `-i ${makeTalk(place).mp4} -af apad=pad_dur=4 -vf tpad=stop_duration=4:stop_mode=clone -c:v libx264 -preset ultrafast -g 20 -pix_fmt yuv420p -c:a aac ${clip}`,
  );
  return clip;
}

/** What the section (but for its parts with headings of their own) tells to do, in its order: words, and the lines of its code blocks. */
function readSection(): readonly string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const section = /\n## OBS\n([^]*?)\n###? /.exec(readme)?.[1] ?? '';
  const said = /Close OBS|Start OBS|Start streaming in OBS/;
  return section.split(/^```$/m).flatMap((part, i) =>
    i % 2 === 1
      ? part
          .split('\n')
          .map((line) => line.replace(/\s+#.*$/, '').trim())
          .filter((line) => line !== '')
      : (part.match(new RegExp(said, 'g')) ?? []),
  );
}

/** How well the effect fits where it fits best within `reach` samples of `near` (1: it is there alone). */
function likeness(samples: Float32Array, effect: Float32Array, near: number, reach: number): number {
  let best = 0;
  for (let at = Math.max(0, near - reach); at <= near + reach; at += 1) {
    let [dot, own, other] = [0, 1e-12, 1e-12];
    for (let i = 0; i < Math.min(effect.length, RATE / 2); i += STEP) {
      const [a, b] = [samples[at + i] ?? 0, effect[i] ?? 0];
      dot += a * b;
      own += a * a;
      other += b * b;
    }
    best = Math.max(best, dot / Math.sqrt(own * other));
  }
  return best;
}

const docksIn = (settings: string): readonly { readonly url: string }[] =>
  JSON.parse(iniEntry(settings, { section: 'BasicWindow', key: 'ExtraBrowserDocks' }) ?? '[]') as {
    url: string;
  }[];

/** The effects that were played, by the log: where, in seconds of the show. */
function effectsIn(log: string): readonly { readonly at: number; readonly sfx: string }[] {
  const entries = [...log.matchAll(/\{"level".*\}/g)].map(
    ([line]) => JSON.parse(line) as { msg: string; id: string; at: number; sfx?: string },
  );
  return entries
    .filter(({ msg }) => msg === 'effect played')
    .map(({ id, at }) => {
      const sfx = entries.find((entry) => entry.id === id && entry.msg === 'effect')?.sfx;
      assert.ok(sfx, `${id} was announced`);
      return { at, sfx };
    });
}

testIf(hasModel && hasObs && hasTerminal)(
  'close OBS, set up, start OBS, relay, start streaming: effects in what the server receives',
  async () => {
    const [close, setup, start, relay, stream, ...more] = readSection();
    assert.equal([close, start, stream, ...more], ['Close OBS', 'Start OBS', 'Start streaming in OBS']);
    assert.ok(setup);
    assert.ok(relay);

    const machine = machineIn(subfolder(folder, 'home'));
    await using nginx = await startRtmpServer(subfolder(folder, 'nginx'), (key) => key !== KEY);
    const clip = makeClip(subfolder(folder, 'talk'));
    const port = await freePort();
    const user = await startObs(machine.home, { port });
    await showClip(user, clip);
    await setService(user, 'rtmp_custom', { server: `rtmp://127.0.0.1:${nginx.port}/live`, key: KEY });
    const service = user.service();
    await user.quit();
    const file = join(machine.home, '.config', 'obs-studio', 'global.ini');
    writeFileSync(file, readFileSync(file, 'utf8').replace('ServerEnabled=true', 'ServerEnabled=false'));

    const place = { env: machine.env, cwd: root };
    using asks = atTerminal(setup, place);
    await asks.read(/> /, 30_000);
    asks.type(KEYS.enter);
    for (let question = 2; question <= 3; question += 1) {
      await asks.read(/\[Y\/n\] /);
      asks.type(KEYS.enter);
    }
    await asks.read(new RegExp(`Run: {2}${relay}\r\n`));
    assert.is(await asks.ended(), 0);

    await using obs = await startObs(machine.home, { port, kept: true });
    using show = atTerminal(relay, {
      ...place,
      env: { ...machine.env, MOMENTFX_LOG_FORMAT: 'json', MOMENTFX_LOG_LEVEL: 'debug' },
    });
    await show.read(/Start streaming in OBS/, 60_000);
    // The dock that OBS was given is that of this show.
    const [{ url } = { url: '' }] = docksIn(readFileSync(file, 'utf8'));
    const dock = await connectControl({ url });
    assert.is(dock.role, 'operator');
    dock.close();
    await obs.ask('StartStream');
    await obs.ask('StartRecord');
    // One that begins with the stream may lie partly before what the server has.
    await show.read(/"at":(?:[2-9]|\d\d+)(?:\.\d+)?,"msg":"effect played"/, EFFECT_MS);
    await sleep(3_000);
    const { outputPath } = await obs.ask('StopRecord');
    await obs.ask('StopStream');
    await show.read(/Ready for the next stream of OBS/, 120_000);
    show.type(KEYS.stop);
    await show.read(/streams to custom server .* again\./, 90_000);
    // npm says in its own way that it was stopped.
    await show.ended(20_000);
    assert.is(obs.service(), service);

    await until(() => nginx.recordings().length === 1, 5_000, 'the recording');
    const [recording = ''] = nginx.recordings();
    const [received, own] = [sound(recording), sound(String(outputPath))];
    for (const { at, sfx } of effectsIn(show.said).filter((effect) => effect.at >= 2)) {
      const effect = sound(join(bundledLibrary, `${sfx}.wav`)).samples;
      const near = Math.round((at - received.start) * RATE);
      const there = likeness(received.samples, effect, near, REACH);
      assert.ok(there > 0.25, `${sfx} at ${at} s is in what the server received (${there.toFixed(2)})`);
      const before = likeness(own.samples, effect, near, 5 * REACH);
      assert.ok(
        before < 0.12 && before < there / 2,
        `${sfx} is not in what OBS recorded (${before.toFixed(2)})`,
      );
    }
  },
);

test.run();
