/** What the benchmarks play: recordings with moving pictures and continuous talk, made once. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { speakTalk } from '../talks/speak.ts';
import { TALKS } from '../talks/talks.ts';

const MINUTES = 10;
const run = promisify(execFile);

const folder = join(import.meta.dirname, '..', '..', 'runs', 'bench');

/** Makes it once (about two minutes) and keeps it in runs/bench, which git ignores. */
export const benchRecording = (): Promise<string> =>
  once(`talk-${MINUTES}min-720p30.mp4`, '1280x720', ['-t', String(MINUTES * 60), '-b:v', '4M', '-g', '60']);

/** What a stream carries: 60 s of 1080p30 H.264 at a steady 6 Mbit/s, key pictures every 2 s, B frames, talk. */
export const benchStream = (): Promise<string> =>
  once('talk-60s-1080p30.mp4', '1920x1080', [
    ...['-t', '60', '-b:v', '6M', '-maxrate', '6M', '-bufsize', '6M', '-g', '60', '-keyint_min', '60'],
    ...['-sc_threshold', '0'],
  ]);

/** The same packets in a container without codec tags. */
export async function benchStreamUntagged(): Promise<string> {
  const clip = await benchStream();
  const file = clip.replace(/mp4$/, 'mkv');
  if (existsSync(file)) return file;
  const part = join(folder, `part-${process.pid}.mkv`);
  await run('ffmpeg', ['-v', 'error', '-y', '-i', clip, '-c', 'copy', part]);
  renameSync(part, file);
  return file;
}

/** Moving shapes with grain, as a camera's picture (a still one would decode too fast to be honest), and talk. */
async function once(name: string, size: string, video: readonly string[]): Promise<string> {
  const file = join(folder, name);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  console.error(`making ${file} …`);
  const talks = join(folder, `talks-${process.pid}`);
  const part = join(folder, `part-${process.pid}.mp4`);
  try {
    const files: string[] = [];
    for (const talk of TALKS) {
      await speakTalk(talk, talks);
      files.push(join(talks, `${talk.id}.mp4`));
    }
    const speech = join(talks, 'speech.wav');
    await joinSound(files, speech);
    await run('ffmpeg', [
      ...['-v', 'error', '-y', '-stream_loop', '-1', '-i', speech],
      ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30,noise=alls=8:allf=t`],
      ...['-map', '1:v', '-map', '0:a', '-c:v', 'libx264', '-preset', 'superfast', ...video],
      ...['-bf', '2', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '160k', part],
    ]);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
    rmSync(talks, { recursive: true, force: true });
  }
  return file;
}

/** The sound of files, one after the other, as a stereo wave file at 48 kHz. */
async function joinSound(files: readonly string[], to: string): Promise<void> {
  const list = `${to}.txt`;
  writeFileSync(list, files.map((file) => `file '${file}'`).join('\n'));
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', list],
    ...['-vn', '-ac', '2', '-ar', '48000', to],
  ]);
}
