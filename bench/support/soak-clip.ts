/** The clip that soaks: a white flash and a beep at each even second, small pictures; and how to find them again. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** Looking at a recording must not take the processor away from the session that is measured. */
const run = (program: string, args: readonly string[]) => execute('nice', ['-n', '19', program, ...args]);
const RATE = 48_000;
const FPS = 25;
const SECONDS = 60;
/** Of a recording, this much is looked at. */
const LOOK_S = 20;
/** Brightness (0…255) of a flash; the test picture's mean is about half of it. */
const WHITE = 230;
/** Loudest sample of a beep after the filter, as a part of its peak, that counts as its beginning. */
const ONSET = 0.3;
/** A beep belongs to the flash that is at most this far away. */
const NEAR_S = 0.4;

/** Makes it once and keeps it in runs/bench. */
export async function soakClip(): Promise<string> {
  const folder = join(import.meta.dirname, '..', '..', 'runs', 'bench');
  const file = join(folder, 'soak-60s.mp4');
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const part = join(folder, `soak-${process.pid}.mp4`);
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${FPS}`],
    ...['-f', 'lavfi', '-i', `aevalsrc=0.3*sin(2*PI*8000*t)*lt(mod(t\\,2)\\,0.02):s=${RATE}:c=stereo`],
    ...['-t', String(SECONDS), '-vf', 'drawbox=c=white:t=fill:enable=lt(mod(t\\,2)\\,0.03)'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '50', '-sc_threshold', '0'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '160k', part],
  ]);
  renameSync(part, file);
  return file;
}

/** Seconds by which beeps come after their flashes in a recording, the median; undefined where there are none. */
export async function syncOf(file: string, scratch: string): Promise<number | undefined> {
  const [flashes, beeps] = await Promise.all([flashesIn(file), beepsIn(file, join(scratch, 'beeps.raw'))]);
  const off = flashes.flatMap((flash) => {
    const beep = beeps.find((own) => Math.abs(own - flash) < NEAR_S);
    return beep === undefined ? [] : [beep - flash];
  });
  return off.toSorted((a, b) => a - b)[Math.floor(off.length / 2)];
}

async function flashesIn(file: string): Promise<number[]> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `movie=${file.replaceAll(/([\\':,])/g, '\\$1')},signalstats`],
    ...[
      '-read_intervals',
      `%+${LOOK_S}`,
      '-show_entries',
      'frame=pts_time:frame_tags=lavfi.signalstats.YAVG',
    ],
    ...['-of', 'csv=p=0'],
  ]);
  let before = false;
  return stdout.split('\n').flatMap((line) => {
    const [time, bright] = line.split(',').map(Number);
    const white = (bright ?? 0) > WHITE;
    const begins = white && !before;
    before = white;
    return begins && time !== undefined ? [time] : [];
  });
}

async function beepsIn(file: string, raw: string): Promise<number[]> {
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-t', String(LOOK_S), '-i', file, '-vn', '-ac', '1'],
    // Effects sound too; hardly any reaches so high.
    ...['-af', 'highpass=f=7000,highpass=f=7000,highpass=f=7000', '-f', 'f32le', raw],
  ]);
  const { stdout } = await run('ffprobe', [
    ...[
      '-v',
      'error',
      '-select_streams',
      'a:0',
      '-show_entries',
      'packet=pts_time',
      '-read_intervals',
      '%+#1',
    ],
    ...['-of', 'csv=p=0', file],
  ]);
  const begins = Number(stdout.split('\n')[0]?.replace(',', ''));
  const bytes = await readFile(raw);
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const onsets: number[] = [];
  let quiet = RATE;
  for (const [index, value] of samples.entries()) {
    const loud = Math.abs(value) > ONSET * peak;
    if (loud && quiet > RATE / 2) onsets.push(begins + index / RATE);
    quiet = loud ? 0 : quiet + 1;
  }
  return onsets;
}
