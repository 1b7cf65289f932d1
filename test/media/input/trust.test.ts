/** An input inside TLS is asked for its certificate: one that nobody vouches for is refused, unless a person says otherwise. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { authoritiesFile } from '../../../src/media/certificates.ts';
import { startCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { serveHttp } from '../../support/servers.ts';
import { CERTIFICATE, tlsBefore } from '../../support/tls.ts';
import { rejects } from '../../support/within.ts';
import { make, noise, VIDEO } from '../clips.ts';

const clip = make('clip.mkv', VIDEO, noise(48_000), '-t 1 -c:v libx264 -c:a aac');
let asked = 0;
const server = await serveHttp((_, response) => {
  asked += 1;
  response.writeHead(200).end(readFileSync(clip));
});
const front = await tlsBefore(server.port);
const url = `https://localhost:${front.port}/clip.mkv`;
test.after(async () => {
  front[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

test('a certificate that nobody vouches for: refused with a reason, nothing was asked', async () => {
  const fault = await rejects(openInput(url), /certificate cannot be trusted \(.*SELF_SIGNED.*\)/);
  assert.is((fault as { code?: string }).code, 'input-unreadable');
  assert.is(asked, 0);
  await rejects(openInput(`rtsps://localhost:${front.port}/x`), /certificate cannot be trusted/);
});

test('with the authority of a person, or the wish to trust anybody, it is read', async () => {
  const folder = scratch('trust');
  for (const env of [{ NODE_EXTRA_CA_CERTS: CERTIFICATE }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }]) {
    const cwd = folder;
    const sheet = join(folder, 'empty.json');
    spawnSync('sh', ['-c', `echo '{"version":1,"cues":[]}' > ${sheet}`]);
    const run = startCli(['decorate', url, '-o', 'out.mkv', '--from-cues', sheet], { cwd, env });
    const { code, stderr } = await run.outcome;
    assert.is(code, 0, stderr);
  }
});

test('a temporary folder that takes nothing does not keep FFmpeg from its authorities', async () => {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = '/proc';
  try {
    await using file = await authoritiesFile();
    assert.match(readFileSync(file.path, 'utf8'), /BEGIN CERTIFICATE/);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
});

test.run();
