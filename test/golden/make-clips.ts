/**
 * Makes the recordings in test/fixtures/golden/clips. They are kept, since another FFmpeg codes them otherwise and the
 * golden files hold hashes of their packets: run this only to add one, and keep the others.
 *
 *   node scripts/run.mjs test/golden/make-clips.ts NAME…
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenFile } from '../support/golden.ts';
import { scratch } from '../support/scratch.ts';

const side = scratch('golden-clips');
const aside = (name: string): string => join(side, name);

const PICTURE = '-f lavfi -i testsrc2=s=96x64:r=25';
const TONE = '-f lavfi -i aevalsrc=0.2*sin(2*PI*440*t):s=44100';
const H264 = '-c:v libx264 -preset veryfast -crf 32 -bf 2 -g 12 -pix_fmt yuv420p';

writeFileSync(
  aside('words.srt'),
  '1\n00:00:00,300 --> 00:00:00,800\nHello <i>you</i>\n\n2\n00:00:00,900 --> 00:00:01,200\nTwo\nlines\n',
);
writeFileSync(aside('letters.ttf'), Buffer.alloc(500, 7));

/** Words for ffmpeg, split at blanks, before the clip's name. */
const CLIPS: Readonly<Record<string, string>> = {
  'talk.mp4': `${PICTURE} ${TONE} -t 1.4 ${H264} -c:a aac -ac 1 -metadata title=Talk`,
  'hevc.mp4': `${PICTURE} ${TONE} -t 1.4 -c:v libx265 -preset ultrafast -x265-params log-level=none -g 12 -c:a aac -ac 1`,
  'vp9.webm': `${PICTURE} ${TONE} -t 1.4 -ac 2 -c:v libvpx-vp9 -b:v 60k -deadline realtime -cpu-used 8 -c:a libopus -b:a 32k`,
  'stream.mpegts': `${PICTURE} ${TONE} -t 1.4 -ac 1 ${H264} -c:a aac -f mpegts`,
  'mute.mp4': `${PICTURE} -t 1.4 ${H264}`,
  'voice.mp3': `${TONE} -t 1.4 -ac 1`,
  'alone.wav': `${TONE} -t 1.4 -ar 22050 -ac 1 -c:a pcm_s16le`,
  'dub.mkv': `${PICTURE} ${TONE} -f lavfi -i sine=300:r=44100 -t 1.4 -map 0 -map 1 -map 2 ${H264} -c:a:0 flac -c:a:1 aac -disposition:a:0 0 -disposition:a:1 default -metadata:s:a:0 language=deu -metadata:s:a:1 language=eng`,
  'words.mkv': `${PICTURE} ${TONE} -i ${aside('words.srt')} -t 1.4 ${H264} -c:a flac -ac 1 -c:s srt -metadata:s:s:0 language=eng`,
  'song.mp3': `${TONE} -i ${aside('cover.png')} -map 0 -map 1 -t 1.4 -c:v copy -id3v2_version 3 -disposition:v:0 attached_pic`,
  'font.mkv': `${PICTURE} -attach ${aside('letters.ttf')} -metadata:s:t mimetype=application/x-truetype-font -t 1.4 ${H264}`,
  'seven.mkv': `${PICTURE} ${TONE} -t 1.4 ${H264} -ac 8 -c:a flac`,
  'turned.mp4': `-i ${aside('upright.mp4')} -c copy -metadata:s:v:0 rotate=90`,
  'short-sound.mkv': `-f lavfi -i testsrc2=s=96x64:r=25:d=1.4 -f lavfi -i sine=440:r=48000:d=0.7 ${H264} -c:a flac`,
};

function make(words: string, file: string): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...words.split(' '), '-fflags', '+bitexact', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

make('-f lavfi -i testsrc2=s=48x48 -frames:v 1', aside('cover.png'));
make(`${PICTURE} ${TONE} -t 1.4 ${H264} -c:a aac -ac 1`, aside('upright.mp4'));
mkdirSync(goldenFile('clips'), { recursive: true });
for (const name of process.argv.slice(2)) {
  const words = CLIPS[name];
  if (words === undefined) throw new Error(`no clip ${name}; there are ${Object.keys(CLIPS).join(' ')}`);
  make(words, goldenFile(`clips/${name}`));
}
