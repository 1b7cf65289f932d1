/** Inputs that go on with another header in the middle: what follows used to be read with the first one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeAudioFile } from '../../../src/library/decode.ts';
import { PlaylistParts } from '../../../src/media/input/http/playlist-parts.ts';
import { serveHttp } from '../../support/servers.ts';
import { rejects } from '../../support/within.ts';
import { file, folder, make, noise, runRecording } from '../clips.ts';
import { flvOf, flvTags } from './flv.ts';
import { Listening } from './peers.ts';

const CODED = '-c:v libx264 -preset ultrafast -bf 2 -g 25 -pix_fmt yuv420p -c:a aac';
const source = (size: string): string =>
  `-f lavfi -i testsrc2=s=${size}:r=25 -f lavfi -i sine=f=1000:r=48000 -t 2`;

/** Size of every picture that decodes, and what the decoder says against the file. */
function decoded(path: string): { readonly sizes: Record<string, number>; readonly faults: string } {
  const words = '-v error -select_streams v -show_entries frame=width,height -of csv=p=0';
  const out = execFileSync('sh', ['-c', `ffprobe ${words} '${path}' 2>&1`]).toString();
  const sizes: Record<string, number> = {};
  for (const [size] of out.matchAll(/^\d+,\d+/gm)) sizes[size] = (sizes[size] ?? 0) + 1;
  return { sizes, faults: out.replace(/^(\d+,\d+)?,?\n/gm, '').slice(0, 300) };
}

const WHOLE = { sizes: { '320,180': 50, '180,320': 50 }, faults: '' };

/** Two takes as playlists of fragmented MP4 with segments of 1 s; the second goes on in time, or begins anew. */
const shows = join(folder, 'shows');
mkdirSync(shows);
for (const [name, size, more] of [
  ['wide', '320x180', ''],
  ['tall', '180x320', '-output_ts_offset 2'],
] as const)
  make(
    `shows/${name}.m3u8`,
    source(size),
    CODED,
    `${more} -f hls -hls_time 1 -hls_segment_type fmp4 -hls_list_size 0`.trim(),
    `-hls_fmp4_init_filename ${name}-init.mp4 -hls_segment_filename ${shows}/${name}%d.m4s`,
  );
const part = (name: string): Buffer => readFileSync(join(shows, name));
const take = (name: string): Buffer =>
  Buffer.concat([part(`${name}-init.mp4`), part(`${name}0.m4s`), part(`${name}1.m4s`)]);
const FRAGMENTS = '-movflags frag_keyframe+empty_moov';
const fragments = (name: string, more: string): Buffer =>
  readFileSync(make(name, source(more === '' ? '320x180' : '180x320'), `${CODED} ${FRAGMENTS}`));
writeFileSync(file('joined.mp4'), Buffer.concat([take('wide'), take('tall')]));
writeFileSync(file('cat.mp4'), Buffer.concat([fragments('cat1.mp4', ''), fragments('cat2.mp4', 'tall')]));

for (const input of ['joined.mp4', 'cat.mp4'])
  for (const to of ['mkv', 'mp4', 'ts', 'flv'])
    test(`fragmented MP4 of two recordings with headers of their own: ${input} to ${to}`, async () => {
      const output = file(`${input}-out.${to}`);
      const { duration, damaged, sizes } = (await runRecording(file(input), output)).summary;
      assert.equal([sizes?.count, sizes?.to], [1, { width: 180, height: 320 }]);
      assert.ok(Math.abs((sizes?.at ?? 0) / 1e6 - 2) < 0.1);
      assert.equal(decoded(output), WHOLE);
      assert.ok(Math.abs(duration / 1e6 - 4) < 0.1, `${duration} µs`);
      assert.is(damaged, 0);
    });

