/** A show that nobody has seen: its exit code says so to whoever watches over it. */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg } from '../../support/talk.ts';

const folder = scratch('outputs-gone');
const clip = join(folder, 'clip.mp4');
ffmpeg(
  `-f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i sine=r=48000 -t 4 -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a aac ${clip}`,
);

testWithModel('every output refused: exit code 2; one that works is enough for 0', async () => {
  await using nginx = await startRtmpServer(subfolder(folder, 'nginx'), (key) => key === 'refused');
  const words = ['live', clip, '--realtime', '--asr', 'none', '--delay', '0'];
  const refused = await runCli([...words, '--to', nginx.url('refused')]);
  assert.is(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /ended without an output/);
  const half = await runCli([...words, '--to', nginx.url('refused'), '--to', join(folder, 'out.mkv')]);
  assert.is(half.code, 0, half.stderr);
});

test.run();
