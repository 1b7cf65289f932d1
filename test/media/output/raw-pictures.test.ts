/** Raw pictures in a layout that QuickTime does not name were written as another one, without a word. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { file, make, packets, runRecording, VIDEO } from '../clips.ts';
import { rejects } from '../../support/within.ts';

for (const [name, codec] of [
  ['planar.y4m', ''],
  ['planar.nut', '-c:v rawvideo '],
] as const)
  test(`${name} to MOV is refused, with a way out`, async () => {
    const input = make(name, `${VIDEO} -t 1 ${codec}-pix_fmt yuv420p`);
    const error = await rejects(runRecording(input, file('raw.mov')), /MOV cannot hold rawvideo video/);
    assert.match((error as Error & { nextStep: string }).nextStep, 'Convert the picture to H.264 first.');
  });

test('raw pictures of a MOV stay as they are', async () => {
  const input = make('named.mov', `${VIDEO} -t 1 -c:v rawvideo -pix_fmt uyvy422`);
  await runRecording(input, file('kept.mov'));
  const hashes = (path: string): string[] => packets(path, 'v:0').map(({ data_hash }) => data_hash);
  assert.equal(hashes(file('kept.mov')), hashes(input));
});

test.run();
