/** OBS's own configuration, as its versions and packages leave it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/core/errors.ts';
import { findEndpoint } from '../../../src/plugin/obs/endpoint.ts';
import { findServerSettings, type Machine } from '../../../src/plugin/obs/settings-file.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('obs-settings');
let count = 0;
const machine = (files: Readonly<Record<string, string>>, more: Partial<Machine> = {}): Machine => {
  const home = subfolder(folder, String((count += 1)));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return { platform: 'linux', home, env: {}, ...more };
};

const INI = `\uFEFF[General]\r
ServerPort=1\r
[OBSWebSocket]\r
ServerEnabled=true\r
ServerPort=4466\r
AuthRequired=true\r
ServerPassword=a\\\\b = "c" ; d\r
[Other]\r
ServerPort=2\r
`;
const JSON_FILE = JSON.stringify({
  ...{ alerts_enabled: false, auth_required: true, first_load: false },
  ...{ server_enabled: true, server_password: 'newer', server_port: 4477 },
});
const NEWER = 'plugin_config/obs-websocket/config.json';

test('global.ini of older versions: port and password, unescaped', async () => {
  const found = await findServerSettings(machine({ '.config/obs-studio/global.ini': INI }));
  assert.is(found?.port, 4466);
  assert.is(found?.password, 'a\\b = "c" ; d');
  assert.is(found?.enabled, true);
});

test('config.json of newer versions goes before what they read it from', async () => {
  const found = await findServerSettings(
    machine({ '.config/obs-studio/global.ini': INI, [`.config/obs-studio/${NEWER}`]: JSON_FILE }),
  );
  assert.is(found?.port, 4477);
  assert.is(found?.password, 'newer');
});

test('XDG, Flatpak, Snap, macOS, Windows: each has its folder', async () => {
  const places: readonly (readonly [string, Partial<Machine>])[] = [
    ['xdg/obs-studio', { env: { XDG_CONFIG_HOME: '$HOME/xdg' } }],
    ['.var/app/com.obsproject.Studio/config/obs-studio', {}],
    ['snap/obs-studio/current/.config/obs-studio', {}],
    ['Library/Application Support/obs-studio', { platform: 'darwin' }],
    ['AppData/Roaming/obs-studio', { platform: 'win32' }],
    ['roaming/obs-studio', { platform: 'win32', env: { APPDATA: '$HOME/roaming' } }],
  ];
  for (const [place, more] of places) {
    const here = machine({ [`${place}/${NEWER}`]: JSON_FILE }, more);
    const env = Object.fromEntries(
      Object.entries(here.env).map(([name, value]) => [name, value?.replace('$HOME', here.home)]),
    );
    assert.is((await findServerSettings({ ...here, env }))?.port, 4477, place);
  }
});

test('no configuration; one without the server; one that asks for no password', async () => {
  assert.is(await findServerSettings(machine({})), undefined);
  const never = await findServerSettings(machine({ '.config/obs-studio/global.ini': '[General]\nX=1\n' }));
  assert.is(never?.enabled, false);
  assert.is(never?.port, 4455);
  const open = await findServerSettings(
    machine({
      '.config/obs-studio/global.ini':
        '[OBSWebSocket]\nServerEnabled=true\nAuthRequired=false\nServerPassword=unused\n',
    }),
  );
  assert.is(open?.enabled, true);
  assert.is(open?.password, undefined);
});

test('a broken configuration is one line without the password', async () => {
  const broken = [
    { [`.config/obs-studio/${NEWER}`]: '{"server_password":"pw-secret",' },
    { [`.config/obs-studio/${NEWER}`]: '{"server_password":"pw-secret","server_port":99999}' },
    { '.config/obs-studio/global.ini': '[OBSWebSocket]\nServerPort=x\nServerPassword=pw-secret\n' },
  ];
  for (const files of broken) {
    const error = await rejects(findServerSettings(machine(files)), /is not what OBS writes/);
    assert.not.match(describeError(error), /pw-secret|\n/);
    assert.is(error.cause, undefined);
  }
});

test('what a person says goes before the configuration, whose password is told to no other port or machine', async () => {
  const configured = { folder: 'o', file: 'f', enabled: true, port: 4466, password: 'known' };
  const secrets = { env: { OBS_PW: 'said' }, stdin: () => Promise.resolve('piped') };
  const endpoint = (options: Record<string, unknown>) =>
    findEndpoint(resolveSettings(options, {}), secrets, () => Promise.resolve(configured));
  assert.equal(await endpoint({}), {
    ...{ host: '127.0.0.1', port: 4466, here: true, password: 'known', configured },
  });
  assert.is((await endpoint({ obsPort: '4477' })).password, undefined);
  assert.is((await endpoint({ obsHost: 'studio.lan' })).password, undefined);
  assert.is((await endpoint({ obsHost: 'studio.lan' })).port, 4455);
  assert.is((await endpoint({ obsPassword: '{env:OBS_PW}' })).password, 'said');
  assert.is((await endpoint({ obsPassword: '{stdin}' })).password, 'piped');
  await rejects(endpoint({ obsPassword: '{env:MISSING}' }), /no such variable/);
});

test.run();