test('a sound that is joined in the same way is heard whole', async () => {
  const sounds = ['48000', '44100'].map((rate) =>
    readFileSync(make(`${rate}.m4a`, noise(48_000), `-t 1 -ar ${rate} -c:a aac -f mp4 ${FRAGMENTS}`)),
  );
  writeFileSync(file('joined.m4a'), Buffer.concat(sounds));
  const { channels } = await decodeAudioFile(file('joined.m4a'));
  const seconds = (channels[0]?.length ?? 0) / 48_000;
  assert.ok(Math.abs(seconds - 2) < 0.15, `${seconds} s`);
});

test('FLV whose header changes inside, to every container', async () => {
  const [wide, tall] = ['320x180', '180x320'].map((size) =>
    flvTags(readFileSync(make(`${size}.flv`, source(size), CODED))),
  );
  const later = (tall ?? []).filter(({ type }) => type !== 18).map((tag) => ({ ...tag, at: tag.at + 2000 }));
  writeFileSync(file('two.flv'), flvOf([...(wide ?? []), ...later]));
  for (const to of ['mkv', 'mp4', 'ts', 'flv']) {
    const output = file(`two-out.${to}`);
    const { summary } = await runRecording(file('two.flv'), output);
    assert.is(summary.sizes?.count, 1);
    assert.equal(decoded(output), WHOLE, to);
  }
});

const map = (name: string): string => `#EXT-X-MAP:URI="${name}-init.mp4"`;
const HEAD = '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0';
const segment = (name: string, i: number): string => `#EXTINF:1,\n${name}${i}.m4s`;
const LINES = [
  map('wide'),
  segment('wide', 0),
  segment('wide', 1),
  '#EXT-X-DISCONTINUITY',
  map('tall'),
  segment('tall', 0),
  segment('tall', 1),
];
const both = [HEAD, ...LINES, '#EXT-X-ENDLIST', ''].join('\n');

test('a playlist over HTTP whose header changes is read whole', async () => {
  await using server = await serveHttp((request, response) => {
    const name = basename(request.url ?? '');
    response.end(name === 'both.m3u8' ? both : part(name));
  });
  for (const to of ['mkv', 'mp4']) {
    const output = file(`both-out.${to}`);
    await runRecording(server.url('both.m3u8'), output);
    assert.equal(decoded(output), WHOLE, to);
  }
});

test('so is one that a master playlist names, as most are', async () => {
  const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=900000\nboth.m3u8\n';
  await using server = await serveHttp((request, response) => {
    const name = basename(request.url ?? '');
    response.end({ 'master.m3u8': master, 'both.m3u8': both }[name] ?? part(name));
  });
  const output = file('master-out.mkv');
  await runRecording(server.url('master.m3u8'), output);
  assert.equal(decoded(output), WHOLE);
});

test('where a master playlist names another address each time, no part is read twice', async () => {
  let times = 0;
  await using server = await serveHttp((request, response) => {
    const name = basename(request.url ?? '').replace(/\?.*/, '');
    if (name === 'master.m3u8') times += 1;
    const master = `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=900000\nboth.m3u8?session=${times}\n`;
    response.end({ 'master.m3u8': master, 'both.m3u8': both }[name] ?? part(name));
  });
  await rejects(runRecording(server.url('master.m3u8'), file('y.mkv')), /by other addresses each time/);
});

test('the same playlist on this machine is refused, not read with the wrong header', async () => {
  writeFileSync(join(shows, 'both.m3u8'), both);
  await rejects(runRecording(join(shows, 'both.m3u8'), file('x.mkv')), /goes on with another header/);
  writeFileSync(join(shows, 'one.m3u8'), [HEAD, ...LINES.slice(0, 3), '#EXT-X-ENDLIST', ''].join('\n'));
  await runRecording(join(shows, 'one.m3u8'), file('one-out.mkv'));
  assert.equal(decoded(file('one-out.mkv')).sizes, { '320,180': 50 });
});

