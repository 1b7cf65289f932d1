/** OBS's list of docks, in the files of its versions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/core/errors.ts';
import { viewerToken } from '../../../src/plugin/control/access.ts';
import { readDocks } from '../../../src/plugin/obs/dock-file.ts';
import { iniEntry } from '../../../src/plugin/obs/ini.ts';
import { subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('obs-docks');
let count = 0;
const configuration = (files: Readonly<Record<string, string>>): string => {
  const home = subfolder(folder, String((count += 1)));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text.replaceAll('$HOME', home));
  }
  return home;
};
const TOKEN = 'a'.repeat(43);
const OLD = 'b'.repeat(43);
const url = (token = TOKEN, port = 9465, host = '127.0.0.1'): string => `http://${host}:${port}/#${token}`;
const listOf = (text: string): readonly Record<string, unknown>[] =>
  JSON.parse(iniEntry(text, { section: 'BasicWindow', key: 'ExtraBrowserDocks' }) ?? '[]') as Record<
    string,
    unknown
  >[];
const withList = (...docks: readonly object[]): string =>
  `[BasicWindow]\nExtraBrowserDocks=${JSON.stringify(docks)}\n`;
const chat = { title: 'Chat', url: 'https://chat.example/popout', uuid: '00', future: 1 };

test('OBS 31 and newer keep it in user.ini, wherever global.ini says that it lies; older ones in global.ini', async () => {
  const files = { 'global.ini': '[General]\nx=1\n', 'user.ini': '[General]\ny=1\n' };
  assert.match((await readDocks(configuration(files), url())).file, /user\.ini$/);
  const older = await readDocks(configuration({ 'global.ini': files['global.ini'] }), url());
  assert.match(older.file, /global\.ini$/);
  assert.is(older.state, 'absent');
  assert.match(
    older.changed,
    /^\[General\]\nx=1\n\n\[BasicWindow\]\nExtraBrowserDocks=\[\{"title": "momentfx", /,
  );
  const moved = configuration({
    'global.ini': '[Locations]\nConfiguration=$HOME/elsewhere\n',
    'elsewhere/obs-studio/user.ini': '',
    'user.ini': '',
  });
  assert.is((await readDocks(moved, url())).file, join(moved, 'elsewhere', 'obs-studio', 'user.ini'));
});

test('added behind those that are there; with a title that is free', async () => {
  const taken = { title: 'Momentfx', url: 'https://momentfx.example/', uuid: '01' };
  const { state, changed } = await readDocks(configuration({ 'user.ini': withList(chat, taken) }), url());
  assert.is(state, 'absent');
  const [first, second, ours] = listOf(changed);
  assert.equal([first, second], [chat, taken]);
  assert.is(ours?.['title'], 'momentfx 2');
  assert.is(ours?.['url'], url());
});

test('there already: under any title, by any name of this machine', async () => {
  const dock = { title: 'Effects', url: url(TOKEN, 9465, 'localhost'), uuid: '02' };
  const text = withList(chat, dock);
  assert.equal(
    await readDocks(configuration({ 'user.ini': text }), url()).then(({ state }) => state),
    'present',
  );
});

test('an old token or port is renewed in its entry, which stays what it is', async () => {
  const renamed = { title: 'Effects', url: url(OLD), uuid: '03', size: 'big' };
  const token = await readDocks(configuration({ 'user.ini': withList(chat, renamed) }), url());
  assert.is(token.state, 'outdated');
  assert.equal(listOf(token.changed), [chat, { ...renamed, url: url() }]);
  const ours = { title: 'momentfx', url: url(TOKEN, 9000), uuid: '04' };
  const port = await readDocks(configuration({ 'user.ini': withList(ours) }), url());
  assert.is(port.state, 'outdated');
  assert.equal(listOf(port.changed), [{ ...ours, url: url() }]);
});

test("a viewer's dock and other pages of this machine are left alone", async () => {
  const viewer = { title: 'momentfx', url: url(viewerToken(TOKEN)), uuid: '05' };
  const other = { title: 'Bot', url: 'http://127.0.0.1:9465/bot#x', uuid: '06' };
  const { state, changed } = await readDocks(configuration({ 'user.ini': withList(viewer, other) }), url());
  assert.is(state, 'absent');
  assert.equal(listOf(changed).slice(0, 2), [viewer, other]);
});

test('a dock that other machines may reach: there, renewed; one elsewhere is left alone', async () => {
  const own = { title: 'momentfx', url: url(TOKEN, 9465, 'studio.lan'), uuid: '07' };
  const other = { title: 'Second', url: url(OLD, 9465, 'other.lan'), uuid: '08' };
  const files = { 'user.ini': withList(other, own) };
  assert.is((await readDocks(configuration(files), own.url)).state, 'present');
  const renewed = await readDocks(configuration(files), url(OLD, 9465, 'studio.lan'));
  assert.equal(listOf(renewed.changed), [other, { ...own, url: url(OLD, 9465, 'studio.lan') }]);
});

test('a list that OBS does not read is not touched: one line, without what is in it', async () => {
  for (const list of ['[{"title":"x","url":"sk-secret"', '{"url":"sk-secret"}', '[{"url":"sk-secret"}]']) {
    const files = { 'user.ini': `[BasicWindow]\nExtraBrowserDocks=${list}\n` };
    const error = await rejects(readDocks(configuration(files), url()), /that OBS itself does not read/);
    assert.not.match(describeError(error), /sk-secret|\n/);
    assert.is(error.cause, undefined);
  }
});

test.run();
