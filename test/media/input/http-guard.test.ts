/**
 * Where an HTTP input may lead. Names are found by the test: `far.example` lies on the internet, so far as the rules can
 * tell, and is connected to here all the same.
 */
import type { LookupAddress } from 'node:dns';
import { request } from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mayLead, nearnessOf, type Nearness } from '../../../src/media/input/http/address-rules.ts';
import { guardHttp } from '../../../src/media/input/http/guarded-http.ts';
import {
  marked,
  markedManifest,
  markedPlaylist,
  unmarked,
} from '../../../src/media/input/http/marked-address.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { serveHttp } from '../../support/servers.ts';
import { tlsBefore } from '../../support/tls.ts';
import { rejects } from '../../support/within.ts';
import { file, make } from '../clips.ts';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CODED } from './peers.ts';

test('how near an address is', () => {
  const cases: Record<Nearness, readonly string[]> = {
    public: ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'],
    private: [
      '10.1.2.3',
      '198.18.0.7',
      '172.16.0.1',
      '192.168.1.1',
      '100.64.0.1',
      'fd12::1',
      '::ffff:192.168.0.1',
    ],
    'link-local': ['169.254.169.254', '168.63.129.16', 'fe80::1', '::ffff:169.254.169.254'],
    loopback: ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'],
    elsewhere: [
      '0.0.0.0',
      '::',
      '224.0.0.1',
      '255.255.255.255',
      '2002:7f00:1::',
      '::7f00:1',
      '2001::1',
      'x',
      '',
    ],
  };
  for (const [nearness, addresses] of Object.entries(cases))
    for (const address of addresses) assert.is(nearnessOf(address), nearness, address);
});

test('an address leads as far as one likes, and never nearer', () => {
  const near: readonly Nearness[] = ['public', 'private', 'link-local', 'loopback'];
  for (const [i, home] of near.entries())
    for (const [j, target] of near.entries())
      assert.is(mayLead(home, target), j <= i && (j !== 2 || i === 2), `${home} → ${target}`);
  assert.not(mayLead('loopback', 'elsewhere'));
  assert.ok(mayLead('elsewhere', 'public'));
});

test('a marked address says what it stands for, and relative ones keep the mark', () => {
  for (const address of [
    'https://host.example/a/b.m3u8?x=1',
    'https://host.example:8443/',
    'http://host.example/a',
    'http://127.0.0.1:8080/a',
    'https://[::1]:9000/a',
  ]) {
    const url = new URL(marked(address));
    assert.is(url.protocol, 'http:');
    assert.match(url.hostname, /\.momentfx\.invalid$/);
    const back = unmarked(url);
    assert.is(back?.href, new URL(address).href);
    assert.is(unmarked(new URL('../c.ts', url))?.href, new URL('../c.ts', address).href);
    assert.is(marked(url.href), url.href);
  }
  assert.is(unmarked(new URL('http://host.example/')), undefined);
});

test('addresses in lists of segments are marked; those that are names of schemes stay', () => {
  const list =
    '#EXT-X-KEY:METHOD=AES-128,URI="https://k.example/key"\nseg0.ts\nhttp://s.example/1.ts\n//t.example:81/2.ts\n';
  assert.is(
    markedPlaylist(list, 'https'),
    '#EXT-X-KEY:METHOD=AES-128,URI="http://k.example.443.tls.momentfx.invalid/key"\nseg0.ts\nhttp://s.example.80.plain.momentfx.invalid/1.ts\nhttp://t.example.81.tls.momentfx.invalid/2.ts\n',
  );
  const manifest =
    '<MPD xmlns="http://www.w3.org/x" schemeIdUri="http://dash.example"><BaseURL>https://s.example/</BaseURL><x media="http://m.example/$Number$.m4s"/>';
  assert.is(
    markedManifest(manifest),
    '<MPD xmlns="http://www.w3.org/x" schemeIdUri="http://dash.example"><BaseURL>http://s.example.443.tls.momentfx.invalid/</BaseURL><x media="http://m.example.80.plain.momentfx.invalid/$Number$.m4s"/>',
  );
});

