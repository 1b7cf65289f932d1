/** Where what a server sends may lead: real servers behind names that the test resolves; FFmpeg asks as it does. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Packet } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { openPlannedInput } from '../../../src/media/input/demuxer.ts';
import type { Network } from '../../../src/media/input/http/guarded-request.ts';
import { GuardedHttp } from '../../../src/media/input/http/guarded-http.ts';
import { networkOf } from '../../../src/media/input/http/address-rules.ts';
import { planInput } from '../../../src/media/input/plan.ts';
import { serveHttp, serveTcp } from '../../support/servers.ts';
import { tlsBefore } from '../../support/tls.ts';
import { rejects } from '../../support/within.ts';
import { make, noise, VIDEO } from '../clips.ts';
import { Listening } from './peers.ts';

const CODED = '-t 1 -c:v libx264 -g 25 -c:a aac';
const segment = readFileSync(make('segment.ts', VIDEO, noise(48_000), CODED));
/** Its index stands at its end: whoever reads it goes there first, and back. */
const clip = readFileSync(make('clip.mp4', VIDEO, noise(48_000), '-t 20 -c:v libx264 -c:a aac'));

type Answer = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

/** A web server of these answers, and what it was asked for. */
async function serve(answers: Record<string, Answer>) {
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (typeof answer === 'function') answer(request, response);
    else response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  return { ...server, answers, asked };
}

/** Names of the test, each with its addresses, one after the other where there are several; all are this machine. */
const network = (names: Record<string, readonly string[]>): Network => {
  const times = new Map<string, number>();
  return {
    lookup: (host) => {
      const addresses = names[host];
      if (addresses === undefined) return Promise.reject(new Error(`no host ${host}`));
      const time = times.get(host) ?? 0;
      times.set(host, time + 1);
      const address = addresses[Math.min(time, addresses.length - 1)] ?? '';
      return Promise.resolve([{ address, family: 4 }]);
    },
    dial: () => '127.0.0.1',
  };
};

const PUBLIC = network({
  'cdn.test': ['203.0.113.5'],
  'other.test': ['203.0.113.6'],
  'inner.test': ['10.1.2.3'],
  'moving.test': ['203.0.113.7', '127.0.0.1'],
});

/** Packets that can be read there. */
async function packetsOf(url: string, over: Network | null = PUBLIC): Promise<number> {
  const plan = await planInput({ address: new Address(url), mode: 'recorded' });
  await using input = await openPlannedInput(plan, url, over === null ? {} : { network: over });
  using packet = new Packet();
  packet.alloc();
  let count = 0;
  for (; await input.read(packet); packet.unref()) count += 1;
  return count;
}

const list = (...lines: string[]): string =>
  ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-TARGETDURATION:1', ...lines, '#EXT-X-ENDLIST', ''].join('\n');
const one = (name: string): string => `#EXTINF:1,\n${name}`;

test('addresses that are not everybody’s', () => {
  const name = (address: string): string | undefined => networkOf(address)?.name;
  for (const address of ['203.0.113.5', '8.8.8.8', '2606:4700::1111', '64:ff9b::808:808', '172.32.0.1'])
    assert.is(name(address), undefined, address);
  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
  ])
    assert.is(name(address), 'this machine', address);
  assert.is(name('64:ff9b::a00:1'), name('10.200.0.1'));
  assert.is(name('192.168.1.1'), name('192.168.7.9'));
  assert.is.not(name('192.168.1.1'), name('10.0.0.1'));
  assert.is(name('fd12::1'), name('fd12:3::9'));
  assert.is.not(name('169.254.169.254'), name('169.254.1.1'));
  assert.is.not(name('fe80::1%eth0'), undefined);
  for (const address of ['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', '255.255.255.255', 'ff02::1'])
    assert.is(name(address), address);
});

