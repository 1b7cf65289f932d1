/** `momentfx obs` with a real OBS, where something is in the way: one line each, and the settings come back. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder, type Outcome } from '../../support/cli.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { startObs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { KEY, machineIn, ready, relay, setService, withObs } from './machine.ts';

const folder = scratch('obs-relay-faults');

withObs(
  'what cannot be done is one line: OBS that streams, a second relay, no service, wrong password',
  async () => {
    const machine = machineIn(subfolder(folder, 'faults'));
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

withObs(
  'another profile in mid-show is told, by the status too; OBS that is away at the end, too; the settings come back',
  async () => {
    const machine = machineIn(subfolder(folder, 'profiles'));
    const port = await freePort();
    await using obs = await startObs(machine.home, { port });
    await setService(obs, 'rtmp_custom', { server: 'rtmp://example.invalid/app', key: KEY });
    const before = obs.service();
    const live = relay(machine, '--to', join(machine.home, 'out.flv'));
    await ready(live);
    await obs.ask('StartStream');
    await live.until('output connected');
    await obs.ask('CreateProfile', { profileName: 'Other' });
    await live.until('Change back to "Untitled", or start the relay again.');
    const switched = await runCli(['obs', 'status'], { env: machine.env });
    assert.match(
      switched.stdout,
      /FAULT relay: OBS is in its profile "Other", which does not stream to the relay at work.*\n +→ Change back/,
    );
    await sleep(1_000);
    await live.stop();
    const { currentProfileName } = await obs.ask('GetProfileList');
    assert.is(currentProfileName, 'Other');
    assert.is(obs.service(), before);
    assert.equal(machine.journal(), []);

    await obs.ask('SetCurrentProfile', { profileName: 'Untitled' });
    const left = relay(machine, '--to', join(machine.home, 'left.flv'));
    await ready(left);
    await obs[Symbol.asyncDispose]();
    await left.until('it is waited for.');
    left.child.kill('SIGINT');
    const { code, stderr } = await left.outcome;
    assert.is(code, 2);
    assert.match(stderr, /still point to momentfx: OBS is not there\..*run `momentfx obs restore`/);
    await using second = await startObs(machine.home, { port });
    assert.is((await runCli(['obs', 'restore'], { env: machine.env })).code, 0);
    assert.is(second.service(), before);
  },
);

test.run();
