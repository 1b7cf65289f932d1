/** `momentfx obs` with a real OBS: its stream comes through momentfx to a real server, and its settings are its own again. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder, type Outcome } from '../../support/cli.ts';
import { hasModel, testIf } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { hasObs, startObs, type Obs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { beepsIn, makeShow, pictures, RATE, sound } from '../live/show.ts';
import { watch, type Watched } from '../live/watched.ts';

const folder = scratch('obs-relay');
const withObs = testIf(hasModel && hasObs);
const KEY = 'sk-of-the-user';
/** Of the bundled library. */
const EFFECT = 'applause';

/** A user's machine: OBS's home is that of momentfx, too. */
interface Machine {
  readonly home: string;
  readonly state: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is in the journals. */
  journal(): readonly string[];
}

function machineIn(name: string): Machine {
  const home = subfolder(folder, name);
  const state = join(home, '.local', 'state', 'momentfx');
  return {
    ...{ home, state },
    env: {
      ...{ HOME: home, XDG_STATE_HOME: '', XDG_CONFIG_HOME: '' },
      // The weights are this machine's.
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    },
    journal: () => {
      try {
        const names = readdirSync(state).filter((file) => file.startsWith('obs-'));
        for (const file of names) assert.is(statSync(join(state, file)).mode & 0o777, 0o600, file);
        return names.map((file) => readFileSync(join(state, file), 'utf8'));
      } catch {
        return [];
      }
    },
  };
}

const relay = ({ env }: Machine, ...args: readonly string[]): Watched =>
  watch(['--asr', 'none', '--delay', '1', ...args], { env, command: ['obs', 'relay'] });
const said = ({ entries }: Watched): string => JSON.stringify(entries);

/** A scene with a clip over and over. */
async function showClip(obs: Obs, clip: string): Promise<void> {
  const { currentProgramSceneName: sceneName } = await obs.ask('GetCurrentProgramScene');
  await obs.ask('CreateInput', {
    ...{ sceneName, inputName: 'clip', inputKind: 'ffmpeg_source' },
    inputSettings: { is_local_file: true, local_file: clip, looping: true },
  });
}

/** Tenths of a second with sound; of the clip's own those with a beep, one in ten. */
function loudTenths(samples: Float32Array): number {
  let loud = 0;
  for (let start = 0; start < samples.length; start += RATE / 10)
    if (samples.slice(start, start + RATE / 10).some((sample) => Math.abs(sample) > 0.01)) loud += 1;
  return loud;
}

const setService = (obs: Obs, streamServiceType: string, streamServiceSettings: object) =>
  obs.ask('SetStreamServiceSettings', { streamServiceType, streamServiceSettings });

const ready = (live: Watched) => live.until('start streaming in OBS.');

