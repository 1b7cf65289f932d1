/** What live outputs do not carry of their input is said in one line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { containerFor, FLV, HLS } from '../../../src/media/output/containers.ts';
import { leftOutLive } from '../../../src/media/output/left-out.ts';
import { file, make, noise, VIDEO } from '../clips.ts';

const info = async (path: string) => {
  await using input = await openInput(path);
  return input.info;
};

test('a second sound and subtitles are named, with their numbers and languages', async () => {
  const words = join(import.meta.dirname, '../../fixtures/field');
  const captions = make('one.srt', `-f srt -i ${words}/C-reference.srt`);
  const path = make(
    'two.mkv',
    `${VIDEO} ${noise(48_000)} -i ${captions} -t 1 -map 0 -map 1 -map 1 -map 2 -metadata:s:a:1 language=deu -c:s srt`,
  );
  assert.equal(leftOutLive(await info(path), []), [
    'Left out: sound (vorbis) in German, stream 2; subtitles (subrip), stream 3. Live outputs carry one picture and one sound.',
  ]);
});

test('of one picture and one sound nothing is left out', async () => {
  make('plain.mp4', `${VIDEO} ${noise(48_000)} -t 1`);
  assert.equal(leftOutLive(await info(file('plain.mp4')), [FLV]), []);
});

test('chapters are named, and what a container does not say of the picture', async () => {
  writeFileSync(file('one.txt'), ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=One\n');
  const plain = make('small.mp4', `${VIDEO} ${noise(48_000)} -t 1 -c:v libx264 -pix_fmt yuv420p`);
  const path = make(
    'wide.mp4',
    `-i ${plain} -i ${file('one.txt')} -map 0 -map_chapters 1 -c copy -aspect 16:9`,
  );
  assert.equal(leftOutLive(await info(path), [FLV, containerFor('a.mp4'), FLV, HLS]), [
    'Left out: 1 chapter. Live outputs carry one picture and one sound.',
    'Left out: the display shape 16:9; FLV has no place for that.',
    'Left out: the display shape 16:9; HLS has no place for that.',
  ]);
});

test('of a recording, what its container has no place for; of a server nothing is missed', async () => {
  const said =
    '-metadata title=Night -metadata artist=Ada -metadata:s:a language=fra -metadata:s:v title=Stage';
  const path = make('said.mkv', `${VIDEO} ${noise(48_000)} -t 1 ${said}`);
  assert.equal(leftOutLive(await info(path), [FLV], []), []);
  assert.equal(leftOutLive(await info(path), [], [containerFor('a.mkv'), containerFor('a.mp4')]), []);
  assert.equal(leftOutLive(await info(path), [], [containerFor('a.ts'), FLV]), [
    'Left out: the description (artist); MPEG-TS has no place for that.',
    'Left out: the titles of streams (“Stage”); MPEG-TS has no place for that.',
    'Left out: the titles of streams (“Stage”); FLV has no place for that.',
    'Left out: the languages of streams (French); FLV has no place for that.',
  ]);
});

test.run();
