/** Bodies of HTTP answers that their servers packed. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unpacked, wholeBody } from '../../../src/media/input/http/body.ts';
import { serveHttp } from '../../support/servers.ts';
import { rejects, within } from '../../support/within.ts';

test('a packed body that is too long lets go of its connection', async () => {
  await using server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    // It is never ended.
    response.write(gzipSync(Buffer.alloc(20_000_000)));
  });
  const [answer] = (await once(get(server.url('')), 'response')) as [IncomingMessage];
  const closed = new Promise((resolve) => answer.once('close', resolve));
  await rejects(wholeBody(unpacked(answer, {})), /too long/);
  await within(closed, 2_000, 'the end of the connection');
  assert.ok(answer.destroyed);
});

test.run();