withObs(
  'relay: to the server that OBS was set to, with its key; two streams, two shows; everything as before on Ctrl-C',
  async () => {
    const show = makeShow(subfolder(folder, 'clip'));
    const machine = machineIn('ordinary');
    await using nginx = await startRtmpServer(subfolder(folder, 'nginx'), (key) => key !== KEY);
    await using obs = await startObs(machine.home);
    await showClip(obs, show.mp4);
    const user = { server: `rtmp://127.0.0.1:${nginx.port}/live`, key: KEY, bwtest: false };
    await setService(obs, 'rtmp_custom', user);
    const before = obs.service();
    const record = join(machine.home, 'show.jsonl');
    const live = watch(
      [
        '--asr',
        'none',
        '--delay',
        '1',
        '--duck',
        '0',
        '--gain',
        '12',
        '--log-level',
        'debug',
        '--log',
        record,
      ],
      {
        ...{ env: machine.env, command: ['obs', 'relay'], steered: true },
      },
    );
    await ready(live);
    const meanwhile = await obs.ask('GetStreamServiceSettings');
    assert.match(JSON.stringify(meanwhile), /rtmp:\/\/127\.0\.0\.1:\d+\/momentfx/);
    assert.not.match(JSON.stringify(meanwhile), new RegExp(KEY));
    assert.is(machine.journal().length, 1);

    for (const stream of [1, 2]) {
      const after = live.entries.length;
      await obs.ask('StartStream');
      await live.until('output connected', { after });
      await sleep(2_000);
      live.say(`play ${EFFECT}`);
      await live.until('effect played', { after });
      await sleep(3_000);
      await obs.ask('StopStream');
      // The second one comes while the first is still played and its session closed: it waits at the gate.
      while ((await obs.ask('GetStreamStatus'))['outputActive'] === true) await sleep(50);
      assert.is(nginx.recordings().length, stream);
    }
    await live.until('Ready for the next stream of OBS.', { after: live.entries.length - 1 });
    await live.stop();
    assert.is(obs.service(), before);
    assert.equal(machine.journal(), []);
    for (const recording of nginx.recordings()) {
      assert.ok((await pictures(recording)).length > 60);
      const { samples } = sound(recording);
      assert.ok(beepsIn(samples).length >= 2, 'the sound of the clip');
      assert.ok(loudTenths(samples) > 12, `${loudTenths(samples)} tenths of a second with sound: the effect`);
    }
    const starts = readFileSync(record, 'utf8').match(/^\{"show":/gm) ?? [];
    assert.is(starts.length, 2, 'a show for each stream, none for the session that waited');
    assert.not.match(said(live) + readFileSync(record, 'utf8'), new RegExp(KEY));
  },
);

withObs(
  'kill -9: the settings come back with `obs restore`, the key from no file of ours; also after OBS was killed, too',
  async () => {
    const machine = machineIn('killed');
    const port = await freePort();
    await using first = await startObs(machine.home, { port });
    const user = { service: 'Twitch', server: 'rtmp://live-fra.twitch.tv/app', key: KEY, bwtest: true };
    await setService(first, 'rtmp_common', user);
    const before = first.service();
    const out = join(machine.home, 'out.flv');

    const live = relay(machine, '--to', out);
    await ready(live);
    await first.ask('StartStream');
    await live.until('output connected');
    await sleep(1_500);
    live.child.kill('SIGKILL');
    await live.outcome;
    assert.not.match(machine.journal().join(), new RegExp(KEY));
    assert.is(machine.journal().length, 1);
    const status = await runCli(['obs', 'status'], { env: machine.env });
    assert.is(status.code, 2);
    assert.match(
      status.stdout,
      /FAULT relay: OBS's profile "Untitled" still points to momentfx.*\n.*obs restore/,
    );
    const restored = await runCli(['obs', 'restore'], { env: machine.env });
    assert.is(restored.code, 0, restored.stderr);
    assert.match(restored.stdout, /streams to Twitch, server rtmp:\/\/live-fra\.twitch\.tv\/app\/… again/);
    assert.is(first.service(), before);
    assert.equal(machine.journal(), []);

    const another = relay(machine, '--to', join(machine.home, 'another.flv'));
    await ready(another);
    another.child.kill('SIGKILL');
    await another.outcome;
    await first[Symbol.asyncDispose]();
    const away = await runCli(['obs', 'restore'], { env: machine.env });
    assert.is(away.code, 2);
    assert.is(machine.journal().length, 1);
    await using second = await startObs(machine.home, { port });
    assert.is.not(second.service(), before);
    // The next start does it as well.
    const next = relay(machine, '--to', join(machine.home, 'next.flv'));
    await ready(next);
    await next.stop();
    assert.is(second.service(), before);
    assert.equal(machine.journal(), []);
    assert.not.match(said(live) + said(another) + said(next) + restored.stdout, new RegExp(KEY));
  },
);

withObs('OBS killed and started again in mid-show: the same session takes its stream again', async () => {
  const show = makeShow(subfolder(folder, 'again-clip'));
  const machine = machineIn('again');
  const port = await freePort();
  await using first = await startObs(machine.home, { port });
  await showClip(first, show.mp4);
  await setService(first, 'rtmp_custom', { server: 'rtmp://example.invalid/app', key: KEY });
  const before = first.service();
  await using nginx = await startRtmpServer(subfolder(folder, 'again-nginx'));
  const live = relay(machine, '--hold', '--to', nginx.url('show'));
  await ready(live);
  await first.ask('StartStream');
  await live.until('output connected');
  await sleep(2_000);
  await first[Symbol.asyncDispose]();
  await live.until('input lost');

  await using second = await startObs(machine.home, { port });
  const began = performance.now();
  await live.until('OBS is back: 29.0.2.');
  assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
  const after = live.entries.length;
  await second.ask('StartStream');
  await live.until('input connected', { after });
  await sleep(3_000);
  assert.is(nginx.recordings().length, 1, 'one stream for those who watch');
  await live.stop();
  assert.is(second.service(), before);
  const { outputActive } = await second.ask('GetStreamStatus');
  assert.is(outputActive, false, 'Ctrl-C ends the stream of OBS');
});

withObs(
  'what cannot be done is one line: OBS that streams, a second relay, no service, wrong password',
  async () => {
    const machine = machineIn('faults');
    await using nginx = await startRtmpServer(subfolder(folder, 'faults-nginx'));
    await using obs = await startObs(machine.home);
    const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
      runCli(['obs', ...args], { env: { ...machine.env, ...more } });
    const refused = async (outcome: Promise<Outcome>, pattern: RegExp): Promise<void> => {
      const { code, stderr } = await outcome;
      assert.is(code, 2, stderr);
      assert.match(stderr, pattern);
      assert.is(stderr.trim().split('\n').length, 1, stderr);
      assert.not.match(stderr, /a password of|sk-of/);
    };
    await refused(run(['relay', '--asr', 'none']), /set to no stream service.*--to/);
    const wrong = ['status', '--obs-password', '{env:PW}'];
    const status = await run(wrong, { PW: 'not-it' });
    assert.match(status.stdout, /FAULT OBS: OBS at .* does not take the password.*\n +→ /);
    await refused(
      run(['relay', ...wrong.slice(1)], { PW: 'not-it' }),
      /does not take the password\. Give the one/,
    );
    await refused(
      run(['relay', '--obs-port', String(await freePort())]),
      /OBS does not answer at .*Start OBS/,
    );
    await refused(run(['relay', '--obs-host', 'studio.lan']), /not on this machine/);

    await setService(obs, 'rtmp_custom', { server: `rtmp://127.0.0.1:${nginx.port}/live`, key: KEY });
    const well = await run(['status']);
    assert.is(well.code, 0, well.stdout);
    assert.match(well.stdout, /ok {4}OBS: 29\.0\.2 at 127\.0\.0\.1/);
    assert.match(well.stdout, /ok {4}stream service: custom server rtmp:\/\/127\.0\.0\.1:\d+\/live\/…/);
    assert.not.match(well.stdout, new RegExp(KEY));

    const live = relay(machine);
    await ready(live);
    await refused(run(['relay', '--asr', 'none']), /A relay is at work for this OBS \(process \d+\)/);
    await refused(run(['restore']), /A relay is at work/);
    await live.stop();

    await obs.ask('StartStream');
    await until(() => nginx.recordings().length === 1, 20_000, "OBS's own stream");
    await refused(run(['relay', '--asr', 'none']), /OBS is streaming, which keeps.*Stop the stream in OBS/);
    await obs.ask('StopStream');
  },
);

test.run();