/** What the guard answers to a request for `path` of the address that it guards. */
function ask(
  guard: { readonly url: string; readonly options: Readonly<Record<string, string>> },
  path: string,
) {
  const { hostname, port } = new URL(guard.options['http_proxy'] ?? '');
  return new Promise<{ status: number; location: string | undefined; body: string }>((resolve, reject) => {
    request({ hostname, port, path: new URL(path, guard.url).href, agent: false }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += String(part)));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** Names of the test, each with what it seems to be; all are connected to on this machine. */
const found =
  (names: Readonly<Record<string, readonly string[]>>) =>
  (host: string): Promise<readonly LookupAddress[]> =>
    Promise.resolve(
      (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

test('from the internet to this machine: redirect, name, number, a name that changes its mind', async () => {
  await using server = await serveHttp((_, response) => response.end('secret'));
  const names: Record<string, readonly string[]> = {
    'far.example': ['8.8.8.8'],
    'near.example': ['127.0.0.1'],
    'cloud.example': ['169.254.169.254'],
  };
  for (const target of [
    `http://127.0.0.1:${server.port}/`,
    `http://[::1]:${server.port}/`,
    `http://near.example:${server.port}/`,
    'http://cloud.example/latest/meta-data/',
    'http://192.168.0.1/',
  ]) {
    await using guard = await guardHttp('http://far.example/show.m3u8', found(names));
    assert.is((await ask(guard, marked(target))).status, 502, target);
    assert.is(guard.refused?.code, 'input-forbidden');
    assert.match(guard.refused?.message ?? '', /where an address on the internet may not lead/);
  }
  // Far away when it is looked at first, and here when it is asked.
  const answers = [['8.8.8.8'], ['127.0.0.1']];
  const turning = (): Promise<readonly LookupAddress[]> =>
    Promise.resolve((answers.shift() ?? ['127.0.0.1']).map((address) => ({ address, family: 4 })));
  await using guard = await guardHttp(`http://far.example:${server.port}/`, turning);
  assert.is((await ask(guard, '/')).status, 502);
  assert.is(guard.refused?.code, 'input-forbidden');
  assert.is(server.callers.size, 0, 'nobody came to the server');
});

test('a redirect is followed with its mark, by whoever asked', async () => {
  await using server = await serveHttp((_, response) =>
    response.writeHead(302, { location: 'https://elsewhere.example/x' }).end(),
  );
  await using guard = await guardHttp(server.url('a'));
  const { status, location } = await ask(guard, '/a');
  assert.equal([status, location], [302, 'http://elsewhere.example.443.tls.momentfx.invalid/x']);
});

test('whoever is no demuxer of ours gets nothing: no mark, no request', async () => {
  await using server = await serveHttp((_, response) => response.end('x'));
  await using guard = await guardHttp(server.url('a'));
  assert.is((await ask(guard, server.url('a'))).status, 400);
});

make(
  'guard.m3u8',
  '-f lavfi -i testsrc2=s=160x120:r=25 -f lavfi -i sine=f=400:r=48000',
  CODED,
  '-t 3 -f hls -hls_time 1 -hls_list_size 0',
);

/** Reads an input to its end. */
async function readAll(address: string): Promise<number> {
  const { Packet } = await import('node-av/lib');
  await using input = await openInput(address);
  const packet = new Packet();
  packet.alloc();
  let pictures = 0;
  try {
    while (await input.read(packet)) {
      if (packet.streamIndex === input.info.video?.index) pictures += 1;
      packet.unref();
    }
  } finally {
    packet.free();
  }
  return pictures;
}

test('a playlist whose second segment lies with a stranger inside TLS: nothing is taken from there, and it is said', async () => {
  await using server = await serveHttp((asked, response) => {
    const name = basename(asked.url ?? '');
    const text = readFileSync(file(name));
    if (name !== 'guard.m3u8') return void response.end(text);
    response.end(text.toString().replace('guard1.ts', `https://localhost:${front.port}/guard1.ts`));
  });
  using front = await tlsBefore(server.port);
  await rejects(readAll(server.url('guard.m3u8')), /cannot be trusted|self.signed/i);
});

test('what no_proxy names does not go past the guard', async () => {
  const before = process.env['no_proxy'];
  process.env['no_proxy'] = '*';
  try {
    await using server = await serveHttp((asked, response) => {
      const name = basename(asked.url ?? '');
      const text = readFileSync(file(name));
      if (name !== 'guard.m3u8') return void response.end(text);
      response.end(text.toString().replace('guard1.ts', `//[::ffff:169.254.0.1]:${server.port}/guard1.ts`));
    });
    await rejects(readAll(server.url('guard.m3u8')), /where an address on this machine may not lead/);
  } finally {
    if (before !== undefined) process.env['no_proxy'] = before;
  }
});

test('a playlist of this machine plays whole', async () => {
  await using server = await serveHttp((asked, response) =>
    response.end(readFileSync(file(basename(asked.url ?? '')))),
  );
  assert.is(await readAll(server.url('guard.m3u8')), 75);
  await using other = await serveHttp((asked, response) => {
    const name = basename(asked.url ?? '');
    const text = readFileSync(file(name)).toString('latin1');
    response.end(
      name === 'guard.m3u8'
        ? text.replace('guard1.ts', server.url('guard1.ts'))
        : Buffer.from(text, 'latin1'),
    );
  });
  assert.is(await readAll(other.url('guard.m3u8')), 75);
});

test.run();
