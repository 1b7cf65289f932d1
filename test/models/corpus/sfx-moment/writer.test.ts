import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DataWriter, type WrittenVideo } from '../../../../models/corpus/sfx-moment/writer.ts';
import { scratch } from '../../../support/scratch.ts';

const vector = new Float32Array(512).fill(0.1);
const video: WrittenVideo = {
  ...{ name: 'show', split: 'train', key: 'k', frames: [vector, vector] },
  texts: { tts: [], asr: [{ content: 'Hello.', start: 0, end: 1, embedding: vector }] },
  moments: [{ sfx: 'coin', first: 0, last: 1 }],
};
const encoders = { frame: 'f', text: 't', audio: 'a' };

test('what a process left that was ended while it wrote is neither read nor kept', async () => {
  const folder = scratch('data-writer');
  await (await DataWriter.open(folder)).write(video);
  const notes = join(folder, 'built');
  await writeFile(join(notes, 'other.json.123.part'), '{"version":1,"ke');
  await writeFile(join(notes, 'broken.json'), '{');
  await mkdir(join(folder, '.unfinished', 'other'), { recursive: true });
  const again = await DataWriter.open(folder);
  assert.ok(again.has('show', 'train', 'k'));
  assert.not(again.has('show', 'val', 'k'), 'of another split');
  assert.not(again.has('broken', 'train', 'k'));
  assert.equal((await readdir(notes)).sort(), ['broken.json', 'show.json']);
  assert.not((await readdir(folder)).includes('.unfinished'));
  await again.finish([], vector, encoders);
  assert.is(await readFile(join(folder, 'train_video.txt'), 'utf8'), 'show\n');
});

test('parts of a video that was never whole are not taken for those of the one that is written', async () => {
  const folder = scratch('data-writer');
  const texts = (stream: string): string => join(folder, 'video', stream, 'train', 'show.csv');
  const features = join(folder, 'video_feat', 'tts', 'train', 'show');
  const elsewhere = join(folder, 'video_feat', 'frame', 'val');
  for (const own of [features, join(elsewhere, 'show')]) await mkdir(own, { recursive: true });
  await mkdir(join(folder, 'video', 'tts', 'train'), { recursive: true });
  await writeFile(texts('tts'), 'content,start,end,feature\nBuy it.,0,1,00000.npy\n');
  await (await DataWriter.open(folder)).write(video);
  assert.match(await readFile(texts('asr'), 'utf8'), /Hello/);
  assert.equal(await readdir(join(folder, 'video', 'tts', 'train')), []);
  assert.equal(await readdir(join(folder, 'video_feat', 'tts', 'train')), []);
  assert.equal(await readdir(elsewhere), [], 'of the split that it was in then');
});

test.run();
