/** Cover pictures: copied as they are, and never decoded, however large they are. */
import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { file, make, noise, packets, runRecording } from '../clips.ts';

/** Of one colour: 430 KB of PNG, 430 MB when decoded. */
const large = make('large.png', '-f lavfi -i color=red:s=12000x12000 -frames:v 1');
const png = make('cover.png', '-f lavfi -i testsrc2=s=300x200 -frames:v 1');
const sound = make('sound.m4a', noise(48_000), '-t 1 -c:a aac');

/** Size of the cover as its reader finds it. */
const sizeOf = (path: string): string => {
  const words = `-v error -select_streams v -show_entries stream=width,height -of csv=p=0 ${path}`;
  return execFileSync('ffprobe', words.split(' ')).toString().trim();
};

const covered = (name: string, picture: string): string =>
  name.endsWith('mkv')
    ? make(name, `-i ${sound} -attach ${picture} -metadata:s:t mimetype=image/png -c copy`)
    : make(name, `-i ${sound} -i ${picture} -map 0 -map 1 -c:v copy -disposition:v attached_pic`);

test('a large cover is not decoded to find out what it is', async () => {
  const before = process.resourceUsage().maxRSS;
  for (const name of ['big.m4a', 'big.mp3', 'big.mkv']) {
    const path = covered(name, large);
    await using input = await openInput(path);
    assert.is(input.info.streams.filter(({ cover }) => cover).length, 1, name);
  }
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  assert.ok(grown < 300, `${Math.round(grown)} MB`);
});

for (const from of ['m4a', 'mp3', 'mkv'])
  test(`the cover of .${from} is kept, with its size, in every container that has covers`, async () => {
    const input = covered(`in.${from}`, png);
    for (const to of ['m4a', 'mp3', 'flac', 'mka']) {
      const output = file(`${from}-out.${to}`);
      await runRecording(input, output);
      assert.is(sizeOf(output), '300,200', to);
      const [own] = packets(input, 'v:0');
      assert.is(packets(output, 'v:0')[0]?.data_hash, own?.data_hash, to);
    }
  });

test.run();