test('a public server leads to no address of this machine or its networks, however it is written', async () => {
  await using inner = await serve({ '/s.ts': segment });
  await using outer = await serve({});
  const { port } = inner;
  const at = (path: string): string => `http://cdn.test:${outer.port}/${path}?token=secret`;
  const offer = (path: string, answer: Answer): void =>
    void (outer.answers[`/${path}?token=secret`] = answer);
  const to =
    (location: string): Answer =>
    (_, response) =>
      response.writeHead(302, { location }).end();
  offer('good.ts', segment);
  offer('moved.ts', to(`http://other.test:${outer.port}/good.ts?token=secret`));
  const count = await packetsOf(at('good.ts'));
  assert.ok(count > 20);
  assert.is(await packetsOf(at('moved.ts')), count, 'another public server');
  for (const host of ['127.0.0.1', '0x7f.1', '2130706433', 'inner.test', '10.0.0.1', '169.254.169.254']) {
    offer('redirect.ts', to(`http://${host}:${port}/s.ts`));
    offer('segment.m3u8', list(one(`http://${host}:${port}/s.ts`)));
    offer('key.m3u8', list(`#EXT-X-KEY:METHOD=AES-128,URI="http://${host}:${port}/k.key"`, one('good.ts')));
    offer('map.m3u8', list(`#EXT-X-MAP:URI="http://${host}:${port}/m.mp4"`, one('good.ts')));
    offer('variant.m3u8', `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://${host}:${port}/v.m3u8\n`);
    offer('tunnel.m3u8', list(one(`httpproxy://${host}:${port}/s.ts`)));
    for (const path of ['redirect.ts', 'segment.m3u8', 'key.m3u8', 'map.m3u8', 'variant.m3u8']) {
      const fault = await rejects(
        packetsOf(at(path)),
        /cdn\.test:\d+\/\S+\?… leads to \S+.* must not send us/,
      );
      assert.not.match(fault.message, /secret/);
      assert.is((fault as { code?: string }).code, 'input-forbidden');
    }
    await rejects(packetsOf(at('tunnel.m3u8')), /cannot be opened/);
  }
  for (const host of ['[::1]', '[::ffff:127.0.0.1]', '[fe80::1]', '[fd00:ec2::254]']) {
    offer('redirect.ts', to(`http://${host}:${port}/s.ts`));
    await rejects(packetsOf(at('redirect.ts')), /leads to \S+.* must not send us/);
  }
  assert.equal(inner.asked, []);
});

