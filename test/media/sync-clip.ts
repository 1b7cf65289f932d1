/** A clip whose flashes and beeps tell what became of its time: both begin together at each whole second from 1 on. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { file, make } from './clips.ts';

const RATE = 48_000;
/** A beep is a sine of 1 kHz, 40 ms long. */
const BEEP_S = 0.04;
/** A picture whose mean luma is above this is a flash; the others are far darker. */
const WHITE = 200;

/** 320×180, 25 pictures a second, H.264 with B frames, AAC; `seconds` long (10). */
export function syncClip(seconds = 10, name = 'sync.mp4', coding = CODING): string {
  if (existsSync(file(name))) return file(name);
  const sound = file(`${name}.raw`);
  writeFileSync(sound, beepsOf(seconds));
  return make(
    name,
    `-f lavfi -i testsrc2=s=320x180:r=25 -f s16le -ar ${RATE} -ac 1 -i ${sound} -t ${seconds}`,
    '-vf drawbox=c=white:t=fill:enable=lt(mod(t\\,1)\\,0.04)*gt(t\\,0.5)',
    coding,
  );
}

const CODING = '-c:v libx264 -preset veryfast -bf 2 -g 50 -pix_fmt yuv420p -c:a aac -b:a 96k';

function beepsOf(seconds: number): Int16Array {
  const samples = new Int16Array(seconds * RATE);
  for (let second = 1; second < seconds; second += 1)
    for (let i = 0; i < BEEP_S * RATE; i += 1)
      samples[second * RATE + i] = Math.round(16_000 * Math.sin((2 * Math.PI * 1_000 * i) / RATE));
  return samples;
}

const run = (program: string, args: readonly string[]): Buffer =>
  execFileSync(program, args, { maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] });

/** The decoded pictures' own times, in order of showing, in seconds, and whether each is a flash. */
export function shownPictures(path: string, stream = 0): { at: number; white: boolean }[] {
  const lines = run('ffmpeg', [
    ...['-v', 'error', '-copyts', '-i', path, '-map', `0:v:${stream}`, '-fps_mode', 'passthrough'],
    ...['-vf', 'scale=16:16,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-'],
    ...['-f', 'null', '-'],
  ])
    .toString()
    .split('\n');
  const shown: { at: number; white: boolean }[] = [];
  let at = NaN;
  for (const line of lines) {
    const time = /pts_time:(\S+)/.exec(line);
    if (time !== null) at = Number(time[1]);
    const luma = /YAVG=(\S+)/.exec(line);
    if (luma !== null) shown.push({ at, white: Number(luma[1]) > WHITE });
  }
  return shown;
}

/** When each flash begins. */
export function flashesOf(shown: readonly { readonly at: number; readonly white: boolean }[]): number[] {
  return shown.filter(({ white }, i) => white && shown[i - 1]?.white !== true).map(({ at }) => at);
}

/** When each beep begins, by the decoded sound's own time stamps. */
export function beeps(path: string, stream = 0): number[] {
  const map = ['-map', `0:a:${stream}`];
  const raw = run('ffmpeg', ['-v', 'error', '-i', path, ...map, '-ac', '1', '-f', 'f32le', '-']);
  const samples = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
  const frames = JSON.parse(
    run('ffprobe', [
      ...['-v', 'error', '-select_streams', `a:${stream}`, '-show_entries', 'frame=pts_time,nb_samples'],
      ...['-show_entries', 'stream=sample_rate', '-of', 'json', path],
    ]).toString(),
  ) as { frames: { pts_time: string; nb_samples: number }[]; streams: { sample_rate: string }[] };
  const rate = Number(frames.streams[0]?.sample_rate);
  const found: number[] = [];
  let first = 0;
  for (const { pts_time, nb_samples } of frames.frames) {
    for (const place of beepsIn(samples.subarray(first, first + nb_samples), rate)) {
      const at = Number(pts_time) + place;
      if (at - (found.at(-1) ?? -Infinity) > 0.3) found.push(at);
    }
    first += nb_samples;
  }
  return found;
}

/** Where loud sound is, in seconds: only the first of each beep counts. */
function beepsIn(samples: Float32Array, rate: number): number[] {
  const at = samples.findIndex((sample) => Math.abs(sample) > 0.1);
  return at < 0 ? [] : [at / rate];
}

/** How far the beeps lie from their flashes. */
export interface Sync {
  readonly flashes: readonly number[];
  readonly beeps: readonly number[];
  /** Of each flash that has a beep within half a second, the beep's lateness in ms. */
  readonly late: readonly number[];
}

/** Compares times of flashes and beeps, in seconds. */
export function syncOf(flashes: readonly number[], heard: readonly number[]): Sync {
  const late = flashes.flatMap((flash) => {
    const [nearest] = heard.map((beep) => beep - flash).sort((a, b) => Math.abs(a) - Math.abs(b));
    return nearest === undefined || Math.abs(nearest) > 0.5 ? [] : [Math.round(nearest * 10_000) / 10];
  });
  return { flashes, beeps: heard, late };
}

/** What a recording shows and sounds like. */
export const syncIn = (path: string): Sync => syncOf(flashesOf(shownPictures(path)), beeps(path));
