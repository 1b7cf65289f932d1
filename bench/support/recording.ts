/** The recording that the file benchmarks use: ten minutes of 720p30 H.264 with moving pictures and continuous talk. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { speakTalk } from '../talks/speak.ts';
import { TALKS } from '../talks/talks.ts';

const MINUTES = 10;

/** Makes it once (about two minutes) and keeps it in runs/bench, which git ignores. */
export async function benchRecording(): Promise<string> {
  const folder = join(import.meta.dirname, '..', '..', 'runs', 'bench');
  const file = join(folder, `talk-${MINUTES}min-720p30.mp4`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  console.error(`making ${file} …`);
  const talks = join(folder, 'talks');
  for (const talk of TALKS) await speakTalk(talk, talks);
  const list = join(talks, 'list.txt');
  writeFileSync(list, TALKS.map(({ id }) => `file '${id}.mp4'`).join('\n'));
  const speech = join(talks, 'speech.wav');
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'concat',
    '-i',
    list,
    '-vn',
    '-ac',
    '2',
    '-ar',
    '48000',
    speech,
  ]);
  const part = join(folder, 'part.mp4');
  try {
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-y', '-stream_loop', '-1', '-i', speech],
      // Moving shapes with grain, as a camera's picture: a still one would decode too fast to be honest.
      ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30,noise=alls=8:allf=t'],
      ...[
        '-map',
        '1:v',
        '-map',
        '0:a',
        '-t',
        String(MINUTES * 60),
        '-c:v',
        'libx264',
        '-preset',
        'superfast',
      ],
      ...['-b:v', '4M', '-g', '60', '-bf', '2', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '160k', part],
    ]);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
    rmSync(talks, { recursive: true, force: true });
  }
  return file;
}
