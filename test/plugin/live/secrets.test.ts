import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Address } from '../../../src/core/stream-url.ts';
import {
  plainKeyWarning,
  resolveAddress,
  secretFrom,
  type SecretSources,
} from '../../../src/plugin/session/secrets.ts';
import { rejects, within } from '../../support/within.ts';

const CANARY = 'canary-6f1b';
const test = suite<{ folder: string }>('secrets');
const nothing: SecretSources = { env: {}, stdin: () => Promise.reject(new Error('not asked for')) };

const printed = (address: Address): string =>
  [address.shown, String(address), JSON.stringify({ address }), inspect({ address })].join('\n');

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'momentfx-secrets-'));
});
test.after.each(async ({ folder }) => rm(folder, { recursive: true }));

test('an address without placeholders stays as it is', async () => {
  const address = await resolveAddress('rtmp://host/live/{take 2}', nothing);
  assert.is(address.reveal(), 'rtmp://host/live/{take 2}');
});

test('a file whose name looks like a placeholder is that file', async ({ folder }) => {
  const file = join(folder, 'take {stdin}.mp4');
  await writeFile(file, 'x');
  assert.is((await resolveAddress(file, nothing)).reveal(), file);
});

test('environment, file and standard input fill in', async ({ folder }) => {
  const file = join(folder, 'key');
  await writeFile(file, `${CANARY}-file\r\n`);
  const sources = { env: { KEY: `${CANARY}-env` }, stdin: () => Promise.resolve(`${CANARY}-in`) };
  const address = await resolveAddress(
    `rtmp://{env:KEY}:x@host/live/{file:${file}}?a={stdin}&b={env:KEY}`,
    sources,
  );
  assert.is(
    address.reveal(),
    `rtmp://${CANARY}-env:x@host/live/${CANARY}-file?a=${CANARY}-in&b=${CANARY}-env`,
  );
  assert.is(address.shown, 'rtmp://host/live/…?…');
  assert.not.match(printed(address), CANARY);
});

test('a value shows nowhere, also where addresses are shown in full', async () => {
  const sources = { ...nothing, env: { T: CANARY } };
  for (const text of [
    'https://cdn/{env:T}/index.m3u8',
    'rtmp://host/{env:T}',
    'srt://{env:T}:9000',
    '{env:T}/rec.mp4',
    '{env:T}://x/y',
    'out-{env:T}.ts',
    'udp://239.0.0.1:5000/{env:T}',
  ]) {
    const address = await resolveAddress(text, sources);
    assert.match(address.reveal(), CANARY);
    assert.not.match(printed(address), CANARY, text);
  }
});

test('a whole address from a placeholder is shown without its key', async () => {
  const address = await resolveAddress('{env:TO}', { ...nothing, env: { TO: `rtmps://h/app/${CANARY}` } });
  assert.is(address.scheme, 'rtmps');
  assert.is(address.shown, 'rtmps://h/app/…');
});

test('standard input is read once, its first line, for several addresses', async () => {
  const stream = new PassThrough();
  const stdin = secretFrom(stream);
  const [a, b] = [
    resolveAddress('rtmp://a/x/{stdin}', { env: {}, stdin }),
    resolveAddress('rtmp://b/x/{stdin}', { env: {}, stdin }),
  ];
  // The writer keeps its end open: nobody waits for it.
  stream.write(`${CANARY}\nmore\n`);
  assert.is((await within(a, 2000, 'first')).reveal(), `rtmp://a/x/${CANARY}`);
  assert.is((await within(b, 2000, 'second')).reveal(), `rtmp://b/x/${CANARY}`);
  assert.ok(stream.destroyed);
});

test('standard input that is a terminal or empty is told', async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  await rejects(secretFrom(terminal)(), /is a terminal/);
  await rejects(secretFrom(Readable.from([]))(), /nothing came/);
});

test('each fault is told without the value', async ({ folder }) => {
  const file = join(folder, 'key');
  await writeFile(file, `${CANARY}\nsecond`);
  const sources = { ...nothing, env: { EMPTY: '', SPACE: `${CANARY} x`, LONG: CANARY.repeat(1000) } };
  const cases: readonly (readonly [string, RegExp])[] = [
    ['rtmp://h/a/{env:NONE}', /\{env:NONE\}.*no such variable/],
    ['rtmp://h/a/{env:}', /no such variable/],
    ['rtmp://h/a/{env:EMPTY}', /\{env:EMPTY\} stands for is empty/],
    ['rtmp://h/a/{env:SPACE}', /holds a space/],
    ['rtmp://h/a/{env:LONG}', /longer than 4096/],
    [`rtmp://h/a/{file:${file}}`, /line break/],
    [`rtmp://h/a/{file:${file}.none}`, /cannot be read \(ENOENT\)/],
    ['rtmp://h/a/{evn:KEY}', /\{evn:KEY\}, which stands for nothing/],
  ];
  for (const [text, pattern] of cases) {
    const error = await rejects(resolveAddress(text, sources), pattern);
    assert.not.match(inspect(error, { depth: 9 }), CANARY, text);
  }
});

test('a name of the environment that objects have by themselves is no variable', async () => {
  await rejects(resolveAddress('rtmp://h/a/{env:constructor}', { ...nothing, env: process.env }), /no such/);
});

test('a key in plain is warned of, and not repeated', () => {
  const plain: readonly (readonly [string, RegExp])[] = [
    [`rtmp://host/live/${CANARY}`, /a stream key/],
    [`rtmps://user:${CANARY}@host/live`, /a password/],
    [`srt://host:9000?mode=caller&passphrase=${CANARY}`, /"passphrase"/],
    [`https://host/x.m3u8?token=${CANARY}`, /"token"/],
  ];
  for (const [text, pattern] of plain) {
    const warning = plainKeyWarning(text) ?? '';
    assert.match(warning, pattern);
    assert.not.match(warning, CANARY);
  }
  for (const text of [
    'talk.mp4',
    'udp://239.0.0.1:5000',
    'rtmp://host/live',
    'rtmp://host/live/{env:KEY}',
    'rtmp://user:{stdin}@host/live',
    'srt://host:9000?mode=caller',
    'srt://host:9000?passphrase={file:/run/key}&mode=caller',
  ])
    assert.is(plainKeyWarning(text), undefined, text);
});

test.run();
