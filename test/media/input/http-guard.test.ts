/** Where what a server sends may lead: real servers behind names that the test resolves; FFmpeg asks as it does. */
import { once } from 'node:events';
import { request as ask, type IncomingMessage } from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GuardedHttp } from '../../../src/media/input/http/guarded-http.ts';
import { networkOf } from '../../../src/media/input/http/address-rules.ts';
import { tlsBefore } from '../../support/tls.ts';
import { rejects } from '../../support/within.ts';
import { list, network, one, packetsOf, segment, serve, type Answer } from './http-servers.ts';
import { Listening } from './peers.ts';

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

test.run();
