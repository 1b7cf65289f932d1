/** A recording that is read from an address: what is secret in it stands in no sheet, no message and no error. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { serveHttp } from '../../support/servers.ts';
import { ffmpeg } from '../../support/talk.ts';

const folder = scratch('decorate-secrets');
const clip = join(folder, 'clip.mkv');
ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=5 -f lavfi -i sine=440 -t 3 -c:v libx264 -c:a aac ${clip}`);
writeFileSync(join(folder, 'cues.json'), JSON.stringify({ version: 1, cues: [] }));

const asked: (string | undefined)[] = [];
const server = await serveHttp((request, response) => {
  asked.push(`${request.headers.authorization ?? ''} ${request.url ?? ''}`);
  response.writeHead(200).end(readFileSync(clip));
});
const { port } = server;
test.after(async () => server[Symbol.asyncDispose]());

const env = { TOKEN: 'canary-token', PASSWORD: 'canary-password' };
const decorate = (input: string) =>
  runCli(['decorate', input, '-o', 'out.mkv', '--from-cues', 'cues.json', '--cues', 'sheet.json'], {
    cwd: folder,
    env,
  });

test('placeholders are filled in, and shown nowhere', async () => {
  const { code, stdout, stderr } = await decorate(
    `http://me:{env:PASSWORD}@127.0.0.1:${port}/clip.mkv?token={env:TOKEN}`,
  );
  assert.is(code, 0, stderr);
  assert.ok(asked.some((line) => line?.includes('token=canary-token')));
  const sheet = readFileSync(join(folder, 'sheet.json'), 'utf8');
  assert.not.match(stdout + stderr + sheet, /canary/);
  assert.is((JSON.parse(sheet) as { input: string }).input, `http://127.0.0.1:${port}/clip.mkv?…`);
});

test('errors hold no secret, also where the password was not encoded', async () => {
  for (const input of [
    'http://127.0.0.1:canary/word@127.0.0.1:1/canary@x?token=canary',
    'rtmp://127.0.0.1:canary/word@127.0.0.1:1/app/canary',
    'http://me:canary@127.0.0.1:1/x.mkv?token=canary',
  ]) {
    const { code, stdout, stderr } = await decorate(input);
    assert.is(code, 2, stderr);
    assert.match(stderr, /in plain/);
    assert.not.match(stdout + stderr, /canary/);
  }
});

test.run();