test('no name leads elsewhere at its second look, no_proxy opens no other way, and DASH is no other case', async () => {
  await using inner = await serve({ '/s.ts': segment });
  const { port } = inner;
  await using outer = await serve({});
  outer.answers['/moving.m3u8'] = (_, response) =>
    response.end(
      list(one(`http://moving.test:${outer.port}/one.ts`), one(`http://moving.test:${port}/s.ts`)),
    );
  outer.answers['/one.ts'] = segment;
  await rejects(
    packetsOf(`http://cdn.test:${outer.port}/moving.m3u8`),
    /leads to moving\.test \(127\.0\.0\.1\)/,
  );
  outer.answers['/show.mpd'] = [
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"',
    ' mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period>',
    '<AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1">',
    `<BaseURL>http://127.0.0.1:${port}/s.ts</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ].join('');
  await rejects(packetsOf(`http://cdn.test:${outer.port}/show.mpd`), /leads to 127\.0\.0\.1, this machine/);
  process.env['no_proxy'] = '127.0.0.1, localhost';
  try {
    outer.answers['/show.m3u8'] = list(one(`http://127.0.0.1:${port}/s.ts`));
    await rejects(packetsOf(`http://cdn.test:${outer.port}/show.m3u8`), /leads to 127\.0\.0\.1/);
    assert.is(process.env['NO_PROXY'], '127.0.0.1, localhost', 'others still find it');
  } finally {
    delete process.env['no_proxy'];
    delete process.env['NO_PROXY'];
  }
  assert.equal(inner.asked, []);
});

test('an address of a private network leads on inside that network, and to the world', async () => {
  await using server = await serve({ '/s.ts': segment });
  const { port, answers } = server;
  const lan = network({
    'cam.lan': ['192.168.1.5'],
    'nas.lan': ['192.168.1.9'],
    'far.lan': ['10.0.0.1'],
    'cdn.test': ['203.0.113.5'],
    'here.test': ['127.0.0.1'],
  });
  const from = async (own: string, ...hosts: string[]): Promise<number> => {
    answers['/show.m3u8'] = list(...hosts.map((host) => one(`http://${host}:${port}/s.ts`)));
    return packetsOf(`http://${own}:${port}/show.m3u8`, lan);
  };
  assert.ok((await from('cam.lan', 'cam.lan', 'nas.lan', 'cdn.test')) > 60);
  await rejects(
    from('cam.lan', 'cam.lan', 'far.lan'),
    /leads to far\.lan \(10\.0\.0\.1\), an address of a private/,
  );
  await rejects(from('cam.lan', 'here.test'), /leads to here\.test \(127\.0\.0\.1\), this machine/);
  assert.ok((await from('here.test', 'here.test', 'cdn.test')) > 40);
  await rejects(from('here.test', 'nas.lan'), /leads to nas\.lan/);
});

test('what is refused in the middle ends the reading with its reason; what is missing there does not', async () => {
  await using server = await serve({ '/s.ts': segment });
  const { port, answers } = server;
  answers['/show.m3u8'] = list(one('s.ts'), one('missing.ts'), one('s.ts'));
  const whole = await packetsOf(`http://cdn.test:${port}/show.m3u8`);
  assert.ok(whole > 60, `${whole}`);
  answers['/show.m3u8'] = list(one('s.ts'), one('s.ts'), one(`http://inner.test:${port}/s.ts`), one('s.ts'));
  await rejects(packetsOf(`http://cdn.test:${port}/show.m3u8`), /leads to inner\.test \(10\.1\.2\.3\)/);
});

test('segments inside TLS are asked for their certificate', async () => {
  await using server = await serve({ '/s.ts': segment });
  using front = await tlsBefore(server.port);
  server.answers['/show.m3u8'] = list(one(`https://localhost:${front.port}/s.ts`));
  const own = `localhost:${server.port}/show.m3u8`;
  await rejects(
    packetsOf(`http://${own}`, null),
    /cannot be opened \(at localhost:\d+\)\. The server's certificate cannot be trusted \(.*SELF_SIGNED/,
  );
  assert.equal(server.asked, ['/show.m3u8']);
});

test('addresses of FFmpeg’s own protocol of playlists are read over HTTP, and lead no further', async () => {
  await using inner = await serve({ '/s.ts': segment });
  await using server = await serve({ '/s.ts': segment, '/show.m3u8': list(one('s.ts'), one('s.ts')) });
  const { port } = server;
  for (const scheme of ['hls://', 'hls+http://'])
    assert.ok((await packetsOf(`${scheme}cdn.test:${port}/show.m3u8`)) > 40, scheme);
  server.answers['/show.m3u8'] = list(one(`http://127.0.0.1:${inner.port}/s.ts`));
  for (const scheme of ['hls://', 'hls+http://'])
    await rejects(packetsOf(`${scheme}cdn.test:${port}/show.m3u8`), /leads to 127\.0\.0\.1, this machine/);
  assert.equal(inner.asked, []);
});

test('nobody but the FFmpeg that was told uses the guard’s port', async () => {
  await using server = await serve({ '/s.ts': segment });
  const address = `http://127.0.0.1:${server.port}/s.ts`;
  await using guard = await GuardedHttp.to(address, 'it');
  const proxy = new URL(guard.options['http_proxy'] ?? '');
  const status = async (authorization?: string): Promise<number> => {
    const headers = authorization === undefined ? {} : { 'proxy-authorization': authorization };
    const asked = ask({ host: proxy.hostname, port: proxy.port, path: address, headers, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode ?? 0;
  };
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  assert.is(await status(), 407);
  assert.is(await status(basic('ffmpeg:guess')), 407);
  assert.equal(server.asked, []);
  assert.is(await status(basic(`${proxy.username}:${proxy.password}`)), 200);
});

test('what is refused ends the read at once: nothing behind it is asked for', async () => {
  await using server = await serve({ '/s.ts': segment });
  server.answers['/show.m3u8'] = list(
    one('s.ts'),
    one(`http://inner.test:${server.port}/s.ts`),
    one('next.ts'),
  );
  await rejects(packetsOf(`http://cdn.test:${server.port}/show.m3u8`), /leads to inner\.test/);
  assert.not(server.asked.includes('/next.ts'));
});

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

test('live, too, it is said where an input leads astray, and that nobody answers', async () => {
  await using server = await serve({ '/live.m3u8': list(one('http://10.255.0.1/s.ts')) });
  for (const [address, reason] of [
    [server.url('live.m3u8'), /leads to 10\.255\.0\.1, an address of a private network/],
    ['http://127.0.0.1:9/live.ts', /cannot be opened \(connect ECONNREFUSED 127\.0\.0\.1:9\)/],
  ] as const) {
    const input = new Listening(address, { speech: false });
    await input.until('a reason', () => input.noted('input-retry').length > 0);
    const [note] = input.noted('input-retry');
    assert.match(note?.type === 'input-retry' ? note.reason : '', reason);
    await input.close();
  }
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
