/** What may be opened follows from what was asked for: no media file and no server makes us read other files. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addToLibrary } from '../../../src/library/add.ts';
import { decodeAudioFile } from '../../../src/library/decode.ts';
import { RecordedSource } from '../../../src/media/input/recorded-source.ts';
import { serveHttp } from '../../support/servers.ts';
import { rejects } from '../../support/within.ts';
import { file, folder, make, noise, VIDEO } from '../clips.ts';

const sound = make('sound.wav', noise(48_000), '-t 1');
const clip = make('clip.ts', VIDEO, noise(48_000), '-t 2 -c:v libx264 -g 25 -c:a aac');
const SCRIPT = `ffconcat version 1.0\nfile ${sound}\n`;
const list = (segment: string): string =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${segment}\n#EXT-X-ENDLIST\n`;

/** Packets that can be read there. */
async function packetsOf(url: string): Promise<number> {
  await using source = await RecordedSource.open(url, { pictures: false, speech: false });
  while ((await source.read()) !== undefined);
  return source.counts.packets;
}

test('a sound file that is a list of files is no media, for a library and as an input', async () => {
  for (const [name, text] of [
    ['script.wav', SCRIPT],
    ['script.mp4', SCRIPT],
    ['list.wav', list(clip)],
    ['list.mkv', list(clip)],
  ] as const) {
    writeFileSync(file(name), text);
    await rejects(packetsOf(file(name)), /is no recording that FFmpeg can read/);
    await rejects(decodeAudioFile(file(name)), /is no recording that FFmpeg can read/);
  }
  assert.ok((await packetsOf(sound)) > 0);
});

test('a playlist and a concat script that are named as such are read', async () => {
  writeFileSync(file('own.m3u8'), list('clip.ts'));
  assert.ok((await packetsOf(file('own.m3u8'))) > 50);
  writeFileSync(file('own.ffconcat'), 'ffconcat version 1.0\nfile clip.ts\n');
  assert.ok((await packetsOf(file('own.ffconcat'))) > 50);
});

test('links that lead out of the folder are no sounds of a library', async () => {
  const sounds = join(folder, 'sounds');
  mkdirSync(sounds);
  writeFileSync(join(sounds, 'own.wav'), readFileSync(sound));
  symlinkSync('own.wav', join(sounds, 'inside.wav'));
  symlinkSync(sound, join(sounds, 'outside.wav'));
  symlinkSync('/nowhere.wav', join(sounds, 'dangling.wav'));
  const { effects, skipped } = await addToLibrary({ folder: sounds }, () => undefined);
  assert.equal(effects.map((effect) => effect.file).sort(), ['inside.wav', 'own.wav']);
  assert.equal(skipped.map((one) => one.file).sort(), ['dangling.wav', 'outside.wav']);
  assert.match(skipped.find((one) => one.file === 'outside.wav')?.reason ?? '', /link to a place outside/);
});

test('a playlist from the network opens no file of this machine', async () => {
  const answers: Readonly<Record<string, string | Buffer>> = {
    '/file.m3u8': list(`file:${clip}`),
    '/plain.m3u8': list(clip),
    '/script.ts': SCRIPT,
    '/concat.m3u8': list(`concat:${clip}`),
    '/good.m3u8': list('clip.ts'),
    '/clip.ts': readFileSync(clip),
  };
  await using server = await serveHttp((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  assert.ok((await packetsOf(server.url('good.m3u8'))) > 50, 'its own segments are read');
  for (const path of ['file.m3u8', 'plain.m3u8', 'script.ts', 'concat.m3u8'])
    await rejects(packetsOf(server.url(path)), /cannot be opened/);
});

test.run();
