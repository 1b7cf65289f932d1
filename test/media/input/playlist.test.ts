/** HLS shows that end, over a web server of the test, by a fast clock. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { parsePlaylist } from '../../../src/media/input/playlist.ts';
import { serveHttp, type TestServer } from '../../support/servers.ts';
import { file, make } from '../clips.ts';
import { CODED, Listening } from './peers.ts';

/** A web server for the folder of clips. */
const serve = (): Promise<TestServer> =>
  serveHttp((request, response) => {
    const path = file(basename(request.url ?? ''));
    if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });

/** Six segments of a second, NAME0.ts to NAME5.ts, and their finished playlist NAME.m3u8. */
function segments(name: string, pitch: number): void {
  make(
    `${name}.m3u8`,
    `-f lavfi -i testsrc2=s=160x120:r=25 -f lavfi -i sine=f=${pitch}:r=48000`,
    CODED,
    '-t 6 -f hls -hls_time 1 -hls_list_size 0',
  );
}

const list = (sequence: number, names: readonly string[], ended: boolean): string =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-TARGETDURATION:1',
    `#EXT-X-MEDIA-SEQUENCE:${sequence}`,
    ...names.flatMap((name) => ['#EXTINF:1.0,', name]),
    ...(ended ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n');

/** Seconds of sound, and pictures, that a connection gave. */
const given = (input: Listening, connection: number): { seconds: number; pictures: number } => ({
  seconds: Math.round(
    input.blocks
      .filter((item) => item.connection === connection)
      .reduce((sum, { block }) => sum + block.samples.length / 48_000, 0),
  ),
  pictures: input.packets.filter((item) => item.connection === connection).length,
});

segments('one', 400);
segments('two', 600);

test('a finished playlist plays once, by the clock; another one at its address plays too', async () => {
  await using server = await serve();
  writeFileSync(file('show.m3u8'), readFileSync(file('one.m3u8')));
  const clock = systemClock(4);
  const began = clock.now();
  await using input = new Listening(server.url('show.m3u8'), { clock, speech: false });
  await input.until('the end', () => input.noted('input-ended').length === 1);
  const took = (clock.now() - began) / 1000;
  assert.ok(took > 5.4, `6 s took ${took} s`);
  assert.equal(given(input, 0), { seconds: 6, pictures: 150 });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.is(input.connections.length, 1, 'nothing is played again');
  writeFileSync(file('show.m3u8'), readFileSync(file('two.m3u8')));
  await input.until('the end of the second', () => input.noted('input-ended').length === 2);
  assert.equal(given(input, 1), { seconds: 6, pictures: 150 });
  assert.ok((input.connections[1]?.start ?? 0) > (input.blocks[0]?.block.start ?? 0));
  assert.equal(input.noted('input-lost'), []);
  await input.close();
});

test('a live show that ends, ends; the same segments in a playlist that goes on are not played again', async () => {
  await using server = await serve();
  const names = [0, 1, 2, 3, 4, 5].map((i) => `one${i}.ts`);
  writeFileSync(file('live.m3u8'), list(0, names.slice(0, 3), false));
  await using input = new Listening(server.url('live.m3u8'), { clock: systemClock(2), speech: false });
  await input.until('the newest segment', () => input.packets.length > 20);
  writeFileSync(file('live.m3u8'), list(1, names.slice(1, 4), true));
  await input.until('the end', () => input.noted('input-ended').length === 1);
  assert.equal(given(input, 0), { seconds: 2, pictures: 50 }, 'the live edge and what followed');
  // The show goes on after all: its playlist is open again, with one more segment.
  writeFileSync(file('live.m3u8'), list(2, names.slice(2, 5), false));
  await input.until('the new segment', () => input.packets.length > 70);
  writeFileSync(file('live.m3u8'), list(2, names.slice(2, 5), true));
  await input.until('its end', () => input.noted('input-ended').length === 2);
  assert.is(given(input, 1).pictures, 25);
  assert.equal(input.noted('input-lost'), []);
  await input.close();
});

test('what a playlist says', () => {
  assert.equal(parsePlaylist(list(7, ['a.ts', 'b.ts'], true)), {
    ended: true,
    segments: ['7 a.ts', '8 b.ts'],
  });
  assert.equal(parsePlaylist('rubbish\r\n'), { ended: false, segments: ['0 rubbish'] });
  assert.equal(parsePlaylist(''), { ended: false, segments: [] });
});

test.run();
