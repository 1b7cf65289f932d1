/**
 * How little video must be decoded: for each way of sampling, CPU time for a minute of 1080p30 and accuracy on the spoken
 * talks, with key pictures every 2, 4 and 10 s and none at the cuts, as hardware encoders make them. Writes bench/sampling.svg.
 *
 *   node scripts/run.mjs bench/sampling.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordedSource } from '../src/media/input/recorded-source.ts';
import { resolveSettings } from '../src/plugin/config/options.ts';
import { toCueSheet } from '../src/plugin/cue-sheet.ts';
import { decorate } from '../src/plugin/decorate/session.ts';
import { fromSeconds, type Micros } from '../src/streams/time.ts';
import { barChart } from '../models/util/chart.ts';
import { addScores, describeScore, EMPTY_SCORE, scoreTalk, type Score } from './talks/score.ts';
import { speakTalk, type Truth } from './talks/speak.ts';
import { TALKS } from './talks/talks.ts';

/** How old a key picture may be that stands for a second; 0: each second is decoded exactly. */
const WAYS = [0, 2, 4, 60] as const;
/** Seconds between key pictures. */
const GROUPS = [2, 4, 10] as const;

const ffmpeg = (...words: string[]): void => void execFileSync('ffmpeg', ['-v', 'error', '-y', ...words]);
const keysEvery = (seconds: number): string[] => [
  ...['-force_key_frames', `expr:gte(t,n_forced*${seconds})`, '-g', '9999', '-sc_threshold', '0', '-bf', '2'],
];

function minuteOf1080p(folder: string, seconds: number): string {
  const file = join(folder, `1080p-${seconds}.mp4`);
  const picture = 'testsrc2=size=1920x1080:rate=30,noise=alls=8:allf=t';
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-b:v',
    '6M',
    '-maxrate',
    '6M',
    '-bufsize',
    '12M',
  ];
  ffmpeg(
    '-f',
    'lavfi',
    '-i',
    picture,
    '-t',
    '60',
    ...coding,
    ...keysEvery(seconds),
    '-pix_fmt',
    'yuv420p',
    file,
  );
  return file;
}

/** CPU seconds of reading a file and sampling its pictures, less those of reading it alone. */
async function costOf(
  file: string,
  fresh: Micros,
): Promise<{ readonly cpu: number; readonly decoded: number }> {
  const run = async (pictures: boolean): Promise<{ cpu: number; decoded: number }> => {
    const began = process.cpuUsage();
    await using source = await RecordedSource.open(file, { pictures, speech: false, packets: false, fresh });
    while ((await source.read()) !== undefined);
    const { user, system } = process.cpuUsage(began);
    return { cpu: (user + system) / 1e6, decoded: source.counts.framesDecoded };
  };
  const bare = await run(false);
  const sampled = await run(true);
  return { cpu: sampled.cpu - bare.cpu, decoded: sampled.decoded };
}

async function accuracy(folder: string, truths: readonly Truth[], fresh: Micros): Promise<Score> {
  let total = EMPTY_SCORE;
  for (const truth of truths) {
    const input = join(folder, `${truth.id}.mp4`);
    const { cues, duration } = await decorate({ input, settings: resolveSettings({}), fresh });
    total = addScores(total, scoreTalk(truth, toCueSheet(input, duration, cues)));
  }
  return total;
}

const folder = await mkdtemp(join(tmpdir(), 'momentfx-sampling-'));
try {
  console.log(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
  const truths: Truth[] = [];
  for (const talk of TALKS) truths.push(await speakTalk(talk, folder));
  const bars: { label: string; value: number }[] = [];
  for (const group of GROUPS) {
    const clip = minuteOf1080p(folder, group);
    const talks = join(folder, `groups-${group}`);
    mkdirSync(talks);
    for (const { id } of truths) {
      const [from, to] = [join(folder, `${id}.mp4`), join(talks, `${id}.mp4`)];
      ffmpeg('-i', from, '-c:a', 'copy', '-c:v', 'libx264', '-preset', 'veryfast', ...keysEvery(group), to);
    }
    for (const way of WAYS) {
      const { cpu, decoded } = await costOf(clip, fromSeconds(way));
      const score = await accuracy(talks, truths, fromSeconds(way));
      const label = `keys every ${group} s, stand for ${way} s`;
      bars.push({ label, value: cpu });
      console.log(
        `${label}: ${cpu.toFixed(2)} CPU-s a minute, ${decoded} of 1800 frames; ${describeScore(score)}`,
      );
    }
  }
  const title = 'Sampling a minute of 1080p30: CPU seconds';
  await writeFile(join(import.meta.dirname, 'sampling.svg'), barChart(title, 's', bars));
} finally {
  await rm(folder, { recursive: true });
}
