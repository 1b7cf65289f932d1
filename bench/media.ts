/**
 * How long a recording takes on its way through the media room alone: reading, decoding, mixing, encoding, writing,
 * with nobody analysing. Run: node scripts/run.mjs bench/media.ts [MINUTES] [GOP]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecording } from '../src/media/program/recording.ts';
import { FOREVER, fromSeconds, subtract } from '../src/streams/time.ts';
import type { Cue } from '../src/streams/values.ts';

const minutes = Number(process.argv[2] ?? 10);
const gop = process.argv[3] ?? '250';
const folder = mkdtempSync(join(tmpdir(), 'momentfx-bench-'));

/** One minute of moving noise at 720p30, about 5 Mbit/s, repeated by stream copy. */
function makeClip(): string {
  const minute = join(folder, 'minute.mp4');
  const source = 'testsrc2=s=1280x720:r=30:d=60,noise=alls=5:allf=t';
  const sound = 'anoisesrc=d=60:c=pink:r=48000:a=0.2';
  const words = `-v error -y -f lavfi -i ${source} -f lavfi -i ${sound} -ac 2 -c:v libx264 -preset veryfast -b:v 5M -g ${gop} -pix_fmt yuv420p -c:a aac -b:a 128k`;
  execFileSync('ffmpeg', [...words.split(' '), minute]);
  const list = join(folder, 'list.txt');
  writeFileSync(list, `file ${minute}\n`.repeat(minutes));
  const clip = join(folder, 'clip.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', clip]);
  return clip;
}

const effect = Float32Array.from(
  { length: 48_000 },
  (_, i) => 0.4 * Math.sin(i * 0.06) * Math.exp(-i / 12_000),
);
const cues = Array.from({ length: minutes * 4 }, (_, i): Cue => {
  const at = fromSeconds(i * 15 + 7.3);
  return { id: `cue-${i}`, at, end: at, sfx: 'hum', tag: 'prompt', score: 1, alternatives: [] };
});

try {
  const input = makeClip();
  const before = process.cpuUsage();
  const started = performance.now();
  await using recording = await openRecording({
    input,
    output: join(folder, 'out.mp4'),
    duck: 6,
    gain: 0,
    limiter: true,
    effects: [{ id: 'hum', channels: [effect] }],
  });
  let heard = 0;
  const listen = async (): Promise<void> => {
    for await (const block of recording.speech) heard += block.samples.length;
  };
  const watch = async (): Promise<void> => {
    // The playhead of a recording follows about half a minute behind, as it does with speech recognition.
    for await (const { at } of recording.pictures) {
      if (at > 30e6) recording.decided(subtract(at, fromSeconds(30)));
      await recording.room();
    }
  };
  for (const cue of cues) recording.place(cue);
  const analysed = Promise.all([listen(), watch()]).then(() => recording.decided(FOREVER));
  const [summary] = await Promise.all([recording.run(), analysed]);
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    `${minutes} min of 720p30 H.264, key frames every ${gop}: ${wall.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} CPU-s`,
  );
  for (const [part, ms] of Object.entries({ ...summary.spent }))
    console.log(`  ${part.padEnd(9)} ${seconds(ms)}`);
  console.log(
    `  ${summary.framesDecoded} of ${minutes * 1800} frames decoded, ${summary.played} effects, ${heard / 16_000} s heard`,
  );
  console.log(
    `  delay line at most ${(summary.heldBytes / 2 ** 20).toFixed(0)} MiB; process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
