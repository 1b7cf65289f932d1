/** Copying means keeping: what players go by is in the output as it was in the input. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { execFileSync } from 'node:child_process';
import { cue, file, make, noise, relayed } from '../clips.ts';

const SMALL = '-f lavfi -i testsrc2=s=160x90:r=25';
const H264 = '-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p';
const HEVC = '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p';

/** An entry of a file's first picture stream, as ffprobe reads it. */
function seen(path: string, entry: string): string {
  const words = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', `stream=${entry}`];
  const text = execFileSync('ffprobe', [...words, '-of', 'csv=p=0', path], { encoding: 'utf8' });
  return text.split('\n')[0]?.trim() ?? '';
}

const plain = make('plain.mp4', SMALL, noise(48_000), `-t 2 ${H264} -c:a aac`);

/** The muxer refused the header, since the container's shape was not the codec's. */
for (const from of ['mp4', 'mov', 'mkv'])
  test(`the display shape that ${from} says is kept, whatever the pictures say`, async () => {
    const input = make(`wide.${from}`, `-i ${plain} -c copy -aspect 4:3`);
    assert.is(seen(input, 'display_aspect_ratio'), '4:3');
    for (const to of ['mp4', 'mov', 'mkv']) {
      const output = file(`wide-${from}-out.${to}`);
      await relayed(input, output, { cues: [cue(1)] });
      assert.is(seen(output, 'display_aspect_ratio'), '4:3', to);
    }
  });

/** HEVC came out as hev1, which Apple's players do not show. */
for (const [name, words, outputs] of [
  ['hvc1.mp4', `${HEVC} -tag:v hvc1`, ['mp4', 'mov', 'm4v']],
  ['hev1.mp4', `${HEVC} -tag:v hev1`, ['mp4', 'mov']],
  ['avc3.mp4', `${H264} -tag:v avc3`, ['mp4', 'mov']],
  ['apco.mov', '-c:v prores_ks -profile:v 0', ['mov', 'mkv']],
  ['apch.mov', '-c:v prores_ks -profile:v 3', ['mov', 'mkv']],
  ['dvcp.mov', '-s 720x576 -pix_fmt yuv420p -c:v dvvideo', ['mov']],
  ['dvpp.mov', '-s 720x576 -pix_fmt yuv411p -c:v dvvideo', ['mov']],
  ['xdv7.mov', '-s 1920x1080 -r 24 -pix_fmt yuv420p -c:v mpeg2video -b:v 35M -tag:v xdv7', ['mov']],
] as const)
  test(`the codec's tag in ${name} is kept`, async () => {
    const input = make(name, SMALL, noise(48_000), `-t 0.5 ${words} -c:a aac`);
    const tag = seen(input, 'codec_tag_string');
    for (const to of outputs) {
      const output = file(`${name}-out.${to}`);
      await relayed(input, output);
      assert.is(seen(output, 'codec_tag_string'), tag, to);
    }
  });

test('a tag that the container does not know is left to it', async () => {
  const input = make('plain.ts', `-i ${plain} -c copy`);
  for (const to of ['mp4', 'mov', 'mkv', 'flv']) {
    const output = file(`plain-ts-out.${to}`);
    await relayed(input, output);
    assert.is(seen(output, 'codec_name'), 'h264', to);
  }
});

test.run();
