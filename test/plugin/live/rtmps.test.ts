/** A show to a platform over RTMPS: the authority of its certificate is known, as a person would make it known. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { CERTIFICATE, tlsBefore } from '../../support/tls.ts';
import { makeShow } from './show.ts';
import { pictures, runs } from './sync.ts';
import { watch } from './watched.ts';

const folder = scratch('live-rtmps');
const KEY = 'canary-key-4419';

testWithModel('over RTMPS all pictures arrive unchanged, and the key shows nowhere', async () => {
  const { mp4 } = makeShow(folder);
  await using server = await startRtmpServer(join(folder));
  using tls = await tlsBefore(server.port);
  const live = watch(
    [
      mp4,
      '--realtime',
      '--asr',
      'none',
      '--delay',
      '1',
      '--to',
      `rtmps://localhost:${tls.port}/live/{env:KEY}`,
    ],
    { env: { NODE_EXTRA_CA_CERTS: CERTIFICATE, KEY } },
  );
  await live.until('output connected');
  await sleep(6_000);
  const { stderr } = await live.stop();
  assert.is(live.of('output lost').length, 0, stderr);
  assert.match(String(tls.protocols[0]), /^TLSv1\.[23]$/);
  const units = await pictures(server.recordings()[0] ?? '');
  const found = runs(units, await pictures(mp4));
  assert.is(found.length, 1, JSON.stringify(found));
  assert.ok((found[0]?.length ?? 0) > 100, JSON.stringify(found));
  assert.not.match(stderr, KEY);
});

test.run();