test('a header inside a file of segments is read alone, however long the file is', async () => {
  const [wide, tall] = [part('wide-init.mp4'), part('tall-init.mp4')];
  const one = join(shows, 'one-file.mp4');
  writeFileSync(one, Buffer.concat([wide, tall]));
  truncateSync(one, 3 * 2 ** 30);
  const at = (bytes: Buffer, offset: number): string =>
    `#EXT-X-MAP:URI="one-file.mp4",BYTERANGE="${bytes.length}@${offset}"`;
  const lines = [at(wide, 0), segment('wide', 0), at(tall, wide.length), segment('tall', 0)];
  writeFileSync(join(shows, 'one-file.m3u8'), [HEAD, ...lines, '#EXT-X-ENDLIST', ''].join('\n'));
  await rejects(runRecording(join(shows, 'one-file.m3u8'), file('z.mkv')), /goes on with another header/);
});

test('so is one at the begin of a long file, named without its length', async () => {
  for (const name of ['wide', 'tall']) {
    writeFileSync(join(shows, `${name}-long-init.mp4`), part(`${name}-init.mp4`));
    truncateSync(join(shows, `${name}-long-init.mp4`), 65_000_000);
  }
  writeFileSync(join(shows, 'long.m3u8'), both.replaceAll('-init', '-long-init'));
  await rejects(runRecording(join(shows, 'long.m3u8'), file('l.mkv')), /goes on with another header/);
});

test('a playlist longer than any show needs is read as it is', async () => {
  const lines = [HEAD, ...LINES.slice(0, 3), '#EXT-X-ENDLIST', ''].join('\n');
  writeFileSync(join(shows, 'much.m3u8'), lines + `#${'.'.repeat(98)}\n`.repeat(650_000));
  await runRecording(join(shows, 'much.m3u8'), file('much-out.mkv'));
  assert.equal(decoded(file('much-out.mkv')).sizes, { '320,180': 50 });
});

test('live: a show goes on behind the header that changes, as behind a sender that began anew', async () => {
  let asked = 0;
  await using server = await serveHttp((request, response) => {
    const name = basename(request.url ?? '');
    if (name !== 'live.m3u8') return void response.end(part(name));
    // One segment more each time.
    asked += 1;
    const shown = { 1: 2, 2: 3, 3: 6 }[asked] ?? 7;
    response.end([HEAD, ...LINES.slice(0, shown), ...(shown === 7 ? ['#EXT-X-ENDLIST'] : []), ''].join('\n'));
  });
  await using input = new Listening(server.url('live.m3u8'), { speech: false });
  await input.until('the end of the show', () => input.noted('input-ended').length > 0);
  const count = (connection: number): number =>
    input.packets.filter((packet) => packet.connection === connection && packet.stream === 0).length;
  assert.equal(
    input.connections.map(({ info, continues }) => [info.video?.width, continues]),
    [
      [320, false],
      [180, true],
    ],
  );
  assert.equal([count(0), count(1)], [50, 50]);
  assert.equal(input.noted('input-lost'), []);
});

test('parts of a playlist: by number, so that a header that comes again is no way back', async () => {
  const names = ['a', 'a', 'ad', 'ad', 'a', 'a'];
  const lines = names.flatMap((name, i) => [map(name), segment(name, i)]);
  const text = [HEAD.replace(/0$/, '7'), ...lines, '#EXT-X-ENDLIST', ''].join('\n');
  const from = new URL('http://host.test/x/list.m3u8');
  const fetch = (url: URL): Promise<Buffer> => Promise.resolve(Buffer.from(url.pathname));
  const segments = (of: string): string[] => of.split('\n').filter((line) => /^[^#]/.test(line));
  let first: ReadonlyMap<string, number> | undefined;
  const seen: string[][] = [];
  for (let i = 0; i < 5; i += 1) {
    const parts = new PlaylistParts(fetch, first);
    const cut = await parts.cut(text, from);
    assert.match(cut, new RegExp(`MEDIA-SEQUENCE:${7 + seen.flat().length}\n`));
    seen.push(segments(cut));
    if (!parts.goesOn) break;
    first = parts.next;
  }
  assert.equal(seen, [
    ['a0.m4s', 'a1.m4s'],
    ['ad2.m4s', 'ad3.m4s'],
    ['a4.m4s', 'a5.m4s'],
  ]);
});

test.run();
