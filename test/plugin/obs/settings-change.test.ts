/** Switching the WebSocket server of a closed OBS on, in the files of its versions. */
import { mkdirSync, readFileSync, symlinkSync, lstatSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SettingsChange } from '../../../src/plugin/obs/settings-change.ts';
import { findServerSettings } from '../../../src/plugin/obs/settings-file.ts';
import { subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('obs-switch');
const JSON_FILE = 'plugin_config/obs-websocket/config.json';

/** The settings once the server was switched on, and the file's text. */
async function switched(name: string, file: string, text: string) {
  const home = subfolder(folder, name);
  const path = join(home, '.config', 'obs-studio', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const machine = { platform: 'linux', home, env: {} } as const;
  const before = await findServerSettings(machine);
  assert.ok(before);
  const change = new SettingsChange();
  await change.switchServerOn(before);
  assert.equal(change.kept, [`${path}.before-momentfx`]);
  assert.is(readFileSync(`${path}.before-momentfx`, 'utf8'), text);
  return { settings: await findServerSettings(machine), text: readFileSync(path, 'utf8'), path };
}

test('config.json: one word changes', async () => {
  const text = '{"alerts_enabled":false,\n "server_enabled" : false, "server_password":"pw", "new":[1, 2]}\n';
  const after = await switched('json', JSON_FILE, text);
  assert.is(after.text, text.replace('"server_enabled" : false', '"server_enabled" : true'));
  assert.is(after.settings?.enabled, true);
  assert.is(after.settings?.password, 'pw');
});

test('a server that would ask for no password gets one: it answers other machines, too', async () => {
  const open = await switched('open', JSON_FILE, '{"auth_required":false,"server_port":4460,"new":[1]}');
  assert.match(open.settings?.password ?? '', /^[\w-]{16}$/);
  assert.is(open.settings?.port, 4460);
  assert.equal((JSON.parse(open.text) as { new: unknown }).new, [1]);
  const never = await switched('never', 'global.ini', '[General]\nFirstRun=true\n');
  assert.match(never.settings?.password ?? '', /^[\w-]{16}$/);
  assert.match(never.text, /^\[General\]\nFirstRun=true\n\n\[OBSWebSocket\]\nServerEnabled=true\n/);
});

test('a link stays one; a file that cannot be changed is one line', async () => {
  const real = join(subfolder(folder, 'dotfiles'), 'global.ini');
  writeFileSync(real, '[A]\nk=1\n');
  const link = join(subfolder(folder, 'linked'), 'global.ini');
  symlinkSync(real, link);
  await new SettingsChange().replace(link, '[A]\nk=2\n');
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.is(readFileSync(real, 'utf8'), '[A]\nk=2\n');
  await rejects(
    new SettingsChange().replace(join(folder, 'gone', 'global.ini'), ''),
    /global\.ini cannot be changed \(ENOENT\)/,
  );
});

test.run();
