/** `momentfx obs setup` with a real OBS: what it writes survives OBS, and a second run changes nothing. */
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder, type Outcome } from '../../support/cli.ts';
import { testIf } from '../../support/model.ts';
import { hasObs, OBS_PASSWORD, startObs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { iniSection } from '../../../src/plugin/obs/ini.ts';
import { KEY, machineIn, setService, type Machine } from './machine.ts';

const folder = scratch('obs-setup');
const withRealObs = testIf(hasObs);

const setup = ({ env }: Machine, ...args: readonly string[]): Promise<Outcome> =>
  runCli(['obs', 'setup', ...args], { env });
const settingsOf = ({ home }: Machine) => {
  const file = join(home, '.config', 'obs-studio', 'global.ini');
  return {
    file,
    text: () => readFileSync(file, 'utf8'),
    before: () => readFileSync(`${file}.before-momentfx`, 'utf8'),
    docks: () =>
      JSON.parse(iniSection(readFileSync(file, 'utf8'), 'BasicWindow')['ExtraBrowserDocks'] ?? '[]') as {
        title: string;
        url: string;
        uuid: string;
      }[],
  };
};
const tokenOf = ({ state }: Machine): string =>
  (JSON.parse(readFileSync(join(state, 'control.json'), 'utf8')) as { token: string }).token;

/** A dock of the user's own, with all that has to be escaped. */
const OWN = '[{"title": "Chat \\"live\\" \\\\ #1", "url": "https://chat.example/#a=b;c", "uuid": "0123"}]';

withRealObs(
  'OBS closed: server on and dock in, all else byte for byte; OBS reads and keeps it; again: nothing; a new token: renewed',
  async () => {
    const machine = machineIn(subfolder(folder, 'closed'));
    const settings = settingsOf(machine);
    const port = await freePort();
    await (await startObs(machine.home, { port })).quit();
    const user = settings
      .text()
      .replace('ServerEnabled=true', 'ServerEnabled=false')
      .replace('[BasicWindow]\n', `[BasicWindow]\nExtraBrowserDocks=${OWN.replaceAll('\\', '\\\\')}\n`);
    writeFileSync(settings.file, user);
    chmodSync(settings.file, 0o600);

    const off = await runCli(['obs', 'status'], { env: machine.env });
    assert.match(off.stdout, /FAULT OBS: OBS is not running, and its WebSocket server is switched off\./);
    assert.match(off.stdout, /→ Run `momentfx obs setup`/);
    assert.match(off.stdout, /- {5}dock: not in OBS's list of docks\n/);

    const first = await setup(machine, '--yes');
    assert.is(first.code, 0, first.stderr);
    assert.match(first.stdout, /OBS is closed; its WebSocket server is off\./);
    assert.match(first.stdout, /Switched on .*\nAdded the dock to OBS/);
    // Debian builds OBS without its browser.
    assert.match(first.stdout, /built without its browser/);
    assert.match(
      first.stdout,
      /1\. Start OBS\.\n {2}2\. Run: {2}momentfx obs relay --dock\n {2}3\. Start str/,
    );
    assert.is(settings.before(), user);
    assert.is(statSync(settings.file).mode & 0o777, 0o600);
    const written = settings.text();
    const differing = written.split('\n').filter((line, i) => line !== user.split('\n')[i]);
    assert.is(written.split('\n').length, user.split('\n').length);
    assert.equal(
      differing.map((line) => line.split('=')[0]),
      ['ServerEnabled', 'ExtraBrowserDocks'],
    );
    const [own, ours, ...more] = settings.docks();
    assert.equal([own], JSON.parse(OWN));
    assert.equal(more, []);
    assert.ok(ours);
    assert.is(ours.title, 'momentfx');
    assert.is(ours.url, `http://127.0.0.1:9465/#${tokenOf(machine)}`);
    assert.match(ours.uuid, /^[0-9a-f]{32}$/);

    const second = await setup(machine, '--yes');
    assert.match(second.stdout, /The dock is in OBS already\.[^]*Nothing had to be changed\./);
    assert.is(settings.text(), written);
    assert.is(settings.before(), user);

    await using obs = await startObs(machine.home, { port, kept: true });
    assert.is((await obs.ask('GetStreamStatus'))['outputActive'], false);
    await obs.quit();
    const kept = settings.text();
    for (const section of ['General', 'OBSWebSocket', 'Basic', 'BasicWindow', 'ScriptLogWindow'])
      for (const [key, value] of Object.entries(iniSection(written, section))) {
        const now = iniSection(kept, section)[key];
        // Where its windows stand is OBS's own.
        if (/^(geometry|DockState)$/.test(key)) assert.ok(now, key);
        else assert.is(now, value, `${section}/${key}`);
      }

    rmSync(join(machine.state, 'control.json'));
    const renewed = await setup(machine, '--yes');
    assert.match(renewed.stdout, /Renewed the address of the dock in OBS/);
    assert.is(settings.docks().length, 2);
    assert.equal(settings.docks()[1], {
      ...ours,
      url: `http://127.0.0.1:9465/#${tokenOf(machine)}`,
    });
    assert.is.not(settings.docks()[1]?.url, ours.url);
    assert.is(settings.before(), kept);
  },
);

withRealObs(
  'OBS runs: the password is tried, nothing is written, the dock is told; its faults are one line each',
  async () => {
    const machine = machineIn(subfolder(folder, 'running'));
    const settings = settingsOf(machine);
    await using obs = await startObs(machine.home);
    const unset = await setup(machine, '--yes');
    assert.is(unset.code, 2);
    assert.match(unset.stderr, /set to no stream service.*--to/);
    await setService(obs, 'rtmp_custom', { server: 'rtmp://example.invalid/live', key: KEY });
    const before = settings.text();
    const done = await setup(machine, '--yes', '--to', 'rtmps://live.example/app/{env:STREAM_KEY}');
    assert.is(done.code, 0, done.stderr);
    assert.match(done.stdout, /OBS 29\.0\.2 runs and takes the password/);
    assert.match(
      done.stdout,
      /Docks → Custom Browser Docks, name "momentfx", and this URL:\n {2}http:\/\/127/,
    );
    assert.match(
      done.stdout,
      /1\. Run: {2}momentfx obs relay --dock --to 'rtmps:\/\/live\.example\/app\/\{env:STREAM_KEY\}'\n/,
    );
    const none = await setup(machine, '--to', 'obs', '--no-dock');
    assert.is(none.code, 0, none.stderr);
    assert.match(none.stdout, /Nothing had to be changed\.[^]*Run: {2}momentfx obs relay --to obs\n/);
    assert.is(settings.text(), before);

    const asking = await setup(machine);
    assert.is(asking.code, 2);
    assert.match(asking.stderr, /Nobody is there to answer.*--yes/);
    const bad = await setup(machine, '--yes', '--to', 'ftp://nowhere/x');
    assert.is(bad.code, 2);
    assert.match(bad.stderr, /ftp: is no output/);

    writeFileSync(settings.file, before.replace(OBS_PASSWORD, 'another'));
    const wrong = await setup(machine, '--yes');
    assert.is(wrong.code, 2);
    assert.match(wrong.stderr, /does not take the password\. Give the one that OBS shows/);
    writeFileSync(settings.file, before.replace(/ServerPort=\d+/, `ServerPort=${await freePort()}`));
    const elsewhere = await runCli(['obs', 'status'], { env: machine.env });
    assert.match(
      elsewhere.stdout,
      /FAULT OBS: OBS runs, but its WebSocket server does not answer at .*\n +→ /,
    );
    for (const { stdout, stderr } of [unset, done, none, asking, wrong, elsewhere])
      assert.not.match(stdout + stderr, new RegExp(`${KEY}|a password of|another`));
  },
);

test('no OBS was ever started here: one line', async () => {
  const machine = machineIn(subfolder(folder, 'none'));
  const { code, stderr } = await setup(machine, '--yes', '--obs-port', String(await freePort()));
  assert.is(code, 2);
  assert.match(stderr, /^momentfx: OBS does not answer .* no OBS configuration\. Start OBS 28 or newer/);
});

test.run();
