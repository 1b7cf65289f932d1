/** How HTTP inputs are read through their guard: ranges, connections, proxies, servers with habits of their own. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { openPlannedInput } from '../../../src/media/input/demuxer.ts';
import { planInput } from '../../../src/media/input/plan.ts';
import { serveTcp } from '../../support/servers.ts';
import { rejects } from '../../support/within.ts';
import { make, noise, VIDEO } from '../clips.ts';
import { list, one, packetsOf, segment, serve } from './http-servers.ts';

/** Its index stands at its end: whoever reads it goes there first, and back. */
const clip = readFileSync(make('clip.mp4', VIDEO, noise(48_000), '-t 20 -c:v libx264 -c:a aac'));

test('an mp4 whose index stands at its end is read over one server’s ranges', async () => {
  let ranges = 0;
  await using server = await serve({
    '/clip.mp4': (request, response) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (from > 0) ranges += 1;
      const last = clip.length - 1;
      response.writeHead(206, {
        'content-range': `bytes ${from}-${last}/${clip.length}`,
        'content-length': clip.length - from,
        'accept-ranges': 'bytes',
      });
      response.end(clip.subarray(from));
    },
  });
  assert.ok((await packetsOf(`http://cdn.test:${server.port}/clip.mp4`)) > 1_000);
  assert.ok(ranges >= 2, `${ranges} ranges`);
});

test('segments come over connections that are kept; a playlist may be packed; a name and password go along', async () => {
  const callers = new Set<unknown>();
  await using server = await serve({ '/s.ts': segment });
  server.answers['/s.ts'] = (request, response) => {
    callers.add(request.socket);
    response.end(segment);
  };
  server.answers['/show.m3u8'] = (request, response) => {
    if (request.headers.authorization !== `Basic ${Buffer.from('me:pass').toString('base64')}`)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    response
      .writeHead(200, { 'content-encoding': 'gzip' })
      .end(gzipSync(list(...Array.from({ length: 8 }, () => one('s.ts')))));
  };
  assert.ok((await packetsOf(`http://me:pass@cdn.test:${server.port}/show.m3u8`)) > 300);
  assert.ok(callers.size <= 2, `${callers.size} connections`);
});

test('a server that closes a connection before it is used again costs no segment', async () => {
  const used = new Set<unknown>();
  let closed = 0;
  await using server = await serve({
    '/show.m3u8': list(one('s.ts'), one('s.ts'), one('s.ts')),
    '/s.ts': (request, response) => {
      if (used.has(request.socket)) {
        closed += 1;
        return void request.socket.destroy();
      }
      used.add(request.socket);
      response.end(segment);
    },
  });
  const count = await packetsOf(`http://cdn.test:${server.port}/s.ts`);
  assert.is(await packetsOf(`http://cdn.test:${server.port}/show.m3u8`), 3 * count);
  assert.ok(closed > 0);
});

test('a server that greets as Shoutcast does is read', async () => {
  await using server = await serveTcp((caller) => {
    caller.once('data', () => {
      caller.write('ICY 200 OK\r\nicy-name: test\r\nContent-Type: video/mp2t\r\n\r\n');
      caller.write(segment);
    });
  });
  const plan = await planInput({ address: new Address(server.url('live')), mode: 'live' });
  await using input = await openPlannedInput(plan, 'live');
  assert.is(input.info.container, 'mpegts');
});

test('a proxy that the environment names is asked for the world, by name', async () => {
  await using server = await serve({ '/s.ts': segment });
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    const url = new URL(request.url ?? '');
    seen.push(url.host);
    const { pathname: path } = url;
    ask({ host: '127.0.0.1', port: server.port, path }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  proxy.on('connect', (request, socket) => {
    seen.push(`inside ${request.url}`);
    const on = connect(server.port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    on.on('error', () => socket.destroy());
    socket.on('error', () => on.destroy());
    on.pipe(socket).pipe(on);
  });
  server.answers['/show.m3u8'] = list(one('s.ts'), one('http://far.example/s.ts'));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    assert.ok((await packetsOf('http://world.example/show.m3u8')) > 40);
    assert.equal([...new Set(seen)], ['world.example', 'far.example']);
    server.answers['/show.m3u8'] = list(one('http://inner.test/s.ts'));
    await rejects(packetsOf('http://world.example/show.m3u8'), /leads to inner\.test/);
    await rejects(packetsOf('https://world.example/show.m3u8'), /cannot be opened/);
    assert.ok(seen.includes('inside world.example:443'));
  } finally {
    delete process.env['http_proxy'];
    proxy.closeAllConnections();
    proxy.close();
  }
});

test('a guard ends with its input, also with one that cannot be opened', async () => {
  const open = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
  await using server = await serve({ '/s.ts': segment });
  // Those of the tests before are closing.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = open();
  await packetsOf(`http://cdn.test:${server.port}/s.ts`);
  await rejects(packetsOf(`http://cdn.test:${server.port}/missing.ts`), /cannot be opened/);
  await rejects(packetsOf('http://nowhere.test/missing.ts'), /there is no host nowhere\.test/);
  assert.is(open(), before);
});

test.run();
